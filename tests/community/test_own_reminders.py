"""A reminder in a student's own words: one delivery, taken back and set again, never more than may wait."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import retention
from community.database import Database
from community.post.conversations import Conversation
from community.post.tables import DUE, Delivery, is_of
from community.reminders import own
from community.reminders.kinds import OWN
from community.reminders.own import NotAhead, TooMany
from community.reminders.rules import LONGEST_WORDS, MOST_OWN
from community.reminders.tables import OwnReminder
from tests.community.matter import NOW, at, given_student, student_of

TOMORROW = at(11, 24, 8)


def remind(session: Session, chat: Conversation, words: str = "hand in the form", hours: int = 0) -> OwnReminder:
    due_at = TOMORROW + timedelta(hours=hours)
    return own.remind(session, words, student_id=student_of(chat).id, conversation=chat, due_at=due_at, now=NOW)


def due(session: Session) -> list[Delivery]:
    return list(session.scalars(select(Delivery).where(is_of(OWN), DUE).order_by(Delivery.due_at)))


def test_one_delivery_is_queued_for_it_however_often_it_is_ordered(database: Database) -> None:
    with database.transaction() as session:
        chat = given_student(session, "1")
        assert remind(session, chat).id == remind(session, chat).id
        (delivery,) = due(session)
        assert (delivery.due_at, delivery.conversation_id) == (TOMORROW, chat.id)
        assert [one.words for one in own.waiting(session, student_of(chat).id)] == ["hand in the form"]


def test_what_is_taken_back_is_not_sent_and_may_be_set_again(database: Database) -> None:
    with database.transaction() as session:
        chat = given_student(session, "1")
        reminder = remind(session, chat)
        assert own.take_back(session, reminder, now=NOW)
        assert not own.take_back(session, reminder, now=NOW)
        assert (due(session), own.waiting(session, student_of(chat).id)) == ([], [])
        own.set_again(session, reminder, chat, now=NOW + timedelta(minutes=1))
        assert len(due(session)) == 1
        own.take_back(session, reminder, now=NOW)
        with pytest.raises(NotAhead):
            own.set_again(session, reminder, chat, now=TOMORROW)


@pytest.mark.parametrize("due_at", [NOW, NOW - timedelta(days=1), NOW + timedelta(days=367)])
def test_a_moment_that_is_over_or_more_than_a_year_away_is_refused(database: Database, due_at: datetime) -> None:
    with database.transaction() as session:
        chat = given_student(session, "1")
        with pytest.raises(NotAhead):
            own.remind(session, "x", student_id=student_of(chat).id, conversation=chat, due_at=due_at, now=NOW)
        assert session.scalar(select(func.count()).select_from(OwnReminder)) == 0


def test_only_so_many_wait_at_once_for_one_student(database: Database) -> None:
    with database.transaction() as session:
        chat, other = given_student(session, "1"), given_student(session, "2")
        for hours in range(MOST_OWN):
            last = remind(session, chat, hours=hours)
        with pytest.raises(TooMany):
            remind(session, chat, "one more")
        assert len(due(session)) == MOST_OWN
        remind(session, other)
        own.take_back(session, last, now=NOW)
        remind(session, chat, "one more")
        with pytest.raises(TooMany):
            own.set_again(session, last, chat, now=NOW)


def test_nobody_finds_the_reminder_of_another(database: Database) -> None:
    with database.transaction() as session:
        chat, other = given_student(session, "1"), given_student(session, "2")
        reminder = remind(session, chat)
        assert own.find(session, reminder.id, student_id=student_of(other).id) is None
        assert own.find(session, reminder.id, student_id=student_of(chat).id) is reminder


def test_long_words_are_cut(database: Database) -> None:
    with database.transaction() as session:
        assert len(remind(session, given_student(session, "1"), "x" * 1_000).words) == LONGEST_WORDS


def test_its_words_are_let_go_of_once_they_are_old_and_soon_after_it_was_taken_back(database: Database) -> None:
    with database.transaction() as session:
        chat = given_student(session, "1")
        remind(session, chat, "old")
        own.take_back(session, remind(session, chat, "taken back", hours=24 * 200), now=NOW)
        remind(session, chat, "far ahead", hours=24 * 200)
    swept = retention.Sweep()
    with database.transaction() as session:
        for _ in retention.RULES:
            swept.step(session, TOMORROW + retention.WORDS + timedelta(days=1))
        assert set(session.scalars(select(OwnReminder.words))) == {"far ahead"}
