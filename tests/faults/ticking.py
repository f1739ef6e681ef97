"""A job that takes its time, in processes that share a timetable, and the marks it leaves of when it ran and where."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.timetable import jobs
from community.database import Database

JOB = "take_time"
TAKES_SECONDS = 0.6
_TABLE = text("CREATE TABLE ran (process int, began timestamptz, ended timestamptz DEFAULT clock_timestamp())")
_NAME = text("SELECT set_config('application_name', :name, true), clock_timestamp()")
_SLEEP = text(f"SELECT pg_sleep({TAKES_SECONDS})")
_RAN = text("INSERT INTO ran (process, began) VALUES (:process, :began)")
_RUNNING = text(
    "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'ticks %' AND state = 'active'"
)
_RUNS = text("SELECT process, began, ended FROM ran ORDER BY began")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the job that was committed."""

    process: int
    began: datetime
    ended: datetime


def given_marks(database: Database) -> None:
    """Make the place for the job's marks."""
    with database.transaction() as session:
        session.execute(_TABLE)


def take_time(session: Session, _now: datetime) -> None:
    """Run for a while, seen by PostgreSQL as what it is, and leave a mark."""
    _, began = session.execute(_NAME, {"name": f"ticks {os.getpid()}"}).one()
    session.execute(_SLEEP)
    session.execute(_RAN, {"process": os.getpid(), "began": began})


def have_it_on_the_timetable() -> None:
    """Put the job on the timetable of the process that is about to begin."""
    fill = jobs.fill

    def with_it(timetable: jobs.Ticks, *, zone: ZoneInfo) -> None:
        fill(timetable, zone=zone)
        timetable.every(1, JOB, take_time)

    jobs.fill = with_it


def running(database: Database) -> list[int]:
    """Return the processes that are in the middle of the job."""
    with database.reading() as session:
        return [int(name.removeprefix("ticks ")) for name in session.scalars(_RUNNING)]


def runs(database: Database) -> Sequence[Run]:
    """Return how it ran so far, the earliest first."""
    with database.reading() as session:
        return [Run(*row) for row in session.execute(_RUNS)]
