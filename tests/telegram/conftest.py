"""The real assistant behind a Telegram of our own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from tests.running import RunningApp
from tests.telegram.server import TOKEN, TelegramServer

STAFF_GROUP = -100500


@pytest.fixture
def settings(telegram: TelegramServer, tmp_path: Path, database_url: str, rasa_url: str) -> Callable[..., Settings]:
    """Settings for an assistant on that server, with the changes that a test wants."""

    def make(**changes: Any) -> Settings:
        values: dict[str, Any] = {
            "telegram_token": TOKEN,
            "telegram_base_url": telegram.base_url,
            "telegram_staff_group": str(STAFF_GROUP),
            "database_url": database_url,
            "nlu_url": rasa_url,
            "http_port": 0,
            "data_dir": tmp_path,
            "rate_per_chat": 50,
            **changes,
        }
        return Settings(**values)

    return make


@pytest.fixture
def assistant(settings: Callable[..., Settings]) -> Iterator[RunningApp]:
    """The assistant, polling."""
    running: AbstractContextManager[RunningApp] = RunningApp(settings())
    with running as app:
        yield app
