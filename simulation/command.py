"""Runs a whole term and tells how it went."""

import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.settings import ROOT
from simulation.faults import WEEK
from simulation.report import report
from simulation.settling import settle
from simulation.understood import Remembered
from simulation.world import Plan, World
from understanding import crisis
from understanding.reading import models
from understanding.reading.fallback_router import FallbackRouter


class Term(NamedTuple):
    """How a term went: the whole report, and how often a rule was broken."""

    report: str
    violations: int


def run_term(
    *,
    weeks: int,
    students: int,
    seed: int,
    begins: date,
    zone: ZoneInfo,
    url: str | None,
    progress: Callable[[str], None],
) -> Term:
    """Simulate a term.

    Args:
        begins: Monday of the first week.
        url: of an empty database; a SQLite file that is thrown away where None.
        progress: told of every week that is over.
    """
    begun = time.monotonic()
    crisis.warm_up()
    router = FallbackRouter.load(models.router_path(ROOT))
    with TemporaryDirectory(prefix="onestop-term-") as folder:
        database = url or f"sqlite:///{Path(folder) / 'term.db'}"
        midnight = datetime.combine(begins, datetime.min.time(), zone)
        world = World(Plan(weeks, students, seed, midnight, database, zone), lambda away: Remembered(router, away))
        world.run(_by_week(weeks, progress))
        settle(world)
        words = report(world, database=database.partition(":")[0], seconds=time.monotonic() - begun)
    return Term(words, len(world.ledger.violations))


def _by_week(weeks: int, progress: Callable[[str], None]) -> Callable[[float], None]:
    told = -1

    def tell(elapsed: float) -> None:
        nonlocal told
        if told < (week := int(elapsed // WEEK)) < weeks:
            told = week
            progress(f"week {week + 1} of {weeks}")

    return tell
