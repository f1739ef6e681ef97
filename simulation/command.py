"""Runs a whole term and tells how it went."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

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


def run_term(plan: Plan, *, progress: Callable[[str], None]) -> Term:
    """Simulate a term.

    Args:
        progress: told of every week that is over.
    """
    begun = time.monotonic()
    crisis.warm_up()
    router = FallbackRouter.load(models.router_path(ROOT))
    with TemporaryDirectory(prefix="onestop-term-") as folder:
        plan = replace(plan, url=plan.url or f"sqlite:///{Path(folder) / 'term.db'}")
        world = World(plan, lambda away: Remembered(router, away))
        world.run(_by_week(plan.weeks, progress))
        settle(world)
        words = report(world, database=plan.url.partition(":")[0], seconds=time.monotonic() - begun)
    return Term(words, len(world.ledger.violations))


def _by_week(weeks: int, progress: Callable[[str], None]) -> Callable[[float], None]:
    told = -1

    def tell(elapsed: float) -> None:
        nonlocal told
        if told < (week := int(elapsed // WEEK)) < weeks:
            told = week
            progress(f"week {week + 1} of {weeks}")

    return tell
