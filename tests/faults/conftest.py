"""A process that may be killed, behind a Telegram that may fail, on both databases."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.databases import Copies, PostgresServer
from tests.faults.campus import Campus, fill
from tests.faults.emulator import FaultyTelegram
from tests.faults.kill import Assistant
from tests.running import train_if_stale
from tests.telegram.server import TOKEN

FAST = {"ONESTOP_RATE_PER_SECOND": "1000", "ONESTOP_RATE_PER_CHAT": "50"}


@pytest.fixture(scope="session")
def campuses(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer) -> Copies:
    """Where databases with the sample campus come from."""
    train_if_stale()
    return Copies(tmp_path_factory.mktemp("campuses"), postgres, fill)


@pytest.fixture(params=["sqlite", "postgresql"])
def campus(request: pytest.FixtureRequest, campuses: Copies, tmp_path: Path) -> Iterator[Campus]:
    """The sample campus, once on SQLite and once on PostgreSQL."""
    made = Campus(campuses.new(request.param, tmp_path))
    yield made
    made.close()


@pytest.fixture
def sqlite_campus(campuses: Copies, tmp_path: Path) -> Iterator[Campus]:
    """The sample campus on SQLite, where the kind of database makes no difference, or all the difference."""
    made = Campus(campuses.sqlite(tmp_path))
    yield made
    made.close()


@pytest.fixture
def telegram() -> Iterator[FaultyTelegram]:
    """A Telegram that does what its plan says."""
    with FaultyTelegram() as server:
        yield server


@pytest.fixture
def assistant(telegram: FaultyTelegram, rasa_url: str, tmp_path: Path) -> Iterator[Callable[..., Assistant]]:
    """Makes processes of the assistant, not started yet, and sees to it that none is left."""
    made: list[Assistant] = []

    def make(
        campus: Campus, *, name: str = "app", before: Callable[[], object] | None = None, **settings: str
    ) -> Assistant:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        usual = {
            "ONESTOP_DATABASE_URL": campus.url,
            "ONESTOP_NLU_URL": rasa_url,
            "ONESTOP_TELEGRAM_TOKEN": TOKEN,
            "ONESTOP_TELEGRAM_BASE_URL": telegram.base_url,
            **FAST,
        }
        made.append(Assistant(folder, {**usual, **settings}, before=before))
        return made[-1]

    yield make
    for app in made:
        app.end()


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """The same chances in every run, others for every test."""
    return random.Random(request.node.name)
