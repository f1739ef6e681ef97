from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.campus.house_rules import USUAL
from community.database import Database
from community.post.tables import Delivery
from community.reminders import asking
from community.reminders.rules import reminder_times
from tests.community.matter import NOW, ZONE, at, given_student, given_tip, student_of

DEADLINE = at(11, 30, 23, 59)


def times(opens: datetime | None, closes: datetime | None, *, slow: bool = False) -> list[datetime]:
    return reminder_times(opens=opens, closes=closes, slow=slow, zone=ZONE, now=NOW, house=USUAL)


def test_a_deadline_is_named_the_evening_before_and_at_noon() -> None:
    assert times(None, DEADLINE) == [at(11, 29, 19), at(11, 30, 12)]


def test_what_takes_days_is_named_a_week_ahead() -> None:
    assert times(None, at(12, 10, 17), slow=True) == [at(12, 3, 9), at(12, 9, 9)]


def test_an_opening_at_midnight_is_named_in_the_morning() -> None:
    assert times(at(11, 26, 0), None) == [at(11, 26, 9)]
    assert times(at(11, 26, 14), None) == [at(11, 26, 14)]


def test_nothing_is_named_after_the_deadline_or_in_the_past() -> None:
    assert times(None, at(11, 24, 8)) == [at(11, 23, 19)]
    assert times(at(11, 20, 9), at(11, 23, 11)) == []


def queued(session: Session) -> list[Delivery]:
    return list(session.scalars(select(Delivery).where(Delivery.state == "due").order_by(Delivery.due_at)))


def ask(session: Session, now: datetime) -> tuple[int, int]:
    tip, chat = given_tip(session), given_student(session, "1")
    _ask_again(session, tip.id, now)
    return tip.id, student_of(chat).id


def _ask_again(session: Session, tip_id: int, now: datetime) -> None:
    chat = given_student(session, "1")
    moments = reminder_times(opens=None, closes=DEADLINE, slow=False, zone=ZONE, now=now, house=USUAL)
    student = student_of(chat)
    asking.remind(
        session,
        "employment",
        tip_id,
        student_id=student.id,
        conversation=chat,
        moments=moments,
        valid_until=DEADLINE,
        now=now,
    )


def test_done_takes_back_what_is_still_queued(database: Database) -> None:
    with database.transaction() as session:
        tip, student = ask(session, NOW)
        assert [delivery.due_at for delivery in queued(session)] == [at(11, 29, 19), at(11, 30, 12)]
        assert asking.done(session, "employment", tip, student_id=student) == 2
        assert queued(session) == []


def test_asking_again_after_done_queues_anew(database: Database) -> None:
    with database.transaction() as session:
        tip, student = ask(session, NOW)
        asking.done(session, "employment", tip, student_id=student)
        _ask_again(session, tip, at(11, 24, 8))
        assert len(queued(session)) == 2


def test_asking_twice_reminds_once(database: Database) -> None:
    with database.transaction() as session:
        tip, _ = ask(session, NOW)
        _ask_again(session, tip, at(11, 24, 8))
        assert len(queued(session)) == 2


def test_done_without_a_reminder_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        assert asking.done(session, "employment", 99, student_id=1) == 0
