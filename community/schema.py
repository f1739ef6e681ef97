"""Bringing a database to the shape this code expects."""

import importlib
import pkgutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import psycopg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

import community
from community.database import Base, Database
from community.engines import Limits

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST, EMPTY = "head", "base"
OF_JOBS = "procrastinate_"
"""How the tables of the job queue begin, which are its library's."""

LIMITS = Limits(idle=60, lock=1.5)
"""A change that waits for a table has all who come after it wait too, so it gives up soon and tries again."""

TRIES, PAUSE_SECONDS = 100, 1.0  # about four minutes of long readers in the way


class DatabaseNewer(Exception):
    """The database has a shape that this code has never had, in a line that says what to do."""


class ReferencesLost(Exception):
    """A migration would leave rows that refer to nothing; none of it was kept."""


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Say whether something in the database is for our migrations to compare; the tables of the job queue are not."""
    return kind != "table" or not (name or "").startswith(OF_JOBS)


def load_tables() -> None:
    """Import every module that maps tables, so that the metadata knows them all."""
    for module in pkgutil.walk_packages(community.__path__, "community."):
        if module.name.rpartition(".")[2] in ("tables", "audit", "samples"):
            importlib.import_module(module.name)


def migrate(database: Database, revision: str = NEWEST) -> None:
    """Bring the database to a revision, up or down; two processes that try at once take turns.

    On PostgreSQL each step is a transaction of its own, so that none of them keeps others waiting for the rest; SQLite
    makes all of them or none.

    Raises:
        DatabaseNewer: nothing was changed.
    """
    for left in reversed(range(TRIES)):
        try:
            with closing(database.with_own_pool(1, limits=LIMITS)) as own, own.engine.connect() as connection:
                _migrate(connection, revision)
                return
        except OperationalError as error:
            if not isinstance(error.orig, psycopg.errors.LockNotAvailable) or not left:
                raise
            time.sleep(PAUSE_SECONDS)


def _migrate(connection: Connection, revision: str) -> None:
    with _alone(connection) as current:
        if revision == NEWEST and current == _scripts().get_current_head():
            return
        if current is not None and current not in _revisions():
            raise DatabaseNewer(
                f"the database is of a newer version ({current}) than this program. Install that version, or put back "
                "the backup from before the update: `python -m bot restore --replace FILE`"
            )
        config = _config(connection)
        if _lies_behind(revision, current):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)


@contextmanager
def _alone(connection: Connection) -> Iterator[str | None]:
    """Let one process migrate at a time: PostgreSQL by a lock that goes with the connection, SQLite by writing.

    Yields the revision that the database is at.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_lock(hashtext('migrate'))"))
        current = _revision(connection)
        connection.commit()
        yield current
        return
    with _references_at_rest(connection), connection.begin():
        yield _revision(connection)
        _check_references(connection)


def _lies_behind(revision: str, current: str | None) -> bool:
    if revision == EMPTY:
        return True
    known = _revisions()
    return revision in known and current in known and known.index(revision) > known.index(current)


@cache
def _scripts() -> ScriptDirectory:
    """Return the migrations, which are read once."""
    return ScriptDirectory(str(MIGRATIONS))


def _revisions() -> list[str]:
    """Return every shape that this code has had, the newest first."""
    return [script.revision for script in _scripts().walk_revisions()]


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _references_at_rest(connection: Connection) -> Iterator[None]:
    """Let SQLite drop a table that others refer to: it changes one by making a copy and dropping the old."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")  # counts only outside of a transaction
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    lost = connection.execute(text("PRAGMA foreign_key_check")).all()
    if lost:
        raise ReferencesLost(f"{len(lost)} rows refer to rows that are not there, the first in {lost[0][0]}")


def is_current(database: Database) -> bool:
    """Say whether the database has the shape this code expects."""
    with database.engine.connect() as connection:
        return _revision(connection) == _scripts().get_current_head()


def is_known(database: Database) -> bool:
    """Say whether the database has a shape that this code has ever had, so that it can be brought to today's."""
    with database.engine.connect() as connection:
        return _revision(connection) in _revisions()


def differences(database: Database) -> list[object]:
    """Return where the database and the mapped tables differ; empty when a migration is not missing."""
    load_tables()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_ours})
        return list(compare_metadata(context, Base.metadata))


def write_migration(database: Database, message: str) -> None:
    """Write the migration that leads from the database's shape to that of the mapped tables, for review."""
    with database.engine.begin() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
