"""Binding a chat by /bind, and what a colleague's own chat answers."""

import pytest
from sqlalchemy.orm import Session

from actions.dialogue import commands
from actions.dialogue.reply import Reply
from community.counseling import booking, people
from community.database import Database
from community.safety import notices
from community.staff import accounts, chats
from community.staff.tables import StaffAccount
from tests.actions.case_talk import REGISTRY, StudentTalk
from tests.community.counseling.campus import NOW, at, given_campus, given_leave, given_student, slot_at
from tests.community.matter import given_notice
from understanding.parse import Intent


def given_account(session: Session, code: str = "C-LI") -> StaffAccount:
    account = accounts.add(session, code, "Li Jing", "correct horse battery", ["counselor"], now=NOW)
    people.link(session, code, account, by="system", now=NOW)
    return account


def sends(chat: StudentTalk, command: str) -> Reply:
    """Type a command as it comes from a channel."""
    return chat.commands(command)


@pytest.mark.parametrize(
    ("language", "bound", "wrong", "given_back"),
    [
        ("en", "This chat is now Li Jing's", "That code is wrong", "Unbound:"),
        ("zh", "这个聊天现在归Li Jing使用", "验证码不对", "已解除绑定"),
    ],
)
def test_a_chat_is_bound_and_given_back(
    database: Database, language: str, bound: str, wrong: str, given_back: str
) -> None:
    with database.transaction() as session:
        given_campus(session)
        account = given_account(session)
        chat = StudentTalk(session, "9001", language=language)  # type: ignore[arg-type]
        assert wrong in sends(chat, "/bind NOTACODE").text
        code = chats.make_code(session, account, now=NOW)
        reply = sends(chat, f"/bind {code}").text
        assert bound in reply
        assert ("of every appointment of Li Jing" if language == "en" else "李静的每个预约") in reply
        assert chat.conversation.audience == "colleague"
        assert given_back in sends(chat, "/unbind").text
        assert chat.conversation.audience == "student"


def test_an_account_that_is_no_counselors_is_promised_nothing(database: Database) -> None:
    with database.transaction() as session:
        account = accounts.add(session, "sun", "Sun Wei", "correct horse battery", ["safety_officer"], now=NOW)
        chat = StudentTalk(session, "9002")
        assert "bound to no staff account" in sends(chat, "/unbind").text
        bound = sends(chat, f"/bind {chats.make_code(session, account, now=NOW)}").text
        assert "No counselor is linked to your account yet" in bound
        assert "of every appointment" not in bound
        assert "No counselor is linked to your account yet" in chat.writes("hello?").text


def test_after_five_wrong_codes_no_code_is_taken_for_a_while(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        account, chat = given_account(session), StudentTalk(session, "9001")
        for _ in range(5):
            sends(chat, "/bind NOTACODE")
        code = chats.make_code(session, account, now=NOW)
        assert sends(chat, f"/bind {code}").text.startswith(
            "Too many wrong codes. I take none here until Mon 23 Nov 12:15"
        )


@pytest.mark.parametrize("typed", ["/bind", "/bind ", "/bind\n"])
def test_a_code_that_was_forgotten_is_asked_for(database: Database, typed: str) -> None:
    with database.transaction() as session:
        assert "Send /bind and the code" in sends(StudentTalk(session), typed).text


def test_codes_are_taken_on_telegram_alone(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        code = chats.make_code(session, given_account(session), now=NOW)
        chat = StudentTalk(session)
        chat.conversation.channel_address.channel = "web"
        assert "on Telegram only" in sends(chat, f"/bind {code}").text
        assert chat.conversation.audience == "student"


def test_no_other_command_takes_an_argument() -> None:
    assert commands.intent_of("/menu topic=x", REGISTRY) == Intent("help", 1.0)
    assert commands.intent_of("/unbind ABCD2345", REGISTRY) == Intent("unbind_chat", 1.0)
    bind = commands.intent_of("/bind@onestop_bot ABCD2345", REGISTRY)
    assert bind is not None
    assert bind.entity("code") == "ABCD2345"


def given_own_chat(session: Session) -> StudentTalk:
    given_campus(session)
    chat = StudentTalk(session, "9001")
    sends(chat, f"/bind {chats.make_code(session, given_account(session), now=NOW)}")
    return chat


def test_what_a_colleague_writes_is_answered_with_the_next_days_and_opens_no_case(database: Database) -> None:
    with database.transaction() as session:
        chat = given_own_chat(session)
        assert chat.writes("hello?").text.startswith("No appointment in the next seven days.")
        talk = given_student(session)
        student = talk.channel_address.student_id or 0
        made = booking.book(session, slot_at(session, at(11, 26, 9)).id, student_id=student, conversation=talk, now=NOW)
        assert f"Thu 26 Nov 09:00 · {made.ref} · first visit" in chat.writes("today", "ask_events").text
        given_leave(session, made.slot.counselor, at(11, 26, 0), at(11, 27, 0))
        assert "first visit · in your leave" in chat.writes("and now?").text


def test_a_student_push_does_not_come_to_a_colleagues_chat(database: Database) -> None:
    with database.transaction() as session:
        chat = given_own_chat(session)
        assert chat.conversation not in list(notices.reachable(session, "safety"))
        given_notice(session)
        assert notices.announce(session, NOW) == 0
        sends(chat, "/unbind")
        assert chat.conversation in list(notices.reachable(session, "safety"))


def test_a_colleague_in_danger_gets_the_card_like_anybody(database: Database) -> None:
    with database.transaction() as session:
        chat = given_own_chat(session)
        assert "120" in chat.writes("我不想活了", crisis="crisis").text


def test_a_colleague_can_still_use_commands(database: Database) -> None:
    with database.transaction() as session:
        chat = given_own_chat(session)
        assert "Here is what I can do" in sends(chat, "/menu").text
