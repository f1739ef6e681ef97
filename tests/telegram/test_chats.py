"""Who leaves and comes back, groups that move, buttons tapped twice, messages that are edited."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from lo_bot_api_emulator import ApiRefusal
from sqlalchemy import func, select

from actions.dialogue.reply import Reply, packed
from bot.app import utc_now
from bot.settings import Settings
from community.counseling.tables import Appointment
from community.database import Database
from community.post import outbox, talks
from community.post.tables import Delivery, InboxItem
from community.publishing import publishing
from community.safety import notices
from community.safety.tables import SafetyNotice
from community.staff import accounts, chats
from community.staff.actors import MACHINE
from community.students.tables import ChannelAddress
from tests.community.matter import given_notice
from tests.community.post.rows import kind_of
from tests.running import RunningApp
from tests.telegram.conftest import STAFF_GROUP
from tests.telegram.server import Sent, TelegramServer

ADA, BO, CHEN = 7001, 7002, 9001
SUPERGROUP = -1001
SECRET = {"X-Telegram-Bot-Api-Secret-Token": "a-secret-of-ours"}


def blocked_at(assistant: RunningApp, chat: int = ADA) -> datetime | None:
    with assistant.app.database.reading() as session:
        query = select(ChannelAddress.blocked_at).where(ChannelAddress.address == str(chat))
        return session.scalars(query).one()


def membership(chat: int, status: str) -> dict[str, Any]:
    person = {"id": abs(chat), "is_bot": False, "first_name": "Ada"}
    bot = {"id": 7000, "is_bot": True, "first_name": "onestop"}
    before = "member" if status == "kicked" else "kicked"
    member = {"user": bot, "until_date": 0}
    return {
        "my_chat_member": {
            "chat": {"id": chat, "type": "private", "first_name": "Ada"},
            "from": person,
            "date": 1,
            "old_chat_member": member | {"status": before},
            "new_chat_member": member | {"status": status},
        }
    }


def put(database: Database, chat: int, words: str, *, now: datetime, kind: str = "reply") -> int:
    """Put a reply into the outbox."""
    with database.transaction() as session:
        talk = talks.find(session, "telegram", str(chat))
        assert talk is not None
        reply, key = packed(Reply(words)), f"test:{words}"
        row = outbox.enqueue(session, kind_of(kind), talk, due_at=now, now=now, reply=reply, key=key)
    assert row is not None
    return row


def queue(assistant: RunningApp, chat: int, words: str, *, kind: str = "reply") -> int:
    """Put a reply into the outbox, as a reminder would be, and have the sender look."""
    row = put(assistant.app.database, chat, words, now=assistant.app.now(), kind=kind)
    assistant.app.engine.sender.wake()
    return row


def state_of(assistant: RunningApp, row: int) -> str:
    with assistant.app.database.reading() as session:
        return session.get_one(Delivery, row).state


def test_who_blocks_the_bot_is_not_written_to_until_they_come_back(
    telegram: TelegramServer, assistant: RunningApp
) -> None:
    telegram.says(ADA, "hello")
    telegram.await_shown(ADA, 1)
    telegram.update(membership(ADA, "kicked"))
    telegram.await_that(lambda: blocked_at(assistant) is not None)
    reminder = queue(assistant, ADA, "a reminder")
    telegram.await_that(lambda: state_of(assistant, reminder) == "given_up")
    telegram.update(membership(ADA, "member"))
    telegram.await_that(lambda: blocked_at(assistant) is None)
    queue(assistant, ADA, "another reminder")
    telegram.await_text(ADA, "another reminder")
    assert not any("a reminder" in shown.text for shown in telegram.shown_to(ADA))


def test_a_refusal_marks_who_has_left_and_start_reopens(telegram: TelegramServer, assistant: RunningApp) -> None:
    telegram.says(ADA, "hello")
    telegram.await_shown(ADA, 1)
    refuse = refusing(ADA, ApiRefusal("Forbidden: bot was blocked by the user", 403))
    telegram.emulator.faults.append(refuse)
    queue(assistant, ADA, "a reminder")
    telegram.await_that(lambda: blocked_at(assistant) is not None)
    telegram.emulator.faults.remove(refuse)
    telegram.says(ADA, "/start")
    telegram.await_shown(ADA, 2)
    assert blocked_at(assistant) is None


def refusing(chat: int, refusal: ApiRefusal) -> Callable[[str, dict[str, Any]], ApiRefusal | None]:
    def fault(method: str, fields: dict[str, Any]) -> ApiRefusal | None:
        return refusal if method == "sendMessage" and str(fields.get("chat_id")) == str(chat) else None

    return fault


def test_staff_are_reached_in_their_group_after_it_has_moved(
    telegram: TelegramServer, settings: Callable[..., Settings]
) -> None:
    with RunningApp(settings()):
        telegram.says(STAFF_GROUP, "", migrate_to_chat_id=SUPERGROUP)
        telegram.says(SUPERGROUP, "", migrate_from_chat_id=STAFF_GROUP)
        telegram.says(ADA, "I want to talk to a real person")
        post = telegram.await_text(SUPERGROUP, "HC-")
        telegram.taps(SUPERGROUP, post.buttons[0][1], name="Wang Min")
        telegram.await_text(ADA, "Wang Min")
    with RunningApp(settings()):  # the setting still names the old id
        telegram.says(BO, "I want to talk to a real person")
        telegram.await_that(lambda: len([s for s in telegram.shown_to(SUPERGROUP) if "HC-" in s.text]) >= 3)
    assert telegram.shown_to(STAFF_GROUP) == []


def test_what_was_refused_for_the_move_goes_to_the_new_group(telegram: TelegramServer, assistant: RunningApp) -> None:
    moved = ApiRefusal("Bad Request: group chat was upgraded", 400, {"migrate_to_chat_id": SUPERGROUP})
    telegram.emulator.faults.append(refusing(STAFF_GROUP, moved))
    telegram.says(ADA, "I want to talk to a real person")
    post = telegram.await_text(SUPERGROUP, "HC-")
    telegram.taps(SUPERGROUP, post.buttons[0][1], name="Wang Min")
    telegram.await_text(ADA, "Wang Min")


@pytest.fixture
def by_webhook(settings: Callable[..., Settings]) -> Settings:
    """Settings of an assistant that Telegram brings its updates to."""
    return settings(telegram_mode="webhook", telegram_webhook_secret="a-secret-of-ours")


def brought(running: RunningApp, update: dict[str, Any]) -> None:
    answer = httpx.post(f"{running.url}/webhooks/telegram", json=update, headers=SECRET)
    assert answer.status_code == 200, answer.text


def tap(update_id: int, key: str) -> dict[str, Any]:
    chat = {"id": ADA, "type": "private", "first_name": "Ada"}
    person = {"id": ADA, "is_bot": False, "first_name": "Ada", "language_code": "en"}
    message = {"message_id": 5, "date": 1, "chat": chat, "text": "…"}
    query = {"id": f"q{update_id}", "from": person, "message": message, "chat_instance": "1", "data": key}
    return {"update_id": update_id, "callback_query": query}


def test_a_tap_counts_once_however_often_it_arrives(telegram: TelegramServer, by_webhook: Settings) -> None:
    acknowledged: list[str] = []

    def note(method: str, fields: dict[str, Any]) -> None:
        if method == "answerCallbackQuery":
            acknowledged.append(fields["callback_query_id"])

    telegram.emulator.faults.append(note)
    with RunningApp(by_webhook) as running:
        telegram.says(ADA, "I want to book a counselor")
        key = telegram.await_shown(ADA, 1)[0].buttons[0][1]
        for update_id in (900_001, 900_001, 900_002):  # a tap, its copy, and a second tap
            brought(running, tap(update_id, key))
        telegram.await_shown(ADA, 3)
    with RunningApp(by_webhook) as running:
        brought(running, tap(900_001, key))
        brought(running, tap(900_003, "a-key-of-last-year"))
        telegram.await_text(ADA, "no longer valid")
        with running.app.database.reading() as session:
            assert session.scalar(select(func.count()).where(Appointment.status == "confirmed")) == 1
            assert session.scalar(select(func.count(InboxItem.id))) == 4
    assert len([shown for shown in telegram.shown_to(ADA) if not shown.document]) == 4
    assert sorted(acknowledged) == sorted(["q900001"] * 3 + ["q900002", "q900003"])


def edit(message_id: int, words: str | None, chat: int = ADA) -> dict[str, Any]:
    person = {"id": ADA, "is_bot": False, "first_name": "Ada", "language_code": "en"}
    message: dict[str, Any] = {"message_id": message_id, "date": 1, "edit_date": 2, "from": person}
    message["chat"] = {"id": chat, "type": "private", "first_name": "Ada"}
    message |= {"text": words} if words is not None else {"location": {"longitude": 1.0, "latitude": 1.0}}
    return {"edited_message": message}


def test_a_changed_message_is_answered_anew_and_an_unchanged_one_is_not(
    telegram: TelegramServer, assistant: RunningApp
) -> None:
    telegram.says(ADA, "hello", message_id=41)
    telegram.await_shown(ADA, 1)
    telegram.update(edit(41, "hello"))  # Telegram reports this when it has found a preview for a link, for example
    telegram.update(edit(42, None))  # a live location on its way
    telegram.update(edit(41, "thanks"))
    telegram.await_text(ADA, "welcome")
    telegram.update(edit(41, "thanks"))
    telegram.says(ADA, "hello")
    telegram.await_shown(ADA, 3)
    assert len(telegram.shown_to(ADA)) == 3


def test_danger_in_an_edit_is_seen(telegram: TelegramServer, assistant: RunningApp) -> None:
    telegram.says(ADA, "哈哈", message_id=41, language="zh")
    telegram.await_shown(ADA, 1)
    telegram.update(edit(41, "我不想活了"))
    telegram.await_text(ADA, "120", seconds=5)


def test_a_large_file_is_never_fetched(telegram: TelegramServer, assistant: RunningApp) -> None:
    methods: list[str] = []
    telegram.emulator.faults.append(lambda method, _fields: methods.append(method))
    file = {"file_id": "f", "file_unique_id": "u", "file_name": "bomb.zip", "file_size": 20 * 2**20}
    telegram.says(ADA, "", document=file)
    (answer,) = telegram.await_shown(ADA, 1)
    assert answer.text
    assert "getFile" not in methods


def test_as_many_emoji_as_telegram_lets_through_are_answered(telegram: TelegramServer, assistant: RunningApp) -> None:
    telegram.says(ADA, "😀" * 2_048)
    assert telegram.await_shown(ADA, 1)[0].text


def given_told(telegram: TelegramServer, assistant: RunningApp) -> tuple[SafetyNotice, Sent, dict[str, Any]]:
    """Have a notice told in a chat; return it, the message, and the facts that let another be told at any hour."""
    telegram.says(ADA, "hello there, what can you do for me?")
    telegram.await_shown(ADA, 1)
    now = assistant.app.now()
    usual: dict[str, Any] = {"sent": now, "effective": now, "expires": now + timedelta(days=1)}
    usual |= {"severity": "Severe", "urgency": "Immediate"}
    with assistant.app.database.transaction() as session:
        first = given_notice(session, "Snow at the west gate", **usual)
        notices.announce(session, now)
    assistant.app.engine.sender.wake()
    told = telegram.await_text(ADA, "Snow at the west gate")
    telegram.await_that(lambda: state_of_notice(assistant, first.id) == ["sent"])
    return first, told, usual


def test_a_notice_that_is_replaced_is_marked_where_it_was_told(telegram: TelegramServer, assistant: RunningApp) -> None:
    first, told, usual = given_told(telegram, assistant)
    with assistant.app.database.transaction() as session:
        given_notice(session, "The gate is open again", references_id=first.id, msg_type="Update", **usual)
        notices.announce(session, assistant.app.now())
    assistant.app.engine.sender.wake()
    telegram.await_text(ADA, "The gate is open again")
    telegram.await_that(lambda: told.message_id in telegram.emulator.edited)
    mark, *text = telegram.emulator.edited[told.message_id].splitlines()
    assert mark.startswith("[Replaced ")
    assert "Snow at the west gate" in text[0]


def test_a_notice_that_staff_withdraw_is_marked_where_it_was_told(
    telegram: TelegramServer, assistant: RunningApp
) -> None:
    first, told, _ = given_told(telegram, assistant)
    with assistant.app.database.transaction() as session:
        notice = session.get_one(SafetyNotice, first.id)
        publishing.withdraw(session, notice, by=MACHINE, now=assistant.app.now())
    assistant.app.engine.sender.wake()
    telegram.await_that(lambda: told.message_id in telegram.emulator.edited)
    assert telegram.emulator.edited[told.message_id].startswith("[Withdrawn ")
    telegram.says(ADA, f"is {first.code} real?")
    assert first.code in telegram.await_text(ADA, "but was withdrawn").text


def test_a_member_of_staff_withdraws_a_notice_from_the_phone(telegram: TelegramServer, assistant: RunningApp) -> None:
    first, told, _ = given_told(telegram, assistant)
    with assistant.app.database.transaction() as session:
        now = assistant.app.now()
        account = accounts.add(session, "chen", "Chen Yu", "correct horse battery", ["approver"], now=now)
        code = chats.make_code(session, account, now=now)
    telegram.says(CHEN, f"/bind {code}", name="Chen")
    telegram.await_text(CHEN, "This chat is now Chen Yu's")
    telegram.says(CHEN, f"/withdraw {first.code}", name="Chen")
    shown = telegram.await_text(CHEN, "Withdrawn, no student is shown it any more.")
    assert "Snow at the west gate" in shown.text
    for _ in range(2):  # a thumb that trembles
        telegram.taps(CHEN, shown.key("Withdraw it"), name="Chen")
    telegram.await_text(CHEN, "It is withdrawn.\nNo student is shown it")
    telegram.await_that(lambda: told.message_id in telegram.emulator.edited)
    assert telegram.emulator.edited[told.message_id].startswith("[Withdrawn ")
    telegram.await_that(lambda: [one.text for one in telegram.shown_to(CHEN)][-1:] == ["It is withdrawn."])


def state_of_notice(assistant: RunningApp, notice: int) -> list[str]:
    with assistant.app.database.reading() as session:
        query = select(Delivery.state).where(Delivery.kind == "severe_safety_notice", Delivery.about == notice)
        return list(session.scalars(query))


def test_what_is_due_at_the_start_leaves_at_once(telegram: TelegramServer, settings: Callable[..., Settings]) -> None:
    """Before the bot is greeted: a reply that a stop left behind must not end as uncertain."""
    chats = range(7100, 7120)
    with RunningApp(settings()):
        for chat in chats:
            telegram.says(chat, "hello")
        for chat in chats:
            telegram.await_shown(chat, 1)
    left_behind = Database(settings().database)
    for chat in chats:
        put(left_behind, chat, f"for {chat}", now=utc_now())
    left_behind.close()
    with RunningApp(settings()) as second:
        for chat in chats:
            telegram.await_text(chat, f"for {chat}")
        assert_settled(telegram, second)


def test_a_refused_token_costs_no_message(telegram: TelegramServer, assistant: RunningApp) -> None:
    telegram.says(ADA, "hello")
    telegram.await_shown(ADA, 1)
    refused = []

    def refuse(method: str, _fields: dict[str, Any]) -> ApiRefusal | None:
        if method != "sendMessage":
            return None
        refused.append(method)
        return ApiRefusal("Unauthorized", 401)

    telegram.emulator.faults.append(refuse)
    queue(assistant, ADA, "still here")
    telegram.await_that(lambda: bool(refused), what="a refusal")
    telegram.emulator.faults.clear()
    telegram.await_text(ADA, "still here")
    assert_settled(telegram, assistant)


def assert_settled(telegram: TelegramServer, assistant: RunningApp) -> None:
    """Wait until nothing is under way, and check that all of it was sent."""

    def states() -> set[str]:
        with assistant.app.database.reading() as session:
            return set(session.scalars(select(Delivery.state)))

    telegram.await_that(lambda: not states() & {"due", "sending"}, what="the outbox to empty")
    assert states() == {"sent"}


def test_a_photo_with_a_caption_is_answered_by_its_words_and_said_to_be_seen_by_nobody(
    telegram: TelegramServer, assistant: RunningApp
) -> None:
    telegram.sends_photo(ADA, "hello there, what can you do for me?")
    (answer,) = telegram.await_shown(ADA, 1)
    assert answer.text.startswith("I can't see pictures yet, and nobody gets yours.")
    assert "Here is what I can do." in answer.text


@pytest.mark.parametrize("language", ["ru", "ko", "ar", "fr-CH"])
def test_a_phone_in_another_language_is_answered_in_both_of_ours(
    telegram: TelegramServer, assistant: RunningApp, language: str
) -> None:
    telegram.sends_photo(ADA, language=language)
    (answer,) = telegram.await_shown(ADA, 1)
    assert "I can't see pictures yet" in answer.text
    assert "我还看不了图片" in answer.text
    assert [title for title, _ in answer.buttons] == ["A person · 找老师", "Menu · 菜单"]
    telegram.taps(ADA, answer.buttons[1][1], language=language)
    assert telegram.await_shown(ADA, 2)[1].text, "a button in two languages is one button"


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "我还看不了图片"), ("en-GB", "I can't see pictures yet")])
def test_a_phone_in_one_of_ours_is_answered_in_that_alone(
    telegram: TelegramServer, assistant: RunningApp, language: str, words: str
) -> None:
    telegram.sends_photo(ADA, language=language)
    (answer,) = telegram.await_shown(ADA, 1)
    assert answer.text.startswith(words)
    assert ("我" in answer.text) != ("I can" in answer.text)
