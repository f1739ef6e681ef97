"""What was asked about and not ordered is done by a tap or a plain yes; "ok, got it" changes nothing."""

import pytest
from sqlalchemy import select

from community.cases.tables import HandoffCase
from community.counseling.tables import Appointment
from community.database import Database
from community.events.tables import EventSignup
from tests.actions.case_talk import StudentTalk
from tests.actions.test_unasked import begin, state
from understanding.parse import Language

CANCEL, PERSON, SIGN_UP = "cancel_counseling", "talk_to_human", "sign_up_event"
QUESTIONS: list[tuple[Language, str, str]] = [
    ("en", "what if I need to cancel my appointment?", CANCEL),
    ("zh", "怎么取消预约", CANCEL),
    ("en", "how do I reach a teacher?", PERSON),
    ("zh", "怎么联系老师", PERSON),
    ("zh", "怎么转人工", PERSON),
    ("en", "how do I sign up for the job fair?", SIGN_UP),
    ("zh", "怎么报名双选会", SIGN_UP),
]
NOTED = ["ok", "ok cool", "got it", "好的", "嗯嗯知道了", "哦哦好的", "明白了", "I see, thanks"]


@pytest.mark.parametrize("noted", NOTED)
def test_taking_note_of_an_answer_changes_nothing(database: Database, noted: str) -> None:
    with database.transaction() as session:
        chat = begin(session)
        before = state(session)
        for language, question, intent in QUESTIONS:
            chat.language = language
            asked = chat.writes(question, intent)
            for _ in range(2):
                reply = chat.writes(noted, "affirm")
                assert reply.text.startswith(("All right. I have changed nothing", "好的，什么都没有改动")), asked.text
                assert reply.buttons[0].title in [button.title for button in asked.buttons]
            assert state(session) == before, question


@pytest.mark.parametrize("yes", ["yes", "yes please", "go ahead", "是的", "要", "对", "好，取消"])
def test_a_plain_yes_after_a_question_does_it(database: Database, yes: str) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes("what if I need to cancel my appointment?", CANCEL)
        chat.writes("ok", "affirm")
        chat.writes(yes, CANCEL if "取消" in yes else "affirm")
        assert session.scalars(select(Appointment.status)).one() == "cancelled"


@pytest.mark.parametrize("yes", ["ok", "好的", "yes", "嗯"])
def test_who_ordered_it_confirms_as_shortly_as_they_like(database: Database, yes: str) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes("cancel my appointment", CANCEL)
        chat.writes(yes, "affirm")
        assert session.scalars(select(Appointment.status)).one() == "cancelled"


@pytest.mark.parametrize(("words", "language"), [("I don't want a person", "en"), ("不用叫老师", "zh")])
def test_ok_after_a_refusal_calls_nobody(database: Database, words: str, language: Language) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session, language=language)
        chat.writes(words, PERSON)
        chat.writes("ok", "affirm")
        assert session.scalars(select(HandoffCase)).all() == []


def test_a_bare_name_is_asked_about_and_ok_is_the_answer(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session, language="zh")
        assert "要请老师来回复你吗" in chat.writes("老师", PERSON).text
        chat.writes("ok", "affirm")
        assert len(session.scalars(select(HandoffCase)).all()) == 1


def test_the_button_stays_after_ok(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        before = len(session.scalars(select(EventSignup)).all())
        chat.writes("how do I sign up for the job fair?", SIGN_UP)
        chat.writes("ok cool", "affirm")
        chat.taps("Yes, sign me up")
        assert len(session.scalars(select(EventSignup)).all()) == before + 1


def test_ok_to_something_else_is_as_it_was(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes("what if I need to cancel my appointment?", CANCEL)
        chat.writes("hello", "greet")
        assert chat.writes("ok", "affirm").text == "Good. What would you like to do?"
