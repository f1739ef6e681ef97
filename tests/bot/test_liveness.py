"""A process that died is told from one that lives, however it died."""

import signal
import subprocess
import sys
from pathlib import Path

from bot.settings import ROOT
from bot.watch.liveness import Liveness

LIVE_ON = """
import sys, pathlib
from bot.watch.liveness import Liveness
alive = Liveness(pathlib.Path(sys.argv[1]), "other")
alive.start()
print("alive", flush=True)
sys.stdin.read()
"""


def test_the_living_are_not_taken_for_dead_and_the_killed_are(tmp_path: Path) -> None:
    own = Liveness(tmp_path, "own")
    own.start()
    with subprocess.Popen(
        [sys.executable, "-c", LIVE_ON, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"alive\n"
        assert own.dead() == []
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert own.dead() == ["other"]
    own.forget("other")
    assert own.dead() == []
    own.stop()


def test_who_ends_well_leaves_nothing_to_take_over(tmp_path: Path) -> None:
    first, second = Liveness(tmp_path, "first"), Liveness(tmp_path, "second")
    first.start()
    first.stop()
    second.start()
    assert second.dead() == []
    second.stop()
