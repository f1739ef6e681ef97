"""The timetable: which job runs how often. The jobs' work lies in rows; this holds no reminder itself."""

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from bot.logs import place_of
from bot.metrics import TICKS
from community.database import Database

log = structlog.get_logger()

Job = Callable[[Session, datetime], object]


class Timetable:
    """Runs jobs at intervals, each in a transaction of its own; a job that fails is tried at its next turn."""

    def __init__(self, database: Database, *, now: Callable[[], datetime], after: Callable[[], None]) -> None:
        self._database = database
        self._now = now
        self._after = after
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            # APScheduler's default grace of a second drops what comes late, say after a suspended laptop.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self.last_tick: float | None = None

    def every(self, seconds: float, name: str, job: Job) -> None:
        """Run the job now and then every so many seconds."""
        self._scheduler.add_job(
            self.tick, "interval", seconds=seconds, args=(name, job), id=name, next_run_time=datetime.now().astimezone()
        )

    def tick(self, name: str, job: Job) -> None:
        """Run one job, in one transaction."""
        try:
            with self._database.transaction() as session:
                job(session, self._now())
        except (
            Exception
        ) as error:  # the timetable must outlive a job's failure, which staff see in the log and on /healthz
            log.error("job_failed", job=name, error=type(error).__name__, at=place_of(error))
            return
        self.last_tick = time.time()
        TICKS.labels(name).set(self.last_tick)
        self._after()

    def start(self) -> None:
        """Start ticking, in threads of its own."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking; a job under way is waited for."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
