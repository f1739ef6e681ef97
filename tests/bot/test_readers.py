"""Whatever was kept, a channel's reader returns a message that can be stored, or says plainly that it is none."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.rest import RestChannel
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.updates import arrival, bot_of, change_in, is_update
from bot.channels.terminal import TerminalChannel
from bot.channels.web import WebChannel
from bot.message import LONGEST_ADDRESS, Message, NotForUs, Unreadable
from community.database import storable
from community.post.pacing import Rate
from tests.bot.reading import WHOLE, damaged_updates, json_values, texts


class Reads(Protocol):
    def read(self, body: Mapping[str, Any]) -> Message: ...


TELEGRAM = TelegramChannel("1:x", base_url="http://127.0.0.1:9", rate=Rate(per_second=1, per_chat=1))
PLAIN = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("sender", "words", "message", "tapped", "language", "more"), texts | json_values),
)


def read(channel: Reads, body: Any) -> Message | None:
    try:
        message = channel.read(body)
    except (NotForUs, Unreadable):
        return None
    for text in (message.words, message.tapped or "", message.author, message.address):
        assert storable(text) == text
    assert 0 < len(message.address) <= LONGEST_ADDRESS
    return message


@pytest.mark.parametrize(
    "channel", [WebChannel(), RestChannel(), TerminalChannel()], ids=lambda one: type(one).__name__
)
@given(body=PLAIN | json_values)
def test_plain_fields(channel: Reads, body: Any) -> None:
    read(channel, body)


@given(damaged_updates() | json_values)
@example({})
@example({"update_id": 7, "message": {**WHOLE["message"], "date": 10**18}})  # type: ignore[dict-item]
@example({"update_id": 7, "message": {**WHOLE["message"], "chat": {"id": 10**300, "type": "private"}}})  # type: ignore[dict-item]
def test_updates_of_telegram(body: Any) -> None:
    read(TELEGRAM, body)


@given(damaged_updates() | json_values)
@example({"update_id": 7, "message": {**WHOLE["message"], "chat": {"id": 10**300, "type": "private"}}})  # type: ignore[dict-item]
@example({"update_id": 7, "message": {"text": float("inf"), "other": [float("nan")]}})
def test_whatever_telegram_hands_over_can_be_kept(update: Any) -> None:
    if not is_update(update):
        return
    kept = arrival(update, bot_of("1:x"))
    assert len(kept.update_id) <= 120
    assert len(kept.lane) <= 120
    json.dumps(kept.body, allow_nan=False)
    change_in(update)


def test_a_whole_update_is_read() -> None:
    message = read(TELEGRAM, {"update_id": 7, "message": WHOLE["message"]})
    assert message is not None
    assert (message.words, message.address, message.language, message.author) == ("hello", "7001", "en", "Ada")


def test_a_name_that_turns_text_round_is_set_straight() -> None:
    sender = {"id": 7001, "is_bot": False, "first_name": "A\u202eda\x00\ud800", "last_name": "b\u200b"}
    message = read(TELEGRAM, {"update_id": 7, "message": {**WHOLE["message"], "from": sender}})  # type: ignore[dict-item]
    assert message is not None
    assert message.author == "Ada? b"
