"""The timetable that processes share on one PostgreSQL: each tick goes on whoever dies, and is done by one of them."""

import asyncio
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.timetable.clock import Job
from bot.timetable.shared import BEAT_SECONDS, GONE_SECONDS, SharedTimetable
from community.clock import Clock
from community.database import Database
from tests.databases import Copies
from tests.faults.campus import Campus
from tests.faults.kill import Assistant, await_that
from tests.faults.roles import Roles
from tests.faults.ticking import given_marks, have_it_on_the_timetable, running, runs, take_time
from tests.running import LoopThread

WAIT_SECONDS = 45
TAKEN_OVER_SECONDS = GONE_SECONDS + 2 * BEAT_SECONDS + 6  # and some for a machine that does other work too
KEPT = ("procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers")


@pytest.fixture
def campus(campuses: Copies) -> Iterator[Campus]:
    """The sample campus on PostgreSQL."""
    made = Campus(campuses.postgresql())
    yield made
    made.close()


def moment() -> datetime:
    """Return what this machine's clock says."""
    return datetime.now(UTC)


class Clocks:
    """Timetables that share a database, in threads of this process."""

    def __init__(self, campus: Campus) -> None:
        self._campus = campus
        self._running: list[tuple[LoopThread, Future[None], Database]] = []

    def begin(self, *, machine: Clock = moment, **jobs: Job) -> SharedTimetable:
        """Start one with these jobs, once a second each, on a machine whose clock says that."""
        database, thread = Database(self._campus.url, connections=6), LoopThread()
        timetable = SharedTimetable(database, now=moment, after=lambda: None, machine=machine)
        timetable.every(3600, "for_itself", lambda _session, _now: None, everywhere=True)
        for name, job in jobs.items():
            timetable.every(1, name, job)
        self._running.append((thread, asyncio.run_coroutine_threadsafe(timetable.run(), thread.loop), database))
        return timetable

    def end(self) -> None:
        """Stop all of them; none may have ended before."""
        for thread, run, database in self._running:
            assert not run.done(), run.exception()
            run.cancel()
            await_that(lambda loop=thread.loop: not asyncio.all_tasks(loop), seconds=WAIT_SECONDS)  # type: ignore[misc]
            thread.close()
            database.close()
        self._running.clear()


@pytest.fixture
def clocks(campus: Campus) -> Iterator[Clocks]:
    """Makes timetables, and sees to it that none is left."""
    made = Clocks(campus)
    yield made
    made.end()


