"""A year in minutes: `python -m bench.soak [--weeks 52] [--students 300] [--database URL]`.

Plays the simulated community (`simulation/`) for so long, with the real jobs, retention among them, and says every
four weeks what the assistant holds and what its work costs: a year must end as it began. The router reads, without
Rasa. Exits with 1 where a rule of the simulation was broken.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import logs
from bot.settings import ROOT, Settings
from community import sizes
from community.database import Database
from simulation.faults import WEEK
from simulation.settling import settle
from simulation.understood import Remembered
from simulation.world import Plan, World
from tests.running import train_if_stale
from understanding import crisis
from understanding.reading import models

WEEKS_IN_A_ROW = 4
SHOWN = ("inbox", "outbox", "offered_buttons", "audit", "reminders")
MIB = 1024 * 1024


class Gauge:
    """Says every few weeks what was done in them, what that took and what there is now."""

    def __init__(self, world: World, url: str) -> None:
        self._world, self._url = world, url
        self._begun, self._done, self._weeks = time.monotonic(), 0, 0
        names = "".join(f"{name:>17}" for name in SHOWN)
        print(f"{'weeks':>7}{'turns, sends':>14}{'ms each':>9}{'MiB':>7}{'files':>7}{'database MiB':>14}{names}")

    def look(self, elapsed: float) -> None:
        """Print a row where the next weeks are over."""
        if elapsed < (self._weeks + WEEKS_IN_A_ROW) * WEEK:
            return
        self._weeks += WEEKS_IN_A_ROW
        done, now = self._world.stage.turns + sum(self._world.witness.sends.values()), time.monotonic()
        each = (now - self._begun) * 1000 / max(1, done - self._done)
        rows, size = self._database()
        counts = "".join(f"{rows[name]:>17,}" for name in SHOWN)
        held = f"{_resident():>7.0f}{len(os.listdir('/proc/self/fd')):>7}{size / MIB:>14.1f}"
        print(f"{self._weeks:>7}{done - self._done:>14,}{each:>9.2f}{held}{counts}", flush=True)
        self._done, self._begun = done, time.monotonic()

    def _database(self) -> tuple[dict[str, int], int]:
        database = Database(self._url)
        try:
            with database.reading() as session:
                return dict(sizes.rows_by_table(session)), sizes.bytes_on_disk(session)
        finally:
            database.close()


def _resident() -> float:
    """Return the memory of this process in MiB, the simulation's own ledger of all that was due among it."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB


def main() -> None:
    """Play the year and print a row for every four weeks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="URL of an empty database; a throw-away SQLite file where none is named")
    chosen = parser.parse_args()
    logs.configure(level="CRITICAL")
    train_if_stale()
    crisis.warm_up()
    with TemporaryDirectory(prefix="onestop-soak-") as folder:
        url = chosen.database or f"sqlite:///{Path(folder) / 'year.db'}"
        violations = play(url, weeks=chosen.weeks, students=chosen.students, seed=chosen.seed)
    print(f"broken rules: {violations}")
    sys.exit(1 if violations else 0)


def play(url: str, *, weeks: int, students: int, seed: int) -> int:
    """Play so many weeks and return how often a rule was broken."""
    settings, router = Settings(), models.read_router(ROOT)
    plan = Plan(weeks, students, seed, settings.term_start, settings.zone, url)
    world = World(plan, lambda is_away: Remembered(router, is_away))
    world.run(Gauge(world, url).look)
    settle(world)
    return len(world.ledger.violations)


if __name__ == "__main__":
    main()
