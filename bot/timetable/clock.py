"""The timetable: which job runs how often. The jobs' work lies in rows; this holds no reminder itself."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from bot.logs import place_of
from bot.metrics import TICKS
from community.database import Database

log = structlog.get_logger()

LET_OTHERS_IN_SECONDS = 0.05
"""Between two steps of one job: where one alone can write at a time, whoever asks again at once gets it again."""

AGAIN = object()
"""What a job returns that has more to do: it is run again at once, in a transaction of its own."""

Job = Callable[[Session, datetime], object]


class Timetable:
    """Keeps jobs and runs one when told to, in transactions of its own; a job that fails is tried at its next tick.

    Whatever says when, it ticks: a process by itself (`OwnTimetable`), a queue of several processes
    (`SharedTimetable`), or a hand.

    Args:
        after: called when a job has committed something.
    """

    def __init__(self, database: Database, *, now: Callable[[], datetime], after: Callable[[], None]) -> None:
        self._database = database
        self._now = now
        self._after = after
        self.jobs: dict[str, tuple[float, Job]] = {}
        self.everywhere: set[str] = set()
        self._ended_well: dict[str, float] = {}
        self._started_at = time.monotonic()
        self._ending = threading.Event()

    def every(self, seconds: float, name: str, job: Job, *, everywhere: bool = False) -> None:
        """Take a job that is to run every so many seconds.

        Args:
            everywhere: each process needs it for itself, rather than one for all.
        """
        self.jobs[name] = (seconds, job)
        if everywhere:
            self.everywhere.add(name)

    def tick(self, name: str) -> bool:
        """Run one job, in one transaction or as many as it asks for; return whether it ended well."""
        try:
            while self._run(name) is AGAIN and not self._ending.wait(LET_OTHERS_IN_SECONDS):
                self._after()
        except (
            Exception
        ) as error:  # the timetable must outlive a job's failure, which staff see in the log and on /healthz
            log.error("job_failed", job=name, error=type(error).__name__, at=place_of(error))
            return False
        self._note(name, seconds_ago=0)
        self._after()
        return True

    def _run(self, name: str) -> object:
        _, job = self.jobs[name]
        with self._database.transaction() as session:
            return job(session, self._now())

    def _note(self, name: str, *, seconds_ago: float) -> None:
        self._ended_well[name] = time.monotonic() - seconds_ago
        TICKS.labels(name).set(time.time() - seconds_ago)

    @property
    def last_tick_seconds_ago(self) -> float | None:
        """How long ago a job last ended well, by a clock that nobody sets; None where none has yet."""
        return time.monotonic() - max(self._ended_well.values()) if self._ended_well else None

    def late(self, *, grace_seconds: float) -> list[str]:
        """Return the jobs that have not ended well for so long after they should have: stuck, or failing each time."""
        now = time.monotonic()
        return [
            name
            for name, (interval, _) in self.jobs.items()
            if now - max(self._ended_well.get(name, 0.0), self._started_at) > interval + grace_seconds
        ]

    async def run(self) -> None:
        """Tick by itself until cancelled; a job's transaction under way is waited for."""
        raise NotImplementedError("a timetable that a hand ticks")

    def mind_the_clock(self) -> None:
        """Look whether this machine's clock was set; to be asked every second or so."""
