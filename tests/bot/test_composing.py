"""What every delivery is asked before its composer is: is the row still there, in time, wanted, and of a known kind."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply, packed
from bot.sending.composing import Composed, composed
from community.database import Database
from community.events import signup as signups
from community.events.kinds import REMINDER
from community.events.tables import Event, EventSignup
from community.post import rules
from community.post.rules import Dropped, GivenUp
from community.post.tables import Delivery
from community.students import preferences
from tests.actions.case_talk import StudentTalk, due
from tests.community.matter import NOW, ZONE, given_event

DAY = timedelta(days=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


@pytest.fixture
def chat(session: Session) -> StudentTalk:
    return StudentTalk(session)


def given_signup(session: Session, chat: StudentTalk) -> EventSignup:
    event = given_event(session)
    return signups.sign_up(
        session,
        event,
        student_id=chat.student.id,
        conversation=chat.conversation,
        join_waitlist=False,
        now=NOW,
    )


def leaves(session: Session, delivery: Delivery) -> Composed:
    """Compose a delivery as the sender does when it is due."""
    return composed(session, delivery, now=delivery.due_at, zone=ZONE)


def queued_by_another_version(session: Session, chat: StudentTalk, kind: str, **facts: object) -> Delivery:
    """Write a row as a version of this program did that is not this one."""
    row = Delivery(
        key=f"{kind}:1",
        conversation_id=chat.conversation.id,
        channel="telegram",
        kind=kind,
        priority=40,
        due_at=NOW,
        created_at=NOW,
        **facts,
    )
    session.add(row)
    session.flush()
    return row


def test_a_reminder_is_written_from_the_row_it_is_about(session: Session, chat: StudentTalk) -> None:
    given_signup(session, chat)
    said = leaves(session, due(session, REMINDER.name)[0])
    assert isinstance(said, Reply)
    assert "冬季双选会" in said.text


def test_what_it_was_about_may_be_gone(session: Session, chat: StudentTalk) -> None:
    session.delete(given_signup(session, chat))
    session.flush()
    assert leaves(session, due(session, REMINDER.name)[0]) == Dropped("what it was about is gone")


def test_what_is_earlier_by_now_than_when_it_was_queued_is_too_late(session: Session, chat: StudentTalk) -> None:
    event: Event = given_signup(session, chat).event
    reminder = due(session, REMINDER.name)[0]
    event.starts_at = reminder.due_at - timedelta(minutes=1)
    assert leaves(session, reminder) == Dropped(rules.TOO_LATE)


def test_what_was_turned_off_is_dropped_and_says_why(session: Session, chat: StudentTalk) -> None:
    given_signup(session, chat)
    preferences.choose(session, chat.student.id, ["events"], wanted=False, now=NOW)
    assert leaves(session, due(session, REMINDER.name)[0]) == Dropped("the student has turned it off")


def test_a_row_queued_before_an_update_is_delivered_after_it(session: Session, chat: StudentTalk) -> None:
    signup = given_signup(session, chat)
    row = queued_by_another_version(
        session, chat, "event_reminder", about=signup.id, valid_until=signup.event.starts_at
    )
    assert isinstance(leaves(session, row), Reply)


def test_a_kind_that_nobody_knows_is_left_to_staff_by_its_name(session: Session, chat: StudentTalk) -> None:
    row = queued_by_another_version(session, chat, "birthday_wishes", about=1)
    assert leaves(session, row) == GivenUp("no kind of delivery is called birthday_wishes")


def test_words_of_a_kind_that_nobody_knows_are_delivered(session: Session, chat: StudentTalk) -> None:
    row = queued_by_another_version(session, chat, "birthday_wishes", reply=packed(Reply("Happy birthday")))
    said = leaves(session, row)
    assert isinstance(said, Reply)
    assert said.text == "Happy birthday"
