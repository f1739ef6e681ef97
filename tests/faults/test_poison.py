"""Rows and updates that something has damaged: set aside with a reference, and the next one is answered at once."""

import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from actions.dialogue.reply import Reply, packed
from actions.dialogue.turn import Turn
from bot.settings import Settings
from community.post import inbox, outbox, talks
from community.post.inbox import Arrival
from community.post.kinds import REPLY
from community.post.tables import Delivery, InboxItem
from tests.faults.campus import Campus
from tests.running import RunningApp
from tests.telegram.server import TOKEN, TelegramServer

pytestmark = pytest.mark.alone

ADA, BO = 7001, 7002
SOON = 1.0  # seconds; and so many more where the machine is busy with other tests
ODD_BODIES: tuple[Any, ...] = (
    None,
    [],
    "words",
    7,
    {},
    {"message": []},
    {"update_id": 1, "message": {"date": "yesterday"}},
)
ODD_ROWS: tuple[dict[str, Any], ...] = (
    {"reply": []},
    {"reply": "words"},
    {"reply": {"text": ["a", "list"]}},
    {"reply": {"text": "hi", "buttons": [{"title": 7}]}},
    {"reply": {"nothing": 1}},
    {"kind": "nobody_composes_this", "reply": None},
)


@pytest.fixture
def assistant(telegram: TelegramServer, campus: Campus, tmp_path: Path) -> Iterator[RunningApp]:
    """The whole assistant behind a Telegram of our own, while Rasa is away; Ada and Bo have said hello."""
    settings = Settings(
        telegram_token=SecretStr(TOKEN),
        telegram_base_url=telegram.base_url,
        database_url=campus.url,
        data_dir=tmp_path,
        nlu_url="http://127.0.0.1:9",
        http_port=0,
        rate_per_chat=50,
    )
    with RunningApp(settings) as running:
        for student in (ADA, BO):
            telegram.says(student, "/menu")
            telegram.await_shown(student, 1)
        telegram.await_that(running.app.tasks.task("warming").done, what="the warming up after a start")
        yield running


def put_in_inbox(assistant: RunningApp, body: Any, update_id: str) -> None:
    """Write a row as something else than this program might, in Ada's lane."""
    arrival = Arrival("telegram", update_id, f"telegram:{ADA}", {})
    with assistant.app.database.transaction() as session:
        inbox.keep(session, [arrival], now=assistant.app.now() + timedelta(hours=1))
        row = InboxItem.update_id == update_id
        session.execute(update(InboxItem).where(row).values(body=body))


def references(assistant: RunningApp) -> list[str | None]:
    """Return the references of the messages that were set aside."""
    with assistant.app.database.reading() as session:
        query = select(InboxItem.reference).where(InboxItem.state == "parked").order_by(InboxItem.id)
        return list(session.scalars(query))


def is_answered_soon(telegram: TelegramServer, chat: int) -> None:
    """Say something and see it answered within SOON."""
    before, begun = len(telegram.shown_to(chat)), time.monotonic()
    telegram.says(chat, "/menu")
    telegram.await_shown(chat, before + 1)
    took = time.monotonic() - begun
    assert took < SOON, took


def test_a_damaged_message_is_set_aside_and_its_sender_told(telegram: TelegramServer, assistant: RunningApp) -> None:
    """One after the other, each before the next is there."""
    for number, body in enumerate(ODD_BODIES):
        name = f"damaged {number}"
        put_in_inbox(assistant, body, name)
        assistant.app.engine.intake.wake()
        telegram.await_that(partial(is_closed, assistant, name), what=f"the end of {body!r}")
        if reference := reference_of(assistant, name):
            telegram.await_text(ADA, reference)
        else:
            assert isinstance(body, dict), body
            assert "message" not in body, body
        is_answered_soon(telegram, ADA)
        is_answered_soon(telegram, BO)


def is_closed(assistant: RunningApp, update_id: str) -> bool:
    with assistant.app.database.reading() as session:
        state = session.scalars(select(InboxItem.state).where(InboxItem.update_id == update_id)).one()
    return state in ("done", "parked")


def reference_of(assistant: RunningApp, update_id: str) -> str | None:
    with assistant.app.database.reading() as session:
        return session.scalars(select(InboxItem.reference).where(InboxItem.update_id == update_id)).one()


def test_a_malformed_update_is_set_aside_and_its_sender_told(telegram: TelegramServer, assistant: RunningApp) -> None:
    broken: dict[str, Any]
    for broken in ({"date": "yesterday"}, {"from": "Ada"}, {"entities": 7}, {"text": {"a": 1}}, {"photo": [{}]}):
        chat = {"id": ADA, "type": "private", "first_name": "Ada"}
        person = {"id": ADA, "is_bot": False, "first_name": "Ada"}
        telegram.update({"message": {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": "hi"} | broken})
    telegram.await_that(lambda: len(references(assistant)) >= 3)
    telegram.await_text(ADA, "M-")
    is_answered_soon(telegram, ADA)
    is_answered_soon(telegram, BO)


def test_a_handler_that_crashes_stops_nobody_else(
    telegram: TelegramServer, assistant: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(turn: Turn) -> Reply:
        turn.remember(something="half done")
        raise ZeroDivisionError

    monkeypatch.setitem(assistant.app.registry.handlers, "help_card", crash)
    telegram.says(ADA, "/help")
    told = telegram.await_text(ADA, "M-")
    assert [reference for reference in references(assistant) if str(reference) in told.text]
    is_answered_soon(telegram, ADA)
    is_answered_soon(telegram, BO)
    with assistant.app.database.reading() as session:
        talk = talks.find(session, "telegram", str(ADA))
        assert talk is not None
        assert "something" not in talk.slots


def put_in_outbox(assistant: RunningApp, key: str, change: dict[str, Any]) -> int:
    """Write a row for Ada as something else than this program might."""
    now = assistant.app.now()
    with assistant.app.database.transaction() as session:
        talk = talks.find(session, "telegram", str(ADA))
        assert talk is not None
        reply = packed(Reply("hi"))
        row = outbox.enqueue(session, REPLY, talk, due_at=now, now=now, reply=reply, key=key, about=1)
        session.execute(update(Delivery).where(Delivery.id == row).values(change))
    assert row is not None
    return row


def test_a_damaged_reply_is_given_up_and_shown_to_staff(telegram: TelegramServer, assistant: RunningApp) -> None:
    """One after the other, each before the next is there."""
    for number, change in enumerate(ODD_ROWS):
        row = put_in_outbox(assistant, f"damaged {number}", change)
        assistant.app.engine.sender.wake()
        telegram.await_that(partial(is_given_up, assistant, row), what=f"the end of {change!r}")
        with assistant.app.database.reading() as session:
            cause = session.get_one(Delivery, row).cause or ""
            assert cause.startswith(("could not be composed", "no kind of delivery is called")), (change, cause)
        is_answered_soon(telegram, ADA)
        is_answered_soon(telegram, BO)


def is_given_up(assistant: RunningApp, row: int) -> bool:
    with assistant.app.database.reading() as session:
        return session.get_one(Delivery, row).state == "given_up"
