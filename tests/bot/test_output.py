"""A log that takes nothing keeps nobody from an answer; what it did not take is counted, and told once."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.output import AT_ONCE, Output, lines_lost
from bot.settings import ROOT
from tests.forked import command
from tests.whole_app import Running, WholeApp

REST = "/webhooks/rest/webhook"
BEARER = {"Authorization": "Bearer secret"}
SETTINGS = {"ONESTOP_REST_TOKEN": "secret", "ONESTOP_NLU_URL": "http://127.0.0.1:9"}

PATIENCE_SECONDS = 60

FILL_UP = """
import json, os, resource, sys
from bot import logs, output
import structlog
output.never_fail()
logs.configure()
log = structlog.get_logger()
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, resource.RLIM_INFINITY))
for line in range(50):
    log.info("before", line=line)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.info("after")
log.info("after")
print("the end")
"""


class Muted(WholeApp):
    """An assistant whose output goes into a file of another kind: a disk without room, a pipe.

    Args:
        before: what is done to its output in the process before it begins.
    """

    def __init__(self, folder: Path, file: Path, before: Callable[[], object] | None = None) -> None:
        super().__init__(folder, SETTINGS)
        self._file, self._before = file, before

    def launched(self) -> Running:
        return command("run", env=self.env, output=self._file, before=self._before)

    def stop(self) -> int:
        """Ask it to end, also while it is still warming up, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)

    def printed(self) -> str:
        return "its output was taken away"


class Closed(Muted):
    """An assistant that was begun with nothing to read or write, which Python finds out while it starts."""

    def launched(self) -> Running:
        closed = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-m", "bot", "run"]
        return subprocess.Popen(closed, cwd=ROOT, env=self.env)


def full_device(folder: Path) -> Muted:
    """On a disk without room."""
    return Muted(folder, Path("/dev/full"))


def dead_pipe(folder: Path) -> Muted:
    """Writing into a pipe whose reader has died."""
    return Muted(folder, Path(os.devnull), before=_into_a_dead_pipe)


def _into_a_dead_pipe() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    for number in (1, 2):
        os.dup2(writer, number)


def nothing(folder: Path) -> Muted:
    """Closed before the start."""
    return Closed(folder, Path(os.devnull))


@pytest.mark.parametrize("taken_away", [full_device, dead_pipe, nothing])
def test_who_writes_is_answered_while_nothing_can_be_printed_or_logged(
    tmp_path: Path, taken_away: Callable[[Path], Muted]
) -> None:
    with taken_away(tmp_path) as app, httpx.Client(base_url=app.url, headers=BEARER, timeout=40) as client:
        assert ask(client, "/menu", times=5) == 5
        parts = client.get("/healthz").json()
        assert parts["status"] == "ok"
        assert (parts["log"]["lines_lost"] > 0) is (taken_away is not nothing)
        if taken_away is full_device:
            counted = client.get("/metrics").text
            assert f"onestop_log_lines_lost_total {parts['log']['lines_lost']}" in counted.replace(".0", "")
        assert app.stop() == 0


def test_a_reader_of_the_log_that_stands_still_holds_nobody_up_and_reads_on_later(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader, writer = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), os.open(pipe, os.O_WRONLY)
    with Muted(tmp_path, pipe) as app, httpx.Client(base_url=app.url, headers=BEARER, timeout=40) as client:
        filled(writer)
        assert ask(client, "/menu", times=5) == 5
        read = drained(reader)  # the reader goes on
        assert ask(client, "/menu", times=2) == 2
        read = drained(reader)
        assert client.get("/healthz").json()["log"]["lines_lost"] > 0
    events = [json.loads(line)["event"] for line in read.splitlines() if line.startswith("{")]
    assert events[0] == "log_lines_lost", events
    assert events.count("log_lines_lost") == 1
    assert "turn" in events


def test_a_disk_that_is_full_and_then_has_room_shows_whole_lines_and_how_many_are_missing(tmp_path: Path) -> None:
    file = tmp_path / "log"
    with file.open("ab") as log:
        done = subprocess.run([sys.executable, "-c", FILL_UP], cwd=ROOT, stdout=log, stderr=log, check=False)
    assert done.returncode == 0
    *lines, last = file.read_text().splitlines()
    read = [event_of(line) for line in lines]
    kept = read.count("before")
    (told,) = [json.loads(line)["lines"] for line in lines if event_of(line) == "log_lines_lost"]
    assert kept
    assert told == 50 - kept
    assert read[-2:] == ["after", "after"]
    assert read[kept : kept + 2] in (["torn", "log_lines_lost"], ["log_lines_lost", "after"])
    assert last == "the end"


def test_a_line_longer_than_a_pipe_takes_at_once_stays_whole_and_odd_characters_do_no_harm() -> None:
    reader, writer = os.pipe()
    line = "好\ud800" * AT_ONCE + "\n"
    before, output = lines_lost(), Output(writer)
    assert output.write(line) == len(line)
    assert drained(reader) == line.encode("utf-8", "backslashreplace").decode()
    assert lines_lost() == before


def ask(client: httpx.Client, words: str, *, times: int) -> int:
    """Say something so often and return how many answers came."""
    said = ({"sender": f"student-{number}", "message": words} for number in range(times))
    return sum(bool(client.post(REST, json=one).raise_for_status().json()) for one in said)


def event_of(line: str) -> str:
    """Return what a line of the log tells; `torn` where it broke off."""
    try:
        found: dict[str, Any] = json.loads(line)
    except ValueError:
        return "torn"
    return str(found["event"])


def filled(writer: int) -> None:
    """Take all the room that a pipe has."""
    was = fcntl.fcntl(writer, fcntl.F_GETFL)
    fcntl.fcntl(writer, fcntl.F_SETFL, was | os.O_NONBLOCK)
    with suppress(BlockingIOError):
        while True:
            os.write(writer, b"\n" * 512)
    fcntl.fcntl(writer, fcntl.F_SETFL, was)


def drained(reader: int) -> str:
    """Return all that a pipe holds."""
    os.set_blocking(reader, False)
    read = b""
    with suppress(BlockingIOError):
        while more := os.read(reader, 65_536):
            read += more
    return read.decode()
