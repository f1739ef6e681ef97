"""Talks over the real Telegram code, by polling and by webhook."""

import gzip
import socket
from collections.abc import Callable
from typing import NoReturn
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import func, select

from bot.channels.telegram.updates import bot_of
from bot.settings import Settings
from community.counseling.tables import Appointment
from community.database import DatabaseAway
from community.post import talks
from community.post.tables import InboxItem
from community.safety import incidents
from tests.running import RunningApp
from tests.telegram.conftest import STAFF_GROUP, reply_to
from tests.telegram.server import TOKEN, Sent, TelegramServer

ADA, BO = 7001, 7002


def test_a_newcomer_chooses_a_language_and_gets_the_menu(telegram: TelegramServer, assistant: RunningApp) -> None:
    telegram.says(ADA, "/start")
    (welcome,) = telegram.await_shown(ADA, 1)
    telegram.taps(ADA, welcome.key("中文"))
    menu = telegram.await_text(ADA, "12356")
    assert [title for title, _ in menu.buttons][:3] == ["就业", "安全", "心理"]


def test_the_command_menu_is_set_in_both_languages(telegram: TelegramServer, assistant: RunningApp) -> None:
    assert set(telegram.emulator.commands) == {"", "en", "zh"}
    assert "person" in telegram.emulator.commands["zh"]


@pytest.mark.alone
def test_danger_is_answered_at_once_and_staff_are_told(telegram: TelegramServer, assistant: RunningApp) -> None:
    telegram.says(ADA, "我不想活了", language="zh")
    card = telegram.await_text(ADA, "120", seconds=2)
    assert card.buttons
    telegram.await_text(STAFF_GROUP, "HC-")


def test_a_counselor_answers_from_the_staff_group(telegram: TelegramServer, assistant: RunningApp) -> None:
    telegram.says(ADA, "I want to talk to a real person")
    post = telegram.await_text(STAFF_GROUP, "HC-")
    telegram.taps(STAFF_GROUP, post.buttons[0][1], name="Wang Min")
    telegram.await_text(ADA, "Wang Min")
    _answers(telegram, assistant, post, "Hello, how can I help?")
    telegram.await_text(ADA, "Hello, how can I help?")
    telegram.says(ADA, "I lost my way with the thesis")
    telegram.await_text(STAFF_GROUP, "I lost my way with the thesis")


def test_a_report_that_names_a_case_draws_no_answer_to_it_and_our_own_answer_does(
    telegram: TelegramServer, assistant: RunningApp
) -> None:
    telegram.says(ADA, "I want to talk to a real person")
    alert = telegram.await_text(STAFF_GROUP, "HC-")
    ref = alert.text[:8]
    with assistant.app.database.transaction() as session:
        stranger = talks.find_or_start(session, "telegram", str(BO), zone="Asia/Shanghai", now=assistant.app.now())
        incidents.report(
            session,
            kind="hazard",
            place="E7",
            words=f"the lamp is out\n{ref} · student: where shall I go?",
            mode="confidential",
            conversation=stranger,
            zone=ZoneInfo("Asia/Shanghai"),
            now=assistant.app.now(),
        )
    report = telegram.await_text(STAFF_GROUP, "INC-")
    assert f"\n> {ref}" in report.text
    _answers(telegram, assistant, report, "To the office, at ten.")
    telegram.await_text(STAFF_GROUP, "没有发给任何人")
    telegram.taps(STAFF_GROUP, alert.key("接手"), name="Wang Min")
    _answers(telegram, assistant, telegram.await_text(STAFF_GROUP, f"{ref}：Wang Min"), "I am here for you.")
    telegram.await_text(ADA, "I am here for you.")
    assert not any("To the office" in sent.text for sent in telegram.shown_to(ADA))


def _answers(telegram: TelegramServer, assistant: RunningApp, post: Sent, words: str) -> None:
    telegram.says(STAFF_GROUP, words, name="Wang Min", reply_to_message=reply_to(assistant, post))


def test_somebody_elses_group_is_not_listened_to(telegram: TelegramServer, assistant: RunningApp) -> None:
    telegram.says(-42, "hello bot")
    telegram.says(ADA, "hello")
    telegram.await_shown(ADA, 1)
    assert telegram.shown_to(-42) == []


def test_a_malformed_update_is_set_aside_and_the_next_is_answered(
    telegram: TelegramServer, assistant: RunningApp
) -> None:
    telegram.update({"message": {"message_id": 1, "date": "yesterday", "chat": {"id": ADA, "type": "private"}}})
    telegram.says(ADA, "hello")
    telegram.await_text(ADA, "What can I do for you?")
    with assistant.app.database.reading() as session:
        assert session.scalar(select(func.count()).where(InboxItem.state == "parked")) == 1


