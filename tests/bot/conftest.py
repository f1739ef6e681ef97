"""The assistant without its HTTP server and without Rasa, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.running import RunningApp

NOBODY = "http://127.0.0.1:9"  # the discard port: nothing listens


@pytest.fixture
def running(campus_url: str, tmp_path: Path) -> Iterator[RunningApp]:
    """The assistant without its HTTP server."""
    settings = Settings(database_url=campus_url, nlu_url=NOBODY, data_dir=tmp_path)
    with RunningApp(settings, serves=False) as app:
        yield app
