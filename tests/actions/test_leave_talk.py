"""A student learns that the counselor is away and moves with one tap; some counselors have no English name."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.counseling import availability, leaves
from community.counseling.kinds import IN_LEAVE
from community.counseling.tables import Appointment, Counselor
from community.database import Database
from tests.actions.case_talk import StudentTalk, composed, due, said
from tests.community.counseling.campus import NOW, ZONE, at, given_campus, given_counselor, given_hours


def booked(session: Session, language: str = "en") -> StudentTalk:
    given_campus(session)
    chat = StudentTalk(session, language=language)  # type: ignore[arg-type]
    chat.writes("I want to see a counselor", "book_counseling")
    chat.presses(
        next(button for button in chat.shown if button.title.startswith(("Thu 26 Nov 09:00", "11月26日周四 09:00")))
    )
    return chat


def away_on_thursday(session: Session) -> None:
    li = session.scalars(select(Counselor).where(Counselor.code == "C-LI")).one()
    leaves.take(session, li, starts_at=at(11, 26, 0), ends_at=at(11, 27, 0), reason="", staff_id=1, now=NOW)


@pytest.mark.parametrize(
    ("language", "sorry", "moved"),
    [
        ("en", "Thu 26 Nov 09:00, cannot take place", "Moved to "),
        ("zh", "（11月26日周四 09:00）不能照常进行", "已改到"),
    ],
)
def test_a_student_is_told_and_moves_with_one_tap(database: Database, language: str, sorry: str, moved: str) -> None:
    with database.transaction() as session:
        chat = booked(session, language)
        away_on_thursday(session)
        (delivery,) = due(session, IN_LEAVE.name)
        told = composed(session, delivery, language=language)
        assert told is not None
        assert sorry in told.text
        assert "counsel" not in told.text.lower()
        assert "心理" not in told.text
        assert [button.intent for button in told.buttons] == ["reschedule_counseling"] * 4 + ["cancel_counseling"]
        assert moved in chat.presses(told.buttons[0]).text
        appointment = session.scalars(select(Appointment)).one()
        assert not leaves.covers(session, appointment.slot)
        assert said(session, IN_LEAVE.name, language=language) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_asked_about_the_appointment_the_truth_is_told_and_nobody_is_reminded_of_it(
    database: Database, language: str
) -> None:
    with database.transaction() as session:
        chat = booked(session, language)
        away_on_thursday(session)
        assert ("cannot take place" if language == "en" else "不能照常进行") in chat.writes("", "list_counseling").text
        assert said(session, "appointment_reminder", language=language) == []


def test_where_nothing_else_is_free_a_person_helps(database: Database) -> None:
    with database.transaction() as session:
        booked(session)
        for counselor in session.scalars(select(Counselor)):
            leaves.take(session, counselor, starts_at=NOW, ends_at=at(12, 20, 0), reason="", staff_id=1, now=NOW)
        told = composed(session, due(session, IN_LEAVE.name)[0])
        assert told is not None
        assert "No other time is free at the moment." in told.text
        assert [button.title for button in told.buttons] == ["A person", "Cancel it"]


def test_a_leave_that_is_gone_by_then_is_not_told(database: Database) -> None:
    with database.transaction() as session:
        booked(session)
        away_on_thursday(session)
        for leave in leaves.coming(session, now=NOW):
            session.delete(leave)
        session.flush()
        assert said(session, IN_LEAVE.name) == []


def test_who_heard_that_it_cannot_be_hears_that_it_can_after_all(database: Database) -> None:
    with database.transaction() as session:
        booked(session)
        away_on_thursday(session)
        delivery = due(session, IN_LEAVE.name)[0]
        assert composed(session, delivery) is not None
        delivery.state = "sent"
        session.flush()
        for leave in leaves.coming(session, now=NOW):
            leaves.end(session, leave, staff_id=1, now=NOW)
        (told,) = said(session, IN_LEAVE.name)
        assert told.endswith("Thu 26 Nov 09:00, can take place after all.")


@pytest.mark.parametrize("name_en", ["", "  "])
@pytest.mark.parametrize("words", ["I want to see a counselor", "book 王芳老师", "I'd like to see Li Jing", ""])
def test_a_counselor_without_an_english_name_is_called_by_the_chinese_one(
    database: Database, name_en: str, words: str
) -> None:
    with database.transaction() as session:
        fang = given_counselor(session, "C-FANG", "王芳", name_en, room="")
        given_hours(session, fang, "Thu", 9, 11)
        availability.open_slots(session, now=NOW, zone=ZONE)
        chat = StudentTalk(session)
        chat.writes(words, "book_counseling")
        assert chat.titles()[0] == "Thu 26 Nov 09:00 王芳"
        reply = chat.taps("Thu 26 Nov 09:00")
        assert reply.text.startswith("Booked: Thu 26 Nov 09:00 with 王芳, counseling center.")
        assert chat.writes("", "list_counseling").text.endswith("with 王芳, counseling center.")
        assert said(session, "appointment_reminder")[0] == "A reminder: you have an appointment Thu 26 Nov 09:00."


def test_a_counselor_without_any_chinese_name_is_called_by_the_english_one(database: Database) -> None:
    with database.transaction() as session:
        ann = given_counselor(session, "C-ANN", "", "Ann Lee")
        given_hours(session, ann, "Thu", 9, 11)
        availability.open_slots(session, now=NOW, zone=ZONE)
        chat = StudentTalk(session, language="zh")
        chat.writes("我想约心理老师", "book_counseling")
        assert chat.titles()[0].endswith("Ann Lee")


def test_a_name_that_nobody_has_written_is_named_by_no_words(database: Database) -> None:
    with database.transaction() as session:
        given_counselor(session, "C-FANG", "王芳", "")
        li = given_counselor(session)
        assert availability.named(session, "I'd like Li Jing please") == [li]
        assert availability.named(session, "teacher") == []
