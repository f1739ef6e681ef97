"""A leave counts from its commit, and whoever has booked a time in it is told once."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community.audit import AuditEntry
from community.counseling import availability, booking, leaves, rules
from community.counseling.booking import SlotTaken
from community.counseling.kinds import IN_LEAVE
from community.counseling.leaves import LeaveOver, LeaveReversed
from community.counseling.tables import Appointment, AvailabilityException, Counselor
from community.database import Database
from community.post import outbox
from community.post.rules import Sent
from community.post.tables import Delivery
from tests.community.counseling.campus import NOW, ZONE, at, given_campus, given_leave, given_student, slot_at, starts
from tests.community.racing import race

THURSDAY, NEXT = at(11, 26, 9), at(12, 3, 9)


def book(session: Session, starts_at: datetime = THURSDAY, address: str = "7001") -> Appointment:
    talk = given_student(session, address)
    student = talk.channel_address.student
    assert student is not None
    slot = slot_at(session, starts_at)
    return booking.book(session, slot.id, student_id=student.id, conversation=talk, now=NOW)


def li(session: Session) -> Counselor:
    return session.scalars(select(Counselor).where(Counselor.code == "C-LI")).one()


def take(session: Session, starts_at: datetime, ends_at: datetime, *, now: datetime = NOW) -> AvailabilityException:
    return leaves.take(session, li(session), starts_at=starts_at, ends_at=ends_at, reason="培训", staff_id=1, now=now)


def told(session: Session) -> list[Delivery]:
    query = select(Delivery).where(Delivery.kind == IN_LEAVE.name, Delivery.state != "cancelled").order_by(Delivery.id)
    return list(session.scalars(query))


def test_a_time_in_a_leave_cannot_be_booked_from_the_same_moment_on(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        slot = slot_at(session, THURSDAY)
        given_leave(session, li(session), at(11, 26, 0), at(11, 27, 0))  # by whatever way it came in
        with pytest.raises(SlotTaken):
            book(session)
        assert slot not in availability.free_slots(session, now=NOW)


def test_a_leave_that_is_taken_back_or_shortened_frees_its_times_at_once(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        leave = given_leave(session, li(session), at(11, 26, 0), at(11, 27, 0))
        leave.starts_at = at(11, 26, 9, 50)
        session.flush()
        assert "11-26 09:00 李静" in starts(availability.free_slots(session, now=NOW))
        assert "11-26 10:00 李静" not in starts(availability.free_slots(session, now=NOW))
        session.delete(leave)
        session.flush()
        assert "11-26 10:00 李静" in starts(availability.free_slots(session, now=NOW))


def test_a_booked_time_cannot_be_moved_into_a_leave(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        appointment = book(session)
        take(session, at(12, 3, 0), at(12, 4, 0))
        with pytest.raises(SlotTaken):
            booking.move(session, appointment, slot_at(session, NEXT).id, conversation=given_student(session), now=NOW)


def test_who_has_booked_in_it_is_told_in_the_same_transaction_and_once(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        mine, theirs = book(session), book(session, NEXT, "7002")
        leave = take(session, at(11, 26, 0), at(11, 27, 0))
        assert [one.ref for one in leaves.booked_in(session, leave, now=NOW)] == [mine.ref]
        assert [one.about for one in told(session)] == [mine.id]
        assert leaves.tell_students(session, now=NOW + timedelta(minutes=1)) == 0
        assert theirs.leave_told_slot_id is None


def test_a_leave_that_came_in_by_another_way_is_noticed_too(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        mine = book(session)
        given_leave(session, li(session), at(11, 26, 9, 30), at(11, 26, 9, 40))
        assert leaves.tell_students(session, now=NOW) == 1
        assert [one.about for one in told(session)] == [mine.id]


def test_a_leave_taken_back_before_the_student_heard_says_nothing(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        book(session)
        leaves.end(session, take(session, at(11, 26, 0), at(11, 27, 0)), staff_id=1, now=NOW)
        assert told(session) == []


def test_a_leave_taken_back_after_the_student_heard_is_told_and_taken_again_too(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        mine = book(session)
        leave = take(session, at(11, 26, 0), at(11, 27, 0))
        outbox.record(session, told(session)[0], Sent("1"), now=NOW)
        later = NOW + timedelta(minutes=5)
        leaves.end(session, leave, staff_id=1, now=later)
        assert len(told(session)) == 2
        assert leaves.still_to_say(session, mine) == "can"
        outbox.record(session, told(session)[1], Sent("2"), now=later)
        take(session, at(11, 26, 0), at(11, 27, 0), now=later + timedelta(minutes=5))
        assert len(told(session)) == 3
        assert leaves.still_to_say(session, mine) == "cannot"


def test_who_has_moved_out_of_it_meanwhile_is_told_nothing(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        mine = book(session)
        take(session, at(11, 26, 0), at(11, 27, 0))
        booking.move(session, mine, slot_at(session, NEXT).id, conversation=given_student(session), now=NOW)
        assert told(session) == []
        assert leaves.tell_students(session, now=NOW) == 0


@pytest.mark.parametrize(("starts_at", "ends_at"), [(at(11, 27, 0), at(11, 26, 0)), (THURSDAY, THURSDAY)])
def test_a_leave_that_ends_before_it_begins_is_refused(
    database: Database, starts_at: datetime, ends_at: datetime
) -> None:
    with database.transaction() as session:
        given_campus(session)
        with pytest.raises(LeaveReversed):
            take(session, starts_at, ends_at)
    with pytest.raises(IntegrityError), database.transaction() as session:  # by whatever way it comes in
        given_leave(session, li(session), starts_at, ends_at)


def test_a_leave_that_is_over_is_refused(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        with pytest.raises(LeaveOver):
            take(session, at(11, 20, 0), at(11, 21, 0))


def test_taking_a_leave_is_written_down(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        leave = take(session, at(11, 26, 0), at(11, 27, 0))
        entry = session.scalars(select(AuditEntry).where(AuditEntry.what == "leave_taken")).one()
        assert (entry.who, entry.about) == ("staff:1", f"leave:{leave.id}")


@pytest.mark.parametrize(
    ("begins", "now", "when"),
    [
        (at(11, 26, 9), at(11, 23, 12), at(11, 23, 12)),
        (at(11, 26, 9), at(11, 25, 23), at(11, 26, 7)),
        (at(11, 26, 8), at(11, 25, 23), at(11, 26, 6)),  # at 07:00 the student may be on the way
        (at(11, 26, 8), at(11, 26, 6, 30), at(11, 26, 6, 30)),
    ],
)
def test_nobody_is_woken_for_a_leave_unless_the_way_would_be_for_nothing(
    begins: datetime, now: datetime, when: datetime
) -> None:
    assert rules.tell_of_leave_at(begins, zone=ZONE, quiet=(time(22, 30), time(7)), now=now) == when


def test_a_leave_and_a_booking_at_once_leave_nobody_untold(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        given_student(session)

    def books() -> str:
        try:
            with database.transaction() as session:
                book(session)
        except SlotTaken:
            return "refused"
        return "booked"

    def leaves_then() -> str:
        with database.transaction() as session:
            take(session, at(11, 26, 0), at(11, 27, 0))
        return "away"

    race([books, leaves_then])
    with database.transaction() as session:
        leaves.tell_students(session, now=NOW)
        booked = session.scalars(select(Appointment)).all()
        assert len(told(session)) == len(booked)


def test_on_the_web_page_a_leave_is_shown_at_once_at_any_hour(database: Database) -> None:
    night = at(11, 25, 23)
    with database.transaction() as session:
        given_campus(session)
        mine = book(session)
        take(session, at(11, 26, 0), at(11, 27, 0), now=night)
        assert told(session)[0].due_at == at(11, 26, 7)
        given_student(session).channel_address.channel = "web"
        mine.leave_told_slot_id = None
        later = night + timedelta(minutes=1)
        assert leaves.tell_students(session, now=later) == 1
        assert told(session)[-1].due_at == later
