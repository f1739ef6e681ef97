"""An update is dropped as a copy only where it is one: ids are used again, by other bots and after a silent week."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from telegram import Bot

from bot.channels.telegram.polling import Polling
from bot.channels.telegram.updates import bot_of
from bot.settings import Settings
from community.post.tables import InboxItem
from tests.running import RunningApp
from tests.telegram.server import TOKEN, TelegramServer

ADA, BO = 7001, 7002
OTHER_TOKEN = "7001:synthetic-token-of-another-bot"
SECRET = "a-secret-of-ours"
DANGER = "我不想活了"
A_WEEK = timedelta(days=7)

Webhook = Callable[..., Settings]


@pytest.fixture
def by_webhook(settings: Callable[..., Settings]) -> Webhook:
    """Settings of an assistant that Telegram brings its updates to."""

    def make(**changes: Any) -> Settings:
        return settings(telegram_mode="webhook", telegram_webhook_secret=SECRET, **changes)

    return make


def brought(running: RunningApp, update_id: int, chat: int, words: str) -> None:
    """Have Telegram bring what a student wrote."""
    person = {"id": chat, "is_bot": False, "first_name": "Ada", "language_code": "zh"}
    place = {"id": chat, "type": "private", "first_name": "Ada"}
    message = {"message_id": update_id, "date": 1, "chat": place, "from": person, "text": words}
    answer = httpx.post(
        f"{running.url}/webhooks/telegram",
        json={"update_id": update_id, "message": message},
        headers={"X-Telegram-Bot-Api-Secret-Token": SECRET},
    )
    assert answer.status_code == 200


def time_passes(running: RunningApp, how_long: timedelta) -> None:
    """Have all that was kept until now be older by that."""
    with running.app.database.transaction() as session:
        for item in session.scalars(select(InboxItem).order_by(InboxItem.id)):
            item.received_at -= how_long


def test_danger_is_answered_though_another_bot_had_an_update_of_that_number(
    telegram: TelegramServer, by_webhook: Webhook
) -> None:
    with RunningApp(by_webhook()) as running:
        brought(running, 71, BO, "你好")
        telegram.await_shown(BO, 1)
    with RunningApp(by_webhook(telegram_token=OTHER_TOKEN)) as running:
        brought(running, 71, ADA, DANGER)
        telegram.await_text(ADA, "120")


def test_danger_is_answered_though_its_number_was_used_before_a_silent_week(
    telegram: TelegramServer, by_webhook: Webhook
) -> None:
    with RunningApp(by_webhook()) as running:
        brought(running, 71, BO, "你好")
        telegram.await_shown(BO, 1)
        time_passes(running, A_WEEK)
        brought(running, 71, ADA, DANGER)
        telegram.await_text(ADA, "120")


def test_a_copy_of_today_is_answered_once(telegram: TelegramServer, by_webhook: Webhook) -> None:
    with RunningApp(by_webhook()) as running:
        brought(running, 71, ADA, "你好")
        telegram.await_shown(ADA, 1)
        time_passes(running, timedelta(days=1))
        brought(running, 71, ADA, "你好")
        brought(running, 72, ADA, DANGER)
        telegram.await_text(ADA, "120")
        assert sum(sent.text.startswith("你好") for sent in telegram.shown_to(ADA)) == 1


@pytest.mark.parametrize(
    ("token", "bot"), [(TOKEN, "7000"), (OTHER_TOKEN, "7001"), ("7000:another-token-after-a-theft", "7000")]
)
def test_a_bot_is_known_by_its_id_whatever_its_token(token: str, bot: str) -> None:
    assert bot_of(token) == bot


def test_tokens_of_a_stand_in_without_ids_are_told_apart() -> None:
    assert bot_of("token-of-one") != bot_of("token-of-another")
    assert len(bot_of("x" * 200)) == 20


def test_after_an_empty_answer_telegram_is_asked_for_whatever_comes_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked from beyond a number that was drawn at random, it would forget that update."""
    kept: list[int] = []

    async def keep(updates: Sequence[Mapping[str, Any]]) -> None:
        kept.extend(update["update_id"] for update in updates)

    polling = Polling(Bot(TOKEN), keep)
    answers, asked = [[{"update_id": 500}], [], [{"update_id": 3}]], list[int]()

    async def fetch(offset: int) -> list[dict[str, Any]]:
        asked.append(offset)
        if len(asked) > len(answers):
            raise asyncio.CancelledError
        return answers[len(asked) - 1]

    monkeypatch.setattr(polling, "_fetch", fetch)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(polling.run())
    assert asked == [0, 501, 0, 4]
    assert kept == [500, 3]
