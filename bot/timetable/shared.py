"""The timetable of all processes on one PostgreSQL: each tick is a job in a queue, which one of them does."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import procrastinate
import structlog
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Status

from bot.timetable.clock import AGAIN, Timetable
from bot.timetable.queue import OurDatabase
from community.clock import SharedClock
from community.database import Database, DatabaseAway, one_at_a_time
from community.processes import ticks

log = structlog.get_logger()

QUEUE = "timetable"
AT_ONCE = 4  # ticks of one process; its queue needs connections too
LOOK_SECONDS = 0.5
BEAT_SECONDS = 2.0
GONE_SECONDS = 10.0
"""Whoever has shown no sign of life for so long is dead or frozen, and others do what it was doing."""

PATIENCE_SECONDS = 3.0  # that jobs under way have to come to their end at a stop
AGAIN_SECONDS = 1.0


class SharedTimetable(Timetable):
    """Puts into the queue what is due by the database's clock, and does what it finds there; so do its likes elsewhere.

    A tick is put there once, however many processes do so, and a job waits there once, however late it is. It is done
    by one process at a time: the queue's lock says so, and in each transaction a lock of PostgreSQL's, as a process
    that stood still does not know what the queue says by now.
    """

    def __init__(
        self,
        database: Database,
        *,
        now: Callable[[], datetime],
        after: Callable[[], None],
        machine: Callable[[], datetime],
    ) -> None:
        super().__init__(database, now=now, after=after)
        self._threads = ThreadPoolExecutor(AT_ONCE + 2, thread_name_prefix="timetable")
        self._queue = procrastinate.App(connector=OurDatabase(database, self._threads))
        self._clock = SharedClock(machine)
        self._put: dict[str, int] = {}

    async def run(self) -> None:
        """Tick until cancelled; where the database is away, go on once it is back."""
        self._started_at = time.monotonic()
        for name in self._shared():
            self._queue.task(name=name, queue=QUEUE, lock=name, queueing_lock=name)(self._doing(name))
        try:
            while True:
                await self._run_until_it_breaks()
                await asyncio.sleep(AGAIN_SECONDS)
        finally:
            await asyncio.to_thread(self._threads.shutdown)

    async def _run_until_it_breaks(self) -> None:
        self._put.clear()
        try:
            await self._look()  # the clock first, by which it is said what is due
            async with asyncio.TaskGroup() as together:
                for part in (self._look_after, self._put_what_is_due, self._work):
                    together.create_task(part())
                for name in self.everywhere:
                    together.create_task(self._tick_here(name))
        except* DatabaseAway:
            pass  # whoever is on duty hears of it from those who watch the database
        except* (ConnectorException, WorkerEnded) as broken:
            kinds = sorted({type(error).__name__ for error in broken.exceptions})
            log.warning("timetable_begins_again", errors=kinds)

    def _shared(self) -> dict[str, float]:
        """Return the jobs that one process does for all, and their seconds."""
        return {name: seconds for name, (seconds, _) in self.jobs.items() if name not in self.everywhere}

    async def _tick_here(self, name: str) -> None:
        seconds, _ = self.jobs[name]
        while True:
            await asyncio.get_running_loop().run_in_executor(self._threads, self.tick, name)
            await asyncio.sleep(seconds)

    def _doing(self, name: str) -> Callable[[int], Awaitable[None]]:
        async def do(timestamp: int) -> None:  # noqa: ARG001
            await asyncio.get_running_loop().run_in_executor(self._threads, self.tick, name)

        return do

    def _run(self, name: str) -> object:
        _, job = self.jobs[name]
        with self._database.transaction() as session:
            one_at_a_time(session, f"tick {name}")
            outcome = job(session, self._now())
            if outcome is not AGAIN and name not in self.everywhere:
                ticks.note(session, name)
            return outcome

    async def _work(self) -> None:
        self._ending.clear()
        working = asyncio.ensure_future(
            self._queue.run_worker_async(
                queues=[QUEUE],
                concurrency=AT_ONCE,
                fetch_job_polling_interval=LOOK_SECONDS,
                listen_notify=False,
                delete_jobs="always",
                install_signal_handlers=False,
                shutdown_graceful_timeout=PATIENCE_SECONDS,
                update_heartbeat_interval=BEAT_SECONDS,
                stalled_worker_timeout=GONE_SECONDS,
            )
        )
        try:
            await asyncio.wait({working})
            await working
            raise WorkerEnded
        finally:
            self._ending.set()
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

    async def _put_what_is_due(self) -> None:
        while True:
            now = self._clock().timestamp()
            for name, seconds in self._shared().items():
                due = int(now // seconds * seconds)
                if self._put.get(name) != due:
                    await self._put_tick(name, due)
                    self._put[name] = due
            await asyncio.sleep(LOOK_SECONDS)

    async def _put_tick(self, name: str, due: int) -> None:
        job = self._queue.tasks[name].configure(task_kwargs={"timestamp": due}).job
        with contextlib.suppress(AlreadyEnqueued):  # one waits already: the job takes longer than it may
            await self._queue.job_manager.defer_periodic_job(job, periodic_id="", defer_timestamp=due)

    async def _look_after(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            await self._take_over()
            await self._look()

    async def _look(self) -> None:
        for name, seconds in (await asyncio.to_thread(self._seconds_since)).items():
            if name in self._shared():
                self._note(name, seconds_ago=seconds)

    def _seconds_since(self) -> dict[str, float]:
        with self._database.reading() as session:
            self._clock.follow(session)
            return ticks.seconds_since(session)

    async def _take_over(self) -> None:
        """Have done what a process was doing that is gone; where it is due again anyway, that is enough."""
        queue = self._queue.job_manager
        for job in await queue.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=GONE_SECONDS):
            log.warning("tick_taken_over", job=job.task_name)
            with contextlib.suppress(ConnectorException):  # another process was quicker
                try:
                    await queue.retry_job(job)
                except UniqueViolation:
                    await queue.finish_job(job, Status.FAILED, delete_job=True)
        await queue.prune_stalled_workers(GONE_SECONDS)


class WorkerEnded(Exception):
    """What does the jobs has ended, because a part of it failed."""
