"""What is written goes before a request that nobody ordered; what was ordered or told of harm goes first."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.cases.tables import HandoffCase
from community.database import Database
from community.safety.tables import Incident
from tests.actions.case_talk import StudentTalk
from tests.community.matter import NOW, ZONE
from tests.sample import given_sample
from understanding.parse import Intent, Parse
from understanding.wishes.reading import read


def talk(session: Session) -> StudentTalk:
    """Begin a talk on the sample campus."""
    given_sample(session, now=NOW, zone=ZONE)
    return StudentTalk(session)


@pytest.mark.parametrize("heard", ["report_safety_incident", "unsubscribe_reminders", "worried_about_friend"])
def test_a_question_that_is_answered_in_writing_starts_nothing(database: Database, heard: str) -> None:
    with database.transaction() as session:
        chat = talk(session)
        assert "interview" in chat.writes("how do I prepare for a job interview?", heard).text.lower()
        assert session.scalars(select(Incident)).all() == []
        assert any(button.intent == heard for button in chat.shown), "what was heard is one tap away"


def test_what_was_ordered_goes_first(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        chat.writes("I want to talk to a person about my job interview", "talk_to_human")
        assert [case.kind for case in session.scalars(select(HandoffCase))] == ["person"]


def test_what_is_told_of_danger_is_no_question(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        assert "119" in chat.writes("there is smoke in the corridor of dorm 5", "report_safety_incident").text


def test_of_two_requests_the_one_that_was_only_guessed_is_left_out(database: Database) -> None:
    """A phone that rang in an exam once opened the settings of reminders."""
    with database.transaction() as session:
        chat = talk(session)
        words = "考试的时候手机响了，会开除我吗？我一晚上没睡"
        guess = Intent("subscribe_reminders", 0.34, wish=read(words, "subscribe_reminders"))
        assert "提醒" not in chat.means(Parse(words, "zh", intents=(guess, Intent("share_feelings", 0.9)))).text
