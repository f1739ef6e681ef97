"""What every test may ask for: a real database of each kind, and the moment at which the story plays."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from community.database import Base, Database
from tests.databases import PostgresServer, create_tables, empty_tables, without_disk
from tests.telegram.server import TelegramServer
from understanding.rasa_process import RasaProcess

pytest_plugins = ["tests.canaries"]

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
) -> Database:
    """An empty database with all tables, once on SQLite and once on PostgreSQL."""
    kind: str = request.param
    if kind not in _databases:
        if kind == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'onestop.db'}"
        else:
            server: PostgresServer = request.getfixturevalue("postgres")
            url = server.new_database("shared")
        _databases[kind] = create_tables(without_disk(Database(url)))
    empty_tables(_databases[kind], Base.metadata)
    return _databases[kind]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database without tables, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'onestop.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database(f"db_{uuid.uuid4().hex}")


@pytest.fixture(scope="session")
def rasa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RasaProcess]:
    """The real Rasa process with the trained model."""
    from tests.running import RunningRasa  # loads the whole assistant, which most tests do without

    with RunningRasa(tmp_path_factory.mktemp("rasa")) as process:
        yield process


@pytest.fixture(scope="session")
def rasa_url(rasa: RasaProcess) -> str:
    """Where the real Rasa process is reached."""
    return rasa.url


@pytest.fixture
def telegram() -> Iterator[TelegramServer]:
    """A Bot API server that nobody has written to."""
    with TelegramServer() as server:
        yield server


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, 12:00 in Shanghai."""
    return NOW


@pytest.fixture
def root() -> Path:
    """The folder of the project."""
    return Path(__file__).parent.parent
