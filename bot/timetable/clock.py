"""The timetable: which job runs how often. The jobs' work lies in rows; this holds no reminder itself."""

import threading
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

SET_BACK_SECONDS = 5.0
LET_OTHERS_IN_SECONDS = 0.05
"""Between two steps of one job: where one alone can write at a time, whoever asks again at once gets it again."""

AGAIN = object()
"""What a job returns that has more to do: it is run again at once, in a transaction of its own."""

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
        self._clocks_apart = _clocks_apart()
        self._intervals: dict[str, float] = {}
        self._ended_well: dict[str, float] = {}
        self._started_at = time.monotonic()
        self._ending = threading.Event()

    def every(self, seconds: float, name: str, job: Job) -> None:
        """Run the job now and then every so many seconds."""
        self._intervals[name] = seconds
        self._scheduler.add_job(
            self.tick, "interval", seconds=seconds, args=(name, job), id=name, next_run_time=datetime.now().astimezone()
        )

    def tick(self, name: str, job: Job) -> bool:
        """Run one job, in one transaction or as many as it asks for; return whether it ended well."""
        try:
            while self._run(job) is AGAIN and not self._ending.wait(LET_OTHERS_IN_SECONDS):
                self._after()
        except (
            Exception
        ) as error:  # the timetable must outlive a job's failure, which staff see in the log and on /healthz
            log.error("job_failed", job=name, error=type(error).__name__, at=place_of(error))
            return False
        self._ended_well[name] = time.monotonic()
        TICKS.labels(name).set_to_current_time()
        self._after()
        return True

    def _run(self, job: Job) -> object:
        with self._database.transaction() as session:
            return job(session, self._now())

    @property
    def last_tick_seconds_ago(self) -> float | None:
        """How long ago a job last ended well, by a clock that nobody sets; None where none has yet."""
        return time.monotonic() - max(self._ended_well.values()) if self._ended_well else None

    def late(self, *, grace_seconds: float) -> list[str]:
        """Return the jobs that have not ended well for so long after they should have: stuck, or failing each time."""
        now = time.monotonic()
        return [
            name
            for name, interval in self._intervals.items()
            if now - self._ended_well.get(name, self._started_at) > interval + grace_seconds
        ]

    def start(self) -> None:
        """Start ticking, in threads of its own."""
        self._started_at = time.monotonic()
        self._scheduler.start()
        self._clocks_apart = _clocks_apart()

    def mind_the_clock(self) -> bool:
        """Have every job run now where the clock was set back, else they would wait for the old time to come again.

        To be asked every second or so; returns whether that was the case.
        """
        before, self._clocks_apart = self._clocks_apart, _clocks_apart()
        was_set_back = self._clocks_apart < before - SET_BACK_SECONDS
        if was_set_back:
            log.warning("clock_set_back", seconds=round(before - self._clocks_apart))
            for job in self._scheduler.get_jobs():
                job.modify(next_run_time=datetime.now().astimezone())
        return was_set_back

    def stop(self) -> None:
        """Stop ticking; a job's transaction under way is waited for."""
        self._ending.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)


def _clocks_apart() -> float:
    """Return how far the wall clock is ahead of the one that nobody can set, in seconds."""
    return time.time() - time.monotonic()
