from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.counseling import booking, calendar, consents
from community.counseling.booking import AlreadyBooked, NoAppointment, NoticeOver, SlotTaken, TooLate
from community.counseling.kinds import REMINDER
from community.counseling.tables import Appointment, AppointmentSlot
from community.database import Database
from community.post.conversations import Conversation
from community.post.tables import Delivery
from tests.community.counseling.campus import NOW, at, given_campus, given_student, slot_at
from tests.community.racing import race

THURSDAY = at(11, 26, 9)
RACERS = 50


def book(session: Session, starts_at: datetime, address: str = "7001", *, now: datetime = NOW) -> Appointment:
    talk = given_student(session, address)
    student = talk.channel_address.student
    assert student is not None
    slot = slot_at(session, starts_at)
    return booking.book(session, slot.id, student_id=student.id, conversation=talk, now=now)


def reminders(session: Session, state: str = "due") -> list[datetime]:
    query = select(Delivery.due_at).where(Delivery.kind == REMINDER.name, Delivery.state == state)
    return sorted(session.scalars(query))


def test_booking_leaves_an_appointment_and_two_reminders(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        appointment = book(session, THURSDAY)
        assert appointment.status == "confirmed"
        assert len(appointment.ref) == 4
        assert appointment.slot.blocked_until == at(11, 26, 10)
        assert reminders(session) == [at(11, 25, 9), at(11, 26, 7)]


def test_a_time_has_one_student(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        book(session, THURSDAY)
        with pytest.raises(SlotTaken):
            book(session, THURSDAY, "7002")
        assert len(reminders(session)) == 2


def test_a_second_tap_on_the_same_time_books_nothing_new(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        assert book(session, THURSDAY).id == book(session, THURSDAY).id
        assert len(reminders(session)) == 2


def test_a_student_has_one_appointment_at_a_time(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        first = book(session, THURSDAY)
        with pytest.raises(AlreadyBooked) as other:
            book(session, at(12, 3, 9))
        assert other.value.appointment is first


def test_after_an_appointment_the_next_can_be_booked(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        first = book(session, THURSDAY)
        second = book(session, at(12, 3, 9), now=at(11, 26, 9, 50))
        assert (first.status, second.status) == ("past", "confirmed")


def test_what_begins_within_four_hours_is_too_late(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        with pytest.raises(TooLate):
            book(session, THURSDAY, now=at(11, 26, 5, 1))
        assert book(session, THURSDAY, now=at(11, 26, 5)).status == "confirmed"


def test_a_time_in_a_leave_is_not_to_be_had(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        with pytest.raises(SlotTaken):
            book(session, at(12, 2, 14))


def test_no_such_time_is_not_to_be_had(database: Database) -> None:
    with database.transaction() as session:
        talk = given_student(session)
        with pytest.raises(SlotTaken):
            booking.book(session, 999, student_id=talk.channel_address.student_id or 0, conversation=talk, now=NOW)


def test_cancelling_frees_the_time_and_takes_the_reminders_back(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        appointment = booking.cancel(session, book(session, THURSDAY), now=NOW)
        assert appointment.status == "cancelled"
        assert reminders(session) == []
        assert book(session, THURSDAY, "7002").status == "confirmed"
        with pytest.raises(NoAppointment):
            booking.cancel(session, appointment, now=NOW)


def test_what_has_begun_is_not_cancelled(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        appointment = book(session, THURSDAY)
        with pytest.raises(NoticeOver):
            booking.cancel(session, appointment, now=THURSDAY)


def test_moving_is_one_step_and_moves_the_reminders(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        appointment, talk = book(session, THURSDAY), given_student(session)
        ref, new = appointment.ref, slot_at(session, at(12, 3, 9))
        booking.move(session, appointment, new.id, conversation=talk, now=NOW)
        assert (appointment.ref, appointment.ics_seq, appointment.slot.starts_at) == (ref, 1, at(12, 3, 9))
        assert reminders(session) == [at(12, 2, 9), at(12, 3, 7)]
        assert book(session, THURSDAY, "7002").status == "confirmed"


def test_moving_away_and_back_reminds_of_the_first_time_again(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        appointment, talk = book(session, THURSDAY), given_student(session)
        first, second = appointment.slot_id, slot_at(session, at(12, 3, 9)).id
        booking.move(session, appointment, second, conversation=talk, now=NOW)
        booking.move(session, appointment, first, conversation=talk, now=NOW)
        assert reminders(session) == [at(11, 25, 9), at(11, 26, 7)]


def test_moving_to_a_time_that_is_taken_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        mine, theirs = book(session, THURSDAY), book(session, at(12, 3, 9), "7002")
        with pytest.raises(SlotTaken):
            booking.move(session, mine, theirs.slot_id, conversation=given_student(session), now=NOW)
        assert (mine.slot.starts_at, mine.ics_seq) == (THURSDAY, 0)
        assert len(reminders(session)) == 4


def test_somebody_elses_appointment_is_nobodys(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        mine = book(session, THURSDAY)
        other = given_student(session, "7002").channel_address.student_id or 0
        assert booking.of_student(session, mine.id, student_id=other) is None
        assert booking.of_student(session, mine.id, student_id=mine.student_id) is mine


def test_consent_is_kept_once_for_each_version(database: Database) -> None:
    with database.transaction() as session:
        student = given_student(session).channel_address.student_id or 0
        assert not consents.has_consented(session, student)
        consents.consent(session, student, now=NOW)
        consents.consent(session, student, now=NOW)
        assert consents.has_consented(session, student)


def test_the_calendar_file_says_appointment_and_grows_in_sequence(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        appointment = book(session, THURSDAY)
        first = calendar.calendar_file(appointment, summary="预约", now=NOW)
        booking.move(
            session, appointment, slot_at(session, at(12, 3, 9)).id, conversation=given_student(session), now=NOW
        )
        second = calendar.calendar_file(appointment, summary="预约", now=NOW)
        booking.cancel(session, appointment, now=NOW)
        last = calendar.calendar_file(appointment, summary="预约", now=NOW)
    assert "SEQUENCE:0" in first
    assert "DTSTART:20261126T010000Z" in first
    assert "SUMMARY:预约" in first
    assert "心理" not in first
    assert "SEQUENCE:1" in second
    assert "DTSTART:20261203T010000Z" in second
    assert "SEQUENCE:2" in last
    assert "STATUS:CANCELLED" in last
    assert len({line for text in (first, second, last) for line in text.splitlines() if line.startswith("UID:")}) == 1


def attempt(database: Database, slot_id: int, student_id: int, conversation_id: int) -> str:
    try:
        with database.transaction() as session:
            talk = session.get_one(Conversation, conversation_id)
            booking.book(session, slot_id, student_id=student_id, conversation=talk, now=NOW)
    except (SlotTaken, AlreadyBooked) as error:
        return type(error).__name__
    return "booked"


def test_of_fifty_who_tap_at_once_one_gets_the_time(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        slot_id = slot_at(session, THURSDAY).id
        talks = [given_student(session, str(number)) for number in range(RACERS)]
        who = [(talk.channel_address.student_id or 0, talk.id) for talk in talks]
    ends = race([partial(attempt, database, slot_id, *one) for one in who])
    assert ends == {"booked": 1, "SlotTaken": RACERS - 1}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Appointment)) == 1
        assert len(reminders(session)) == 2


def test_of_many_taps_of_one_student_on_many_times_one_books(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        query = select(AppointmentSlot.id).where(AppointmentSlot.state == "open").order_by(AppointmentSlot.id)
        slots = session.scalars(query.limit(20)).all()
        talk = given_student(session)
        student, conversation = talk.channel_address.student_id or 0, talk.id
    free = len(slots)
    ends = race([partial(attempt, database, slot, student, conversation) for slot in slots])
    assert ends["booked"] == 1
    assert ends["AlreadyBooked"] + ends["SlotTaken"] == free - 1
    with database.reading() as session:
        assert len(reminders(session)) <= 2


def test_a_full_day_stays_full_under_a_race(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        zhao_slots = [slot_at(session, at(11, 25, hour), "赵磊") for hour in (9, 10, 11)]
        zhao_slots[0].counselor.max_per_day = 2
        talks = [given_student(session, str(number)) for number in range(3)]
        who = [
            (slot.id, talk.channel_address.student_id or 0, talk.id)
            for slot, talk in zip(zhao_slots, talks, strict=True)
        ]
    ends = race([partial(attempt, database, *one) for one in who])
    assert ends == {"booked": 2, "SlotTaken": 1}
