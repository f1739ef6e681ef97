"""What every test may ask for: a real database of each kind, and the moment at which the story plays."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from community.database import Base, Database
from tests.databases import Copies, PostgresServer, create_tables, empty_tables, migrated
from tests.telegram.server import TelegramServer
from understanding.reading.rasa_process import RasaProcess

pytest_plugins = [
    "tests.canaries",
    "tests.engines",
    "tests.garbage",
    "tests.models",
    "tests.passwords",
    "tests.templates",
    "tests.workers",
]

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL server for the whole run, which starts when a test needs it."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def _databases(
    tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer
) -> Iterator[Callable[[str], Database]]:
    """By kind, the database that tests share; they take turns."""
    opened: dict[str, Database] = {}

    def of_kind(kind: str) -> Database:
        if kind not in opened:
            file = tmp_path_factory.mktemp("sqlite") / "onestop.db"
            url = f"sqlite:///{file}" if kind == "sqlite" else postgres.new_database("shared")
            opened[kind] = create_tables(Database(url))
        return opened[kind]

    yield of_kind
    for database in opened.values():
        database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, _databases: Callable[[str], Database]) -> Database:
    """An empty database with all tables, once on SQLite and once on PostgreSQL."""
    shared = _databases(request.param)
    empty_tables(shared, Base.metadata)
    return shared


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer) -> Copies:
    return Copies(tmp_path_factory.mktemp("migrated"), postgres, migrated)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, _migrated: Copies, tmp_path: Path) -> str:
    """The URL of a new database with all tables and no rows, once on SQLite and once on PostgreSQL."""
    return _migrated.new(request.param, tmp_path)


@pytest.fixture
def sqlite_url(_migrated: Copies, tmp_path: Path) -> str:
    """The URL of a new SQLite database with all tables and no rows, where the kind makes no difference."""
    return _migrated.sqlite(tmp_path)


@pytest.fixture(scope="session")
def sample_campuses(
    tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer
) -> Callable[[datetime | None], Copies]:
    """By the moment at which it begins, where databases with the sample campus come from; None means now."""
    from tests.running import with_sample  # loads the whole assistant, which most tests do without

    @cache
    def of(moment: datetime | None) -> Copies:
        return Copies(tmp_path_factory.mktemp("campus"), postgres, partial(with_sample, now=moment))

    return of


@pytest.fixture(params=["sqlite", "postgresql"])
def campus_at(
    request: pytest.FixtureRequest, sample_campuses: Callable[[datetime | None], Copies], tmp_path: Path
) -> Callable[[datetime | None], str]:
    """Makes databases with the sample campus as it is at a moment, once on SQLite and once on PostgreSQL."""
    return lambda moment: sample_campuses(moment).new(request.param, tmp_path)


@pytest.fixture
def campus_url(campus_at: Callable[[datetime | None], str]) -> str:
    """The URL of a new database with the sample campus of today, once on SQLite and once on PostgreSQL."""
    return campus_at(None)


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, postgres: PostgresServer, tmp_path: Path) -> str:
    """The URL of a new database without tables, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'onestop.db'}"
    return postgres.new_database(f"bare_{uuid.uuid4().hex}")


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
