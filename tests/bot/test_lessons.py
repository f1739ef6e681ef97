"""Lessons that do harm are found out, and of yesterday's questions none is tried that must not be read."""

from datetime import datetime, timedelta

import pytest

from bot.channels import rest
from bot.teaching import yesterday
from bot.teaching.checking import why_refused
from community.cases import cases
from community.database import Database
from community.post import talks
from community.post.states import InboxState
from community.post.tables import InboxItem
from community.unanswered.keeping import keep_question
from tests.community.matter import given_student
from tests.conftest import NOW
from understanding.reading.lessons import Lesson
from understanding.trial import sets

CHANNELS = {rest.NAME: rest.RestChannel()}


@pytest.mark.parametrize(
    ("words", "intent", "why"),
    [
        ("I want to kill myself", "greet", "danger"),
        ("不想活了", "thanks", "danger"),
        ("I want to kill myself", "book_counseling", "danger"),
        ("there is smoke and the lab is on fire", "ask_events", "danger"),
        ("a very good day to everyone around here", "greet", ""),
    ],
)
def test_danger_is_no_example_of_anything(words: str, intent: str, why: str) -> None:
    assert why_refused(Lesson(1, words, intent)) == why


def test_what_stands_in_nlu_data_is_known_or_means_something_else() -> None:
    assert why_refused(Lesson(1, "HELLO!", "greet")) == "known"
    assert why_refused(Lesson(1, "hello", "ask_events")) == "other_intent"


def test_what_models_are_tried_on_is_taught_to_none() -> None:
    text, intent = sets.rows("fourth_intents_en")[0]
    assert why_refused(Lesson(1, f"{text.upper()} ", intent)) == "held_out"


class Yesterday:
    """What students wrote over REST."""

    def __init__(self, database: Database) -> None:
        self._database, self._number = database, 0

    def says(self, who: str, words: str, *, at: datetime = NOW - timedelta(hours=2)) -> None:
        """Have a student write, and be answered."""
        self._number += 1
        with self._database.transaction() as session:
            body = {"sender": who, "message": words}
            row = InboxItem(channel="rest", update_id=str(self._number), lane=f"rest:{who}", body=body, received_at=at)
            row.state = InboxState.DONE
            session.add(row)

    def asks_for_a_person(self, who: str) -> None:
        """Have a student ask for somebody."""
        with self._database.transaction() as session:
            talk = talks.find_or_start(session, "rest", who, zone="Asia/Shanghai", now=NOW)
            student = talk.channel_address.student
            assert student is not None
            cases.open_case(
                session, talk, student, kind="person", risk="none", words="somebody please", now=NOW, language="en"
            )

    def questions(self) -> list[str]:
        """Return what a model on trial may read."""
        with self._database.reading() as session:
            return yesterday.questions(session, CHANNELS, now=NOW)


def test_a_model_is_tried_on_harmless_questions_of_yesterday_alone(database: Database) -> None:
    given = Yesterday(database)
    given.says("ada", "what events are on?")
    given.says("bo", "what events are on?")
    given.says("cy", "I want to die")
    given.says("di", "so sad and so tired of everything")
    given.says("ed", "how do I write a resume")
    given.says("ed", "thanks!")
    given.asks_for_a_person("ed")
    given.says("fay", "/menu")
    given.says("gus", "when is the exam?", at=NOW - timedelta(days=2))
    assert given.questions() == ["what events are on?"]


def test_changed_answers_are_counted_and_worded_only_where_staff_read_the_question(database: Database) -> None:
    with database.transaction() as session:
        ada = given_student(session, "1")
        keep_question(session, ada, "where can I fly a drone?", language="en", now=NOW, danger=False)
    asked = ["where can I fly a drone?", "may I tell you a secret", "what events are on?"]
    report = {"of": 3, "alike": 1, "changed": [[0, "help", "ask_events"], [1, "help", "ask_events"]]}
    with database.reading() as session:
        told = yesterday.told(session, report, asked)
    assert told == {
        "of": 3,
        "alike": 1,
        "changed": [{"live": "help", "candidate": "ask_events", "count": 2, "questions": [1]}],
    }
    assert "secret" not in str(told)
