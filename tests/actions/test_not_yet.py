"""What is missing is said to be missing, with the person who can do it; nothing is done, nothing else answered."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.dialogue import commands
from community.database import Database
from community.post.conversations import Conversation
from community.post.tables import Delivery
from community.reminders.tables import Reminder
from community.students import preferences
from community.students.tables import Preference, Student
from tests.actions.case_talk import REGISTRY, StudentTalk
from tests.community.matter import NOW, ZONE
from tests.sample import given_sample
from understanding.parse import Language


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        given_sample(opened, now=NOW, zone=ZONE)
        yield opened


ERASE = {"en": "nothing has been deleted", "zh": "什么都没有删"}
SEE = {"en": "I can't hand you your data as a file yet", "zh": "我还不能把你的数据导出给你"}
READ_AS = ("out_of_scope", "subscribe_reminders", "ask_academic_support", "privacy")  # whatever the NLU reads


@pytest.mark.parametrize("intent", READ_AS)
@pytest.mark.parametrize(
    ("language", "words", "said"),
    [
        ("en", "delete my data", ERASE),
        ("zh", "删除我的数据", ERASE),
        ("zh", "把我的聊天记录都删了", ERASE),
        ("en", "what do you know about me", SEE),
        ("zh", "导出我的数据", SEE),
        ("zh", "你都知道我什么", SEE),
    ],
)
def test_a_missing_capability_is_said_to_be_missing_whatever_the_words_are_read_as(
    session: Session, language: Language, words: str, said: dict[Language, str], intent: str
) -> None:
    chat = StudentTalk(session, language=language)
    reply = chat.writes(words, intent)
    assert said[language] in reply.text
    assert any(button.intent == "talk_to_human" for button in reply.buttons)
    assert "All that I can send" not in reply.text


@pytest.mark.parametrize(("command", "said"), [("/forgetme", ERASE), ("/mydata", SEE)])
def test_the_commands_say_so_too(session: Session, command: str, said: dict[Language, str]) -> None:
    intent = commands.intent_of(command, REGISTRY)
    assert intent is not None
    assert said["en"] in StudentTalk(session).writes(command, intent.name).text


def test_nothing_is_erased_or_chosen_by_asking(session: Session) -> None:
    chat = StudentTalk(session)
    before = counts(session)
    for words in ("delete my data", "what do you know about me"):
        chat.writes(words, "subscribe_reminders")
    assert counts(session) == before


def counts(session: Session) -> list[int | None]:
    tables = (Student, Conversation, Reminder, Preference, Delivery)
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_the_person_is_really_asked(session: Session) -> None:
    chat = StudentTalk(session)
    chat.writes("delete my data", "out_of_scope")
    assert "Your request HC-" in chat.taps("Ask a person").text


@pytest.mark.parametrize("words", ["remind me", "提醒我"])
def test_choosing_reminders_is_still_choosing(session: Session, words: str) -> None:
    chat = StudentTalk(session)
    preferences.choose(session, chat.student.id, ("events",), wanted=False, now=NOW)
    assert chat.writes(words, "subscribe_reminders").text == "What shall I remind you of?"


def test_in_danger_none_of_it_comes_first(session: Session) -> None:
    reply = StudentTalk(session).writes("delete my data, I don't want to live any more", crisis="crisis")
    assert reply.urgent
    assert "deleted" not in reply.text
