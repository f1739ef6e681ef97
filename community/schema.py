"""Bringing a database to the shape this code expects."""

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

import community
from community.database import Base, Database
from community.engines import LONG_WORK

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST, EMPTY = "head", "base"


class ReferencesLost(Exception):
    """A migration would leave rows that refer to nothing; none of it was kept."""


def load_tables() -> None:
    """Import every module that maps tables, so that the metadata knows them all."""
    for module in pkgutil.walk_packages(community.__path__, "community."):
        if module.name.rpartition(".")[2] in ("tables", "audit"):
            importlib.import_module(module.name)


def migrate(database: Database, revision: str = NEWEST) -> None:
    """Bring the database to a revision, up or down; two processes that try at once take turns."""
    with (
        closing(database.with_own_pool(1, limits=LONG_WORK)) as patient,
        patient.engine.connect() as connection,
        _references_at_rest(connection),
        connection.begin(),
    ):
        if database.engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('migrate'))"))
        config = _config(connection)
        if revision == EMPTY:
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
        _check_references(connection)


@contextmanager
def _references_at_rest(connection: Connection) -> Iterator[None]:
    """Let SQLite drop a table that others refer to: it changes one by making a copy and dropping the old."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")  # counts only outside of a transaction
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        lost = connection.execute(text("PRAGMA foreign_key_check")).all()
        if lost:
            raise ReferencesLost(f"{len(lost)} rows refer to rows that are not there, the first in {lost[0][0]}")


def is_current(database: Database) -> bool:
    """Say whether the database has the shape this code expects."""
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def is_known(database: Database) -> bool:
    """Say whether the database has a shape that this code has ever had, so that it can be brought to today's."""
    with database.engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    return any(script.revision == revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def differences(database: Database) -> list[object]:
    """Return where the database and the mapped tables differ; empty when a migration is not missing."""
    load_tables()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
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
