"""The real assistant behind a Telegram of our own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.settings import Settings
from community.post.tables import Delivery
from tests.running import RunningApp
from tests.telegram.server import TOKEN, Sent, TelegramServer

STAFF_GROUP = -100500


@pytest.fixture
def settings(telegram: TelegramServer, tmp_path: Path, campus_url: str, rasa_url: str) -> Callable[..., Settings]:
    """Settings for an assistant on that server, with the changes that a test wants."""

    def make(**changes: Any) -> Settings:
        values: dict[str, Any] = {
            "telegram_token": TOKEN,
            "telegram_base_url": telegram.base_url,
            "telegram_staff_group": str(STAFF_GROUP),
            "database_url": campus_url,
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


def reply_to(running: RunningApp, post: Sent) -> dict[str, Any]:
    """Return what marks a message as a reply to a post in the staff's group, once the assistant knows its number.

    A post is shown a moment before the sender has written down which it was; a person takes longer to answer it.
    """

    def is_written_down() -> bool:
        with running.app.database.reading() as session:
            number = Delivery.external_id == str(post.message_id)
            return session.scalar(select(Delivery.id).where(number).limit(1)) is not None

    TelegramServer.await_that(is_written_down, what=f"{post} written down as sent")
    return {"message_id": post.message_id, "date": 0, "chat": {"id": post.chat, "type": "supergroup"}}