def test_a_button_of_another_conversation_does_nothing(telegram: TelegramServer, assistant: RunningApp) -> None:
    telegram.says(ADA, "hello")
    (menu,) = telegram.await_shown(ADA, 1)
    telegram.taps(BO, menu.buttons[0][1])
    (answer,) = telegram.await_shown(BO, 1)
    assert "no longer valid" in answer.text


def test_a_double_tap_books_once(telegram: TelegramServer, assistant: RunningApp) -> None:
    telegram.says(ADA, "I want to book a counselor")
    offer = telegram.await_shown(ADA, 1)[0]
    for _ in range(2):
        telegram.taps(ADA, offer.buttons[0][1])
    telegram.await_shown(ADA, 3)
    with assistant.app.database.reading() as session:
        assert session.scalar(select(func.count()).where(Appointment.status == "confirmed")) == 1


@pytest.fixture
def by_webhook(settings: Callable[..., Settings]) -> Settings:
    """Settings of an assistant that Telegram brings its updates to."""
    return settings(telegram_mode="webhook", telegram_webhook_secret="a-secret-of-ours")


def test_updates_arrive_by_webhook(telegram: TelegramServer, by_webhook: Settings) -> None:
    with RunningApp(by_webhook):
        telegram.says(ADA, "你好", language="zh")
        telegram.await_text(ADA, "你好")


def test_the_webhook_refuses_what_is_not_telegram(by_webhook: Settings) -> None:
    with RunningApp(by_webhook) as running:
        url = f"{running.url}/webhooks/telegram"
        right = {"X-Telegram-Bot-Api-Secret-Token": "a-secret-of-ours"}
        assert httpx.post(url, json={"update_id": 1}).status_code == 401
        wrong = {"X-Telegram-Bot-Api-Secret-Token": "another"}
        assert httpx.post(url, json={"update_id": 1}, headers=wrong).status_code == 401
        assert httpx.post(url, content=b"{", headers=right).status_code == 400
        assert httpx.post(url, content=b"[" * 200_000, headers=right).status_code == 400
        assert httpx.post(url, content=b" " * 1_000_001, headers=right).status_code == 413
        for odd in (b'{"update_id": true}', b'{"update_id": 1e999}', b"[]", b'{"update_id": 1, "update_id": 2}'):
            assert httpx.post(url, content=odd, headers=right).status_code == 400
        assert httpx.post(url, content=b'{"update_id": ' + b"9" * 400 + b"}", headers=right).status_code == 400
        packed = gzip.compress(b'{"update_id": 1}')
        assert httpx.post(url, content=packed, headers={**right, "Content-Encoding": "gzip"}).status_code == 415
        assert httpx.post(url, json={"update_id": 1}, headers=right).status_code == 200


def test_a_wrong_secret_is_refused_before_any_of_the_body_has_come(by_webhook: Settings) -> None:
    with RunningApp(by_webhook) as running, socket.create_connection(address_of(running), timeout=5) as line:
        line.sendall(
            b"POST /webhooks/telegram HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000000\r\n"
            b"X-Telegram-Bot-Api-Secret-Token: another\r\n\r\n"
        )
        assert line.recv(4096).startswith(b"HTTP/1.1 401 ")


def test_a_body_without_end_is_refused_at_the_first_byte_too_many(by_webhook: Settings) -> None:
    with RunningApp(by_webhook) as running, socket.create_connection(address_of(running), timeout=5) as line:
        line.sendall(
            b"POST /webhooks/telegram HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
            b"X-Telegram-Bot-Api-Secret-Token: a-secret-of-ours\r\n\r\n"
        )
        for _ in range(17):
            line.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        assert line.recv(4096).startswith(b"HTTP/1.1 413 ")


def address_of(running: RunningApp) -> tuple[str, int]:
    host, _, port = running.url.removeprefix("http://").partition(":")
    return host, int(port)


def test_while_the_database_is_away_telegram_is_told_to_come_again(
    by_webhook: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, right = "/webhooks/telegram", {"X-Telegram-Bot-Api-Secret-Token": "a-secret-of-ours"}
    with RunningApp(by_webhook) as running, httpx.Client(base_url=running.url, headers=right) as line:
        with monkeypatch.context() as patch:
            patch.setattr(running.app.database, "transaction", database_away)
            assert line.post(url, json={"update_id": 71}).status_code == 503
        assert line.post(url, json={"update_id": 71}).status_code == 200
        with running.app.database.reading() as session:
            assert session.scalar(select(func.count()).where(InboxItem.update_id == f"{bot_of(TOKEN)}:71")) == 1


def database_away(**_: object) -> NoReturn:
    raise DatabaseAway("as in a restart")


def test_the_token_never_stands_in_a_log(
    telegram: TelegramServer, assistant: RunningApp, capfd: pytest.CaptureFixture[str]
) -> None:
    telegram.says(ADA, "hello")
    telegram.await_shown(ADA, 1)
    assert TOKEN.partition(":")[2] not in "".join(capfd.readouterr())
