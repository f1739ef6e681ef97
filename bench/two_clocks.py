"""Two machines whose clocks differ: `python -m bench.two_clocks`, on one PostgreSQL and behind a slow Telegram.

Counted is who of the readers of a notice was told once, more than once or never, and by how much each process put its
clock right. Telegram leaves the first messages without an answer until both processes have looked for what others left.
"""

import argparse
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.databases import fresh, postgres
from bench.load import machine_load, quiet
from tests.faults.breaking import Broken
from tests.faults.campus import HEADLINE, Campus, fill
from tests.faults.emulator import Faults, FaultyTelegram
from tests.faults.kill import Assistant, await_that
from tests.telegram.server import TOKEN

NOBODY = "http://127.0.0.1:9"  # an address where no Rasa is: nobody writes
APART = (0, 90, 3600)
SLOW_SECONDS, PATIENCE_SECONDS = 3.0, 120
AT_ONCE = 64  # what one process sends before Telegram answers


def measure(*, apart: Sequence[int], readers: int) -> list[dict[str, Any]]:
    """Return a row for each difference between the clocks, in seconds."""
    rows = []
    with TemporaryDirectory(prefix="onestop-bench-") as name, postgres(Path(name)) as server:
        for seconds in apart:
            folder = Path(name) / f"apart-{seconds}"
            folder.mkdir()
            url = fresh("postgresql", folder, server)
            fill(url)
            rows.append({"seconds_apart": seconds, **_told(url, folder, seconds, readers)})
            print(f"  {rows[-1]}  (load {machine_load():.1f})", flush=True)
    return rows


def _told(url: str, folder: Path, apart: int, readers: int) -> dict[str, Any]:
    campus, half = Campus(url), timedelta(seconds=apart / 2)
    with FaultyTelegram() as telegram:
        chats = campus.students(readers)
        telegram.plan = Faults(silent=frozenset(chats))
        both = [_machine(campus, telegram, folder / str(number), off) for number, off in enumerate((half, -half))]
        try:
            for app in both:
                app.begin()
            campus.publish()
            _wait(telegram.took(min(readers, AT_ONCE * len(both))))
            slow_until = time.monotonic() + SLOW_SECONDS
            _wait(lambda: time.monotonic() > slow_until)
            begun, telegram.plan = time.monotonic(), Faults()
            _wait(lambda: campus.is_told(readers))
            seconds = time.monotonic() - begun
        finally:
            for app in both:
                app.end()
        told = Counter(sent.chat for sent in telegram.emulator.sent if HEADLINE in sent.text)
    campus.close()
    return {
        "readers": readers,
        "told_once": sum(times == 1 for times in told.values()),
        "told_again": sum(times > 1 for times in told.values()),
        "never": readers - len(told),
        "seconds": seconds,
        "corrected_by": " ".join(_corrected(app) for app in both),
    }


def _machine(campus: Campus, telegram: FaultyTelegram, folder: Path, off: timedelta) -> Assistant:
    folder.mkdir()
    environment = {
        "ONESTOP_DATABASE_URL": campus.url,
        "ONESTOP_TELEGRAM_TOKEN": TOKEN,
        "ONESTOP_TELEGRAM_BASE_URL": telegram.base_url,
        "ONESTOP_NLU_URL": NOBODY,
        "ONESTOP_RATE_PER_SECOND": "1000",
    }
    return Assistant(folder, environment, before=Broken(clock_off_by=off))


def _corrected(app: Assistant) -> str:
    """Return by how many seconds a process put its clock right at its start."""
    said = re.search(r'"seconds": (-?[\d.]+)[^\n]*"event": "clock_corrected"', app.printed())
    return said[1] if said else "0"


def _wait(holds: Callable[[], bool]) -> None:
    await_that(holds, seconds=PATIENCE_SECONDS)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--apart", nargs="+", type=int, default=list(APART), metavar="SECONDS")
    parser.add_argument("--readers", type=int, default=150)
    chosen = parser.parse_args()
    quiet()
    measure(apart=chosen.apart, readers=chosen.readers)


if __name__ == "__main__":
    main()