def kept(campus: Campus) -> dict[str, int]:
    """Return how many rows the queue holds."""
    with campus.database.reading() as session:
        return {table: session.scalars(text(f"SELECT count(*) FROM {table}")).one() for table in KEPT}


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "frozen"])
def test_of_two_processes_one_goes_on_where_the_other(
    blow: signal.Signals, campus: Campus, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """It is struck in the middle of the job. Continued, the frozen one does nothing beside the other and follows it."""
    given_marks(campus.database)
    clocks = Roles(tmp_path, campus, {})
    request.addfinalizer(clocks.end)
    both = {pid(app): app for app in (clocks.begin("clock", before=have_it_on_the_timetable) for _ in range(2))}
    for app in both.values():
        await_that(partial(is_at_work, app), seconds=WAIT_SECONDS, app=app)
    at_work: list[int] = []  # whichever has the job is struck: which of two gets a tick is nobody's to say

    def one_is_at_work() -> bool:
        at_work[:] = running(campus.database)
        return len(at_work) == 1 and at_work[0] in both

    await_that(one_is_at_work, seconds=WAIT_SECONDS, every=0.02)
    struck = both.pop(at_work[0])
    (other,) = both.values()
    struck.process.send_signal(blow)
    before = len(runs(campus.database))
    took = await_that(lambda: len(runs(campus.database)) > before, seconds=WAIT_SECONDS, app=other)
    assert took < TAKEN_OVER_SECONDS
    assert {run.process for run in runs(campus.database)[before:]} == {pid(other)}
    if blow == signal.SIGSTOP:
        struck.process.send_signal(signal.SIGCONT)
        await_that(lambda: len(runs(campus.database)) >= before + 5, seconds=WAIT_SECONDS, app=struck)
        other.process.send_signal(signal.SIGKILL)
        await_that(lambda: has_run(campus, struck, since=before), seconds=WAIT_SECONDS, app=struck)
    else:
        await_that(lambda: len(runs(campus.database)) >= before + 5, seconds=WAIT_SECONDS, app=other)
    check_one_at_a_time(campus, times=before + 1)


def check_one_at_a_time(campus: Campus, *, times: int) -> None:
    """Check that the job ran so many times at least, and never beside itself."""
    ran = runs(campus.database)
    assert len(ran) >= times
    for earlier, later in pairwise(ran):
        assert earlier.ended <= later.began, "two at once"


def is_at_work(app: Assistant) -> bool:
    """Say whether a clock has begun."""
    return "clock: watch it at" in app.printed()


def has_run(campus: Campus, app: Assistant, *, since: int = 0) -> bool:
    """Say whether the job ran in a process, after so many runs in all."""
    return pid(app) in {run.process for run in runs(campus.database)[since:]}


def pid(app: Assistant) -> int:
    """Return the process's number."""
    number = app.process.pid
    assert number is not None
    return number


def test_a_tick_is_done_once_however_many_share_it(clocks: Clocks) -> None:
    ran: list[int] = []

    def job(_session: Session, now: datetime) -> None:
        ran.append(int(now.timestamp()))

    for _ in range(3):
        clocks.begin(job=job)
    began = time.time()
    await_that(lambda: len(ran) >= 8, seconds=WAIT_SECONDS)
    assert len(ran) <= time.time() - began + 2


def test_what_each_process_needs_for_itself_is_done_in_each(clocks: Clocks) -> None:
    """Such as the figures that it shows on /metrics."""
    both = [clocks.begin() for _ in range(2)]
    for timetable in both:
        await_that(lambda here=timetable: here.last_tick_seconds_ago is not None, seconds=WAIT_SECONDS)  # type: ignore[misc]
        assert timetable.late(grace_seconds=0) == []


def test_who_goes_on_with_what_others_do_by_now_waits_for_them(campus: Campus) -> None:
    """As a process does that stood still, after the queue has given its job to another."""
    given_marks(campus.database)
    timetables = [SharedTimetable(campus.database, now=moment, after=lambda: None, machine=moment) for _ in range(3)]
    for timetable in timetables:
        timetable.every(1, "job", take_time)
    with ThreadPoolExecutor(3) as threads:
        assert all(threads.map(lambda timetable: timetable.tick("job"), timetables))
    check_one_at_a_time(campus, times=3)


def test_what_is_done_leaves_nothing_behind(campus: Campus, clocks: Clocks) -> None:
    """A job that is always late has one tick waiting; of those that are done or failed none is kept."""
    ran: list[str] = []

    def fails(_session: Session, _now: datetime) -> None:
        ran.append("fails")
        raise RuntimeError("not today")

    def is_slow(session: Session, _now: datetime) -> None:
        ran.append("is_slow")
        session.execute(text("SELECT pg_sleep(2.5)"))

    clocks.begin(fails=fails, is_slow=is_slow, is_quick=lambda _session, _now: ran.append("is_quick"))
    await_that(lambda: min(map(ran.count, ("fails", "is_slow", "is_quick"))) >= 4, seconds=WAIT_SECONDS)
    rows = kept(campus)
    assert rows["procrastinate_jobs"] <= 4, "one of each that waits, and one under way"
    assert rows["procrastinate_events"] <= 8
    assert rows["procrastinate_periodic_defers"] == 3
    clocks.end()
    assert kept(campus)["procrastinate_workers"] == 0


def test_a_job_that_fails_is_logged_called_late_everywhere_and_tried_again(
    clocks: Clocks, capsys: pytest.CaptureFixture[str]
) -> None:
    tries: list[bool] = []

    def job(_session: Session, _now: datetime) -> None:
        tries.append(is_mended)
        if not is_mended:
            raise RuntimeError("said by a student")

    is_mended = False
    both = [clocks.begin(job=job) for _ in range(2)]
    await_that(lambda: len(tries) >= 3, seconds=WAIT_SECONDS)
    assert [one.late(grace_seconds=0) for one in both] == [["job"], ["job"]]
    is_mended = True
    await_that(lambda: all(is_well(one) for one in both), seconds=WAIT_SECONDS)
    printed = capsys.readouterr()
    assert "job_failed" in printed.out + printed.err
    assert "said by a student" not in printed.out + printed.err


def is_well(timetable: SharedTimetable) -> bool:
    """Say whether a job ended well, here or elsewhere, and none is late."""
    return timetable.last_tick_seconds_ago is not None and timetable.late(grace_seconds=BEAT_SECONDS + 2) == []


def test_connections_that_are_cut_end_nothing(campus: Campus, clocks: Clocks) -> None:
    ran: list[datetime] = []
    timetable = clocks.begin(job=lambda _session, now: ran.append(now))
    await_that(lambda: len(ran) >= 2, seconds=WAIT_SECONDS)
    for _ in range(3):
        before = len(ran)
        with campus.database.transaction() as session:
            session.execute(CUT)
        await_that(lambda before=before: len(ran) > before + 1, seconds=WAIT_SECONDS)  # type: ignore[misc]
    await_that(lambda: is_well(timetable), seconds=WAIT_SECONDS)


CUT = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


@pytest.mark.parametrize("hours", [-1, 1], ids=["back", "ahead"])
def test_a_machine_whose_clock_is_wrong_ticks_as_often(hours: int, campus: Campus, clocks: Clocks) -> None:
    """The one beside it, whose clock is right, is not made to tick twice as often."""
    ran: list[float] = []
    clocks.begin(job=lambda _session, _now: ran.append(time.monotonic()))
    clocks.begin(job=lambda _session, _now: ran.append(time.monotonic()), machine=off_by(hours))
    await_that(lambda: len(ran) >= 8, seconds=WAIT_SECONDS)
    assert ran[-1] - ran[0] > 5


def off_by(hours: int) -> Clock:
    """Return a clock that is wrong."""
    return lambda: datetime.fromtimestamp(time.time() + hours * 3600, UTC)
