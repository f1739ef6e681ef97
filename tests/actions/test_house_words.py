"""What students read of the rules of the house is what the row says, and what it says is kept."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.campus.tables import Rulebook
from community.campus.term_rules import Term
from community.counseling.tables import Appointment, AppointmentSlot
from community.database import Database
from tests.actions.case_talk import StudentTalk
from tests.bot.reception import Reception
from tests.community.counseling.campus import NOW, TERM, at, given_campus, given_term, slot_at
from understanding.dates import read_times
from understanding.parse import Language, TimeSpan

THURSDAY = at(12, 3, 9)


def begin(session: Session, language: Language = "en", **rules: object) -> StudentTalk:
    """Begin a talk on a campus whose office has changed some rules."""
    session.add(Rulebook(**rules))
    session.flush()
    given_campus(session)
    return StudentTalk(session, language=language)


def booked(chat: StudentTalk, starts_at: datetime = THURSDAY) -> str:
    """Book a time and return the number of the appointment."""
    chat.chooses("book_counseling", appointment_slot=str(slot_at(chat.session, starts_at).id))
    return str(chat.session.scalars(select(Appointment.id)).one())


def asked(chat: StudentTalk) -> str:
    """Ask what booking is like."""
    words = "咨询一次多长时间" if chat.language == "zh" else "how long is one counseling session?"
    return chat.writes(words, "book_counseling").text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "A session takes 45 minutes. You book it here, up to four weeks and at least a day ahead."),
        ("zh", "一次咨询45分钟。在这里预约，最早提前四周，最晚提前一天。"),
    ],
)
def test_how_booking_goes_is_said_from_the_row(database: Database, language: Language, said: str) -> None:
    with database.transaction() as session:
        chat = begin(session, language, session_minutes=45, opened_ahead_days=28, booking_notice_hours=24)
        assert said in asked(chat)


def test_without_a_notice_none_is_named(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session, booking_notice_hours=0)
        text = asked(chat)
        assert "up to three weeks ahead. You can move or cancel it until it begins." in text
        assert "at least" not in text
        number, chat.now = booked(chat, at(12, 3, 10)), at(12, 3, 9, 59)
        assert chat.chooses("cancel_counseling", appointment=number).text.startswith("Cancelled")
        chat.now = at(12, 3, 9, 1)
        gone = chat.chooses("book_counseling", appointment_slot=str(slot_at(session, THURSDAY).id))
        assert gone.text.startswith("That time has begun.")


def test_a_notice_for_bookings_is_named_and_kept(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session, booking_notice_hours=48)
        chat.now = at(12, 1, 9, 30)
        refused = chat.chooses("book_counseling", appointment_slot=str(slot_at(session, THURSDAY).id)).text
        assert refused.startswith("That is too soon now: counselors need to know two days ahead.")
        assert session.scalar(select(Appointment)) is None


def test_a_notice_for_changes_is_named_and_kept(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session, cancel_notice_hours=2)
        assert "until two hours before it begins" in asked(chat)
        number, chat.now = booked(chat), at(12, 3, 7, 1)
        later = str(slot_at(session, at(12, 9, 14)).id)
        for ordered in (
            chat.chooses("cancel_counseling", appointment=number),
            chat.chooses("reschedule_counseling", appointment_slot=later),
        ):
            assert ordered.text.startswith("It begins in less than two hours, so I can't change it any more.")
        assert session.scalars(select(Appointment.status)).one() == "confirmed"
        chat.now = at(12, 3, 6, 59)
        assert chat.chooses("cancel_counseling", appointment=number).text.startswith("Cancelled")


def test_reminders_come_as_the_house_says(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session, appointment_reminder_hours=[72, 1])
        reply = chat.chooses("book_counseling", appointment_slot=str(slot_at(session, THURSDAY).id))
        assert "I'll remind you Mon 30 Nov 09:00 and Thu 3 Dec 08:00." in reply.text


def test_too_far_ahead_is_as_far_as_times_are_opened(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session, opened_ahead_days=14)
        last = session.scalars(select(AppointmentSlot.starts_at).order_by(AppointmentSlot.starts_at.desc())).first()
        assert last is not None
        assert NOW < last <= at(12, 7, 12)
        far = TimeSpan("9 December", at(12, 9, 0), at(12, 10, 0), whole_day=True)
        reply = chat.writes("a counselor on 9 December", "book_counseling", times=[far])
        assert "I can book two weeks ahead, until Mon 7 Dec." in reply.text


def test_the_week_is_told_by_the_row_of_its_term(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        assert chat.writes("what week is it?", "ask_week", day="2026-11-23").text.startswith("I know of no term yet.")
        given_term(session)
        assert "is in week 13 of the term, an odd week." in chat.writes("?", "ask_week", day="2026-11-23").text
        given_term(session, Term(date(2027, 3, 1), 18))
        assert "is before the term" in chat.writes("?", "ask_week", day="2027-02-10").text
        assert "has at most 18 weeks" in chat.writes("?", "ask_week", day="2027-08-01").text


@pytest.mark.parametrize("known", [True, False])
def test_a_teaching_week_names_days_where_a_term_is_known(database: Database, known: bool) -> None:
    words = "第14周周三约心理老师"
    with database.transaction() as session:
        given_campus(session)
        found = read_times(words, now=NOW, term_start=TERM.begins if known else None)
        reply = StudentTalk(session, language="zh").writes(
            words, "book_counseling", times=found.times, doubts=found.doubts
        )
        assert ("不知道学期从哪天开始" in reply.text) is not known
        assert ("12月2日周三" in reply.text.splitlines()[0]) is known


def test_each_message_is_read_by_the_term_that_runs_by_then(database: Database) -> None:
    student = Reception(database, "web")
    student.says("hi", intent="greet")
    with database.transaction() as session:
        given_term(session)
    student.says("hello", intent="greet")
    assert student.understanding.term_starts == [None, TERM.begins]
