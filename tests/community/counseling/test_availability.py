from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.campus.tables import CampusDay, Rulebook
from community.counseling import availability, booking
from community.counseling.rules import Wish
from community.counseling.tables import Appointment, AppointmentSlot
from community.database import Database
from tests.community.counseling.campus import (
    NOW,
    ZONE,
    at,
    given_campus,
    given_counselor,
    given_hours,
    given_leave,
    given_student,
    given_term,
    slot_at,
    starts,
)


def opened(session: Session) -> int:
    return availability.open_slots(session, now=NOW, zone=ZONE)


def free(session: Session, **wish: object) -> list[str]:
    return starts(availability.free_slots(session, now=NOW, **wish))  # type: ignore[arg-type]


def booked(session: Session, slot: AppointmentSlot, address: str = "7001") -> Appointment:
    talk = given_student(session, address)
    student = talk.channel_address.student
    assert student is not None
    return booking.book(session, slot.id, student_id=student.id, conversation=talk, now=NOW)


def test_three_weeks_are_opened_and_no_more(database: Database) -> None:
    with database.transaction() as session:
        given_hours(session, given_counselor(session), "Thu", 9, 11)
        assert opened(session) == 6
        assert free(session)[0] == "11-26 09:00 李静"
        assert free(session)[-1] == "12-10 10:00 李静"


def test_opening_again_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        before = free(session)
        assert opened(session) == 0
        assert free(session) == before


def test_nobody_is_offered_a_feast(database: Database) -> None:
    with database.transaction() as session:
        given_hours(session, given_counselor(session), "Thu", 9, 11)
        opened(session)
        session.add(CampusDay(day=date(2026, 12, 3), name_zh="校庆", name_en="Founding day"))
        opened(session)
        assert [time[:5] for time in free(session)] == ["11-26", "11-26", "12-10", "12-10"]


def test_odd_weeks_are_every_other_week(database: Database) -> None:
    with database.transaction() as session:
        given_term(session)
        given_hours(session, given_counselor(session), "Thu", 9, 10, weeks="odd")
        opened(session)
        assert free(session) == ["11-26 09:00 李静", "12-10 09:00 李静"]


def test_overlapping_rules_open_no_overlapping_times(database: Database) -> None:
    with database.transaction() as session:
        li = given_counselor(session)
        given_hours(session, li, "Thu", 9, 11)
        given_hours(session, li, "Thu", 10, 12)
        opened(session)
        assert free(session)[:3] == ["11-26 09:00 李静", "11-26 10:00 李静", "11-26 11:00 李静"]


def test_leave_closes_times_and_its_end_opens_them(database: Database) -> None:
    with database.transaction() as session:
        li = given_counselor(session)
        given_hours(session, li, "Thu", 9, 11)
        leave = given_leave(session, li, at(11, 26, 9, 30), at(11, 26, 12))
        opened(session)
        assert free(session)[0] == "12-03 09:00 李静"
        assert availability.away(session, after=at(11, 26, 0), before=at(11, 27, 0), wish=Wish()) == [li]
        session.delete(leave)
        session.flush()
        opened(session)
        assert free(session)[0] == "11-26 09:00 李静"


def test_a_rule_that_goes_takes_its_free_times_with_it(database: Database) -> None:
    with database.transaction() as session:
        li = given_counselor(session)
        given_hours(session, li, "Thu", 9, 11)
        opened(session)
        kept = booked(session, slot_at(session, at(11, 26, 9)))
        li.active = False
        opened(session)
        assert free(session) == []
        assert kept.status == "confirmed"


def test_a_counselor_needs_four_hours_notice(database: Database) -> None:
    with database.transaction() as session:
        given_hours(session, given_counselor(session), "Mon", 14, 18)
        opened(session)
        assert free(session)[0] == "11-23 16:00 李静"


def test_a_booked_time_is_offered_to_nobody(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        booked(session, slot_at(session, at(11, 26, 9)))
        assert "11-26 09:00 李静" not in free(session)


def test_a_counselor_sees_no_more_than_so_many_a_day(database: Database) -> None:
    with database.transaction() as session:
        given_hours(session, given_counselor(session, max_per_day=1), "Thu", 9, 11)
        opened(session)
        mine = booked(session, slot_at(session, at(11, 26, 9)))
        assert free(session)[0] == "12-03 09:00 李静"
        assert free(session, moving=mine)[0] == "11-26 10:00 李静"


def test_wishes_choose_among_the_counselors(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        wednesday = {"after": at(11, 25, 0), "before": at(11, 26, 0)}
        assert free(session, wish=Wish(gender="M"), **wednesday) == [
            f"11-25 {hour} 赵磊" for hour in ("09:00", "10:00", "11:00")
        ]
        assert free(session, wish=Wish(gender="F", language="en"), **wednesday)[0] == "11-25 14:00 李静"
        wang = availability.named(session, "王敏老师")
        assert free(session, wish=Wish(counselor_ids=frozenset(one.id for one in wang)), **wednesday) == [
            "11-25 15:00 王敏",
            "11-25 16:00 王敏",
        ]


def test_days_go_by_and_new_ones_are_opened(database: Database) -> None:
    with database.transaction() as session:
        given_hours(session, given_counselor(session), "Thu", 9, 10)
        opened(session)
        later = NOW + timedelta(days=7)
        assert availability.open_slots(session, now=later, zone=ZONE) == 1
        assert session.scalar(select(func.count()).select_from(AppointmentSlot)) == 4


def test_a_session_that_gets_shorter_changes_what_is_free_and_nothing_that_is_booked(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        session.add(Rulebook(session_minutes=50))
        booked(session, slot_at(session, at(12, 3, 10)))
    with database.transaction() as session:
        session.get_one(Rulebook, 1).session_minutes, session.get_one(Rulebook, 1).buffer_minutes = 30, 0
        assert opened(session) > 0
        days = select(AppointmentSlot).where(AppointmentSlot.day == date(2026, 12, 3), AppointmentSlot.state == "open")
        slots = session.scalars(days.order_by(AppointmentSlot.starts_at).execution_options(populate_existing=True))
        told = [f"{one.starts_at.astimezone(ZONE):%H:%M}–{one.ends_at.astimezone(ZONE):%H:%M}" for one in slots]
        assert told == ["09:00–09:30", "09:30–10:00", "10:00–10:50"]
        assert opened(session) == 0


def test_times_are_opened_as_far_ahead_as_the_house_says(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        before = session.scalar(select(func.max(AppointmentSlot.starts_at)))
        session.add(Rulebook(opened_ahead_days=60))
        assert opened(session) > 0
        after = session.scalar(select(func.max(AppointmentSlot.starts_at)))
        assert before is not None
        assert after is not None
        assert before <= NOW + timedelta(days=21) < after <= NOW + timedelta(days=60)
