"""The timetable of a process that has no others to share it with: on SQLite, in threads of its own."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from bot.timetable.clock import Timetable
from community.database import Database

log = structlog.get_logger()

SET_BACK_SECONDS = 5.0


class OwnTimetable(Timetable):
    """Ticks every job when it starts, and then as often as was said."""

    def __init__(self, database: Database, *, now: Callable[[], datetime], after: Callable[[], None]) -> None:
        super().__init__(database, now=now, after=after)
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            # APScheduler's default grace of a second drops what comes late, say after a suspended laptop.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._clocks_apart = _clocks_apart()

    async def run(self) -> None:
        """Tick until cancelled."""
        self._started_at = time.monotonic()
        at_once = datetime.now().astimezone()
        for name, (seconds, _) in self.jobs.items():
            self._scheduler.add_job(
                self.tick, "interval", seconds=seconds, args=(name,), id=name, next_run_time=at_once
            )
        self._scheduler.start()
        self._clocks_apart = _clocks_apart()
        try:
            await asyncio.Event().wait()
        finally:
            self._ending.set()
            await asyncio.to_thread(self._scheduler.shutdown, wait=True)

    def mind_the_clock(self) -> None:
        """Have every job run now where the clock was set back, else they would wait for the old time to come again."""
        before, self._clocks_apart = self._clocks_apart, _clocks_apart()
        if self._clocks_apart < before - SET_BACK_SECONDS:
            log.warning("clock_set_back", seconds=round(before - self._clocks_apart))
            for job in self._scheduler.get_jobs():
                job.modify(next_run_time=datetime.now().astimezone())


def _clocks_apart() -> float:
    """Return how far the wall clock is ahead of the one that nobody can set, in seconds."""
    return time.time() - time.monotonic()
