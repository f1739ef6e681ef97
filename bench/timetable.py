"""What the timetable costs, and how late it is: `python -m bench.timetable [--seconds 60] [--kills 5]`.

All jobs of the assistant and one of each second tick on PostgreSQL: by one process alone as on SQLite, by one that has
a queue, and by two that share it. Then two share a job that takes its time, and the one in the middle of it is killed.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from bench.databases import Postgres, fresh, postgres
from bench.load import machine_load, quiet
from bot.timetable import jobs
from bot.timetable.clock import Timetable
from bot.timetable.own import OwnTimetable
from bot.timetable.shared import SharedTimetable
from community.database import Database
from community.schema import migrate
from tests.faults import ticking
from tests.faults.campus import Campus, fill
from tests.faults.kill import await_that
from tests.faults.roles import Roles
from tests.faults.ticking import given_marks, have_it_on_the_timetable, runs
from tests.running import LoopThread

WARM_UP_SECONDS, PATIENCE_SECONDS = 5.0, 60.0
CONNECTIONS = 6
DONE = text("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()")


def moment() -> datetime:
    """Return what this machine's clock says."""
    return datetime.now(UTC)


def alone(database: Database) -> Timetable:
    """Make the timetable of a process that has no others."""
    return OwnTimetable(database, now=moment, after=lambda: None)


def shared(database: Database) -> Timetable:
    """Make one that shares a queue with its likes."""
    return SharedTimetable(database, now=moment, after=lambda: None, machine=moment)


def measure(url: str, make: Callable[[Database], Timetable], *, processes: int, seconds: float) -> dict[str, Any]:
    """Return what so many timetables on an empty database cost together."""
    migrate(Database(url))
    ran: list[float] = []
    databases = [Database(url, connections=CONNECTIONS) for _ in range(processes)]
    threads = [LoopThread() for _ in databases]
    running = []
    for database, thread in zip(databases, threads, strict=True):
        timetable = make(database)
        jobs.fill(timetable, zone=ZoneInfo("Asia/Shanghai"))
        timetable.every(1, "each_second", lambda _session, _now: ran.append(time.time()))
        running.append(asyncio.run_coroutine_threadsafe(timetable.run(), thread.loop))
    time.sleep(WARM_UP_SECONDS)
    ran.clear()
    began, cpu, before = time.monotonic(), time.process_time(), _transactions(databases[0])
    time.sleep(seconds)
    took = time.monotonic() - began
    row = {
        "of_each_second": round(len(ran) / took, 2),
        "core_percent": round(100 * (time.process_time() - cpu) / took, 1),
        "transactions_a_second": round((_transactions(databases[0]) - before) / took, 1),
        "late_ms": round(1000 * statistics.median(at % 1 for at in ran)),
        "latest_ms": round(1000 * max(at % 1 for at in ran)),
    }
    for run, thread in zip(running, threads, strict=True):
        run.cancel()
        await_that(lambda loop=thread.loop: not asyncio.all_tasks(loop), seconds=PATIENCE_SECONDS)  # type: ignore[misc]
        thread.close()
    for database in databases:
        database.close()
    return row


def _transactions(database: Database) -> int:
    with database.reading() as session:
        done: int = session.scalars(DONE).one()
        return done


def killed(folder: Path, server: Postgres) -> float:
    """Return how many seconds after a kill the job has run again."""
    folder.mkdir()
    url = fresh("postgresql", folder, server)
    fill(url)
    campus = Campus(url)
    given_marks(campus.database)
    clocks = Roles(folder, campus, {})
    both = [clocks.begin("clock", before=have_it_on_the_timetable) for _ in range(2)]
    try:
        await_that(lambda: len(runs(campus.database)) > 2, seconds=PATIENCE_SECONDS)
        await_that(lambda: bool(ticking.running(campus.database)), seconds=PATIENCE_SECONDS, every=0.02)
        [at_work] = ticking.running(campus.database)
        before = len(runs(campus.database))
        next(app for app in both if app.process.pid == at_work).kill()
        return await_that(lambda: len(runs(campus.database)) > before, seconds=PATIENCE_SECONDS)
    finally:
        clocks.end()
        campus.close()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--kills", type=int, default=5)
    chosen = parser.parse_args()
    quiet()
    with TemporaryDirectory(prefix="onestop-bench-") as name, postgres(Path(name)) as server:
        for make, processes in ((alone, 1), (shared, 1), (shared, 2)):
            url = fresh("postgresql", Path(name), server)
            row = measure(url, make, processes=processes, seconds=chosen.seconds)
            print(f"  {make.__name__}, {processes}: {row}  (load {machine_load():.1f})", flush=True)
        took = [killed(Path(name) / f"kill-{number}", server) for number in range(chosen.kills)]
        print(f"  seconds from a kill to the next run: {[round(one, 1) for one in took]}")


if __name__ == "__main__":
    main()
