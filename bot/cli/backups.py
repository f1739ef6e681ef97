"""`python -m bot backup` and `restore`: the whole database to a file while it is at work, and back."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bot.app import utc_now
from bot.settings import Settings
from bot.timetable import jobs
from bot.timetable.clock import Timetable
from community import schema
from community.backups import postgresql, settling, sqlite
from community.backups.files import BackupFailed, kind_of, written_whole
from community.database import Database
from community.engines import LONG_WORK
from community.post.tables import Delivery

Say = Callable[[str], None]

MOST_ROUNDS = 100
MEGABYTE = 1 << 20


def back_up(settings: Settings, file: Path, *, say: Say) -> None:
    """Copy the database to a file that nobody else may read, and read the copy from end to end.

    Raises:
        BackupFailed: there is no new file, in a line that says why.
    """
    url = make_url(settings.database)
    with written_whole(file) as part:
        if url.get_backend_name() == "sqlite":
            sqlite.back_up(Path(url.database or ""), part, say=say)
        else:
            postgresql.back_up(settings.database, part, say=say)
        say("reading the copy")
        check(part)
    say(f"{file} holds the whole database ({file.stat().st_size / MEGABYTE:,.1f} MB)")
    say("what lies beside the database is not in it: .env, and the data folder's `secret`, which signs cookies")


def check(file: Path) -> None:
    """Read a backup from end to end.

    Raises:
        BackupFailed: it is none, or is damaged.
    """
    if kind_of(file) == "sqlite":
        sqlite.check(file)
    else:
        postgresql.check(file)


def restore(
    settings: Settings, file: Path, *, replace: bool, say: Say, now: Callable[[], datetime] = utc_now
) -> settling.Settled:
    """Put a backup in the place of the database.

    Killed at any moment, the old database is there, or the new one with all that was settled about it.

    Raises:
        BackupFailed: the database is as it was, in a line that says why.
    """
    url, kind = make_url(settings.database), kind_of(file)
    if url.get_backend_name() != kind:
        raise BackupFailed(f"{file} is a backup of {kind}, ONESTOP_DATABASE_URL names {url.get_backend_name()}")
    outcome: list[settling.Settled] = []

    def prepare(built: str) -> None:
        say("bringing it up to date")
        outcome.append(_prepare(built, settings, now()))

    if kind == "sqlite":
        before = sqlite.restore(file, Path(url.database or ""), replace=replace, prepare=prepare, say=say)
    else:
        check(file)
        before = postgresql.restore(file, settings.database, replace=replace, prepare=prepare, say=say)
    settled = outcome[0]
    say(f"the database is that of {file}")
    say(f"may have been sent since, so left to staff as uncertain: {settled.uncertain}")
    say(f"still to be sent: {settled.still_due}")
    say(f"may have been answered since, so set aside for staff: {settled.parked}")
    if before:
        say(f"what was there before is kept as {before}; drop it once you miss nothing")
    return settled


def _prepare(url: str, settings: Settings, now: datetime) -> settling.Settled:
    """Bring a restored database to today: its shape, then what time alone has caused, then what may be sent of it."""
    database = Database(url, limits=LONG_WORK)
    try:
        if not schema.is_known(database):
            raise BackupFailed("the backup is of another program, or of a newer version: install that one first")
        schema.migrate(database)
        _let_time_pass(database, settings, now)
        with database.transaction() as session:
            return settling.settle(session, now=now)
    finally:
        database.close()


def _let_time_pass(database: Database, settings: Settings, now: datetime) -> None:
    """Run the timetable until it queues nothing more.

    What it causes now it caused before the restore too, as the notices that were announced then: so that is queued
    before all that may have been sent is marked.
    """
    timetable = Timetable(database, now=lambda: now, after=lambda: None)
    jobs.fill(timetable, zone=settings.zone)
    queued = -1
    for _ in range(MOST_ROUNDS):
        for name in timetable.jobs:
            timetable.tick(name)
        with database.reading() as session:
            before, queued = queued, _last(session)
        if queued == before:
            return


def _last(session: Session) -> int:
    return session.scalar(select(func.max(Delivery.id))) or 0
