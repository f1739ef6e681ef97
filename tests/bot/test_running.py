"""What the command line does before it serves."""

from pathlib import Path

from bot.cli.running import seed_if_empty
from bot.settings import Settings
from community.database import Database
from tests.community.racing import race
from tests.conftest import NOW


def test_two_processes_that_start_on_an_empty_database_fill_it_once(database: Database, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)

    def start() -> str:
        return "filled" if seed_if_empty(database, settings, now=NOW) else "found it filled"

    assert race([start, start]) == {"filled": 1, "found it filled": 1}
