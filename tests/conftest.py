"""What every test may ask for: a real database of each kind, and the moment at which the story plays."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from community.database import Base, Database
from tests.databases import PostgresServer, create_tables, empty_tables

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A real PostgreSQL server for the whole run."""
    with PostgresServer(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="session")
def _databases(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[dict[str, Database]]:
    opened: dict[str, Database] = {}
    yield opened
    for database in opened.values():
        database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, _databases: dict[str, Database], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """An empty database with all tables, once on SQLite and once on PostgreSQL."""
    kind: str = request.param
    if kind not in _databases:
        if kind == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'onestop.db'}"
        else:
            server: PostgresServer = request.getfixturevalue("postgres")
            url = server.new_database("shared")
        _databases[kind] = create_tables(Database(url))
    empty_tables(_databases[kind], Base.metadata)
    yield _databases[kind]


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, 12:00 in Shanghai."""
    return NOW


@pytest.fixture
def root() -> Path:
    """The folder of the project."""
    return Path(__file__).parent.parent
