"""What is said of each channel in two rooms is the same, and what staff read is what the assistant read."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels import every
from bot.channels.channel import Channel, PushedChannel
from bot.channels.rest import RestChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.terminal import TerminalChannel
from bot.channels.web import WebChannel
from bot.settings import Settings
from community import channels
from community.database import Database
from community.post.pacing import Rate
from tests.common import common
from tests.telegram.server import TOKEN

NAMES = [one.name for one in every.every()]
ADA = {"id": 7001, "is_bot": False, "first_name": "Ada"}
UPDATE = {"message_id": 1, "date": 1_700_000_000, "chat": {"id": 7001, "type": "private"}, "from": ADA}
PHOTO = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}


def telegram() -> TelegramChannel:
    return TelegramChannel("1:x", base_url="http://127.0.0.1:9", rate=Rate(per_second=1, per_chat=1))


def test_each_channel_is_found_where_it_stands() -> None:
    assert {"rest", "telegram", "terminal", "web"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_who_brings_the_answers_is_the_same_in_both_rooms(name: str) -> None:
    (channel,) = (one for one in every.every() if one.name == name)
    assert issubclass(channel, PushedChannel) is channels.way(name).pushed


@pytest.mark.parametrize(
    ("channel", "body"),
    [
        (WebChannel(), {"sender": "ada", "words": "hello"}),
        (TerminalChannel(), {"sender": "ada", "words": "hello"}),
        (RestChannel(), {"sender": "ada", "message": "hello"}),
        (telegram(), {"update_id": 1, "message": {**UPDATE, "text": "hello"}}),
        (telegram(), {"update_id": 1, "message": {**UPDATE, **PHOTO, "caption": "hello"}}),
    ],
    ids=["web", "terminal", "rest", "telegram", "under a photo"],
)
def test_staff_read_the_words_that_the_assistant_read(channel: Channel, body: dict[str, Any]) -> None:
    assert channels.words_of(channel.name, body) == channel.read(body).words == "hello"


@pytest.mark.parametrize("body", [None, [], "words", {}, {"words": 7}, {"message": [{"text": "hello"}]}])
@pytest.mark.parametrize("name", [*NAMES, "nobody_knows_it"])
def test_a_damaged_row_has_no_words(name: str, body: object) -> None:
    assert channels.words_of(name, body) == ""


def test_of_a_channel_that_is_not_declared_the_usual_holds() -> None:
    unknown = channels.way("nobody_knows_it")
    assert unknown.pushed
    assert channels.words_of(unknown.name, {"words": "hello"}) == "hello"


def test_what_the_settings_leave_out_is_off_and_says_how_it_is_turned_on(database: Database, tmp_path: Path) -> None:
    made = every.set_up(Settings(data_dir=tmp_path), common(database), serves=True)
    assert set(made) == {"rest", "terminal", "web"}
    off = {"REST           off: set ONESTOP_REST_TOKEN", "Telegram       off: set ONESTOP_TELEGRAM_TOKEN"}
    assert off <= set(every.told(made))
    assert every.without_staff_group(made) == NAMES


def test_what_the_settings_name_is_on(database: Database, tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path,
        rest_token=SecretStr("secret"),
        telegram_token=SecretStr(TOKEN),
        telegram_staff_group="-100",
        admin_chat="-200",
    )
    made = every.set_up(settings, common(database), serves=True)
    assert {"REST           on", "Telegram       polling"} <= set(every.told(made))
    assert every.without_staff_group(made) == [name for name in NAMES if name != "telegram"]
    admin = made["telegram"].admin
    assert admin is not None
    assert (admin.channel, admin.address, admin.is_group) == ("telegram", "-200", True)


def test_a_talk_in_a_terminal_sends_nothing_elsewhere(database: Database, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, telegram_token=SecretStr(TOKEN))
    assert "telegram" not in every.set_up(settings, common(database), serves=False)
