"""What students and the staff's group read, where what it says did happen and where it did not."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply
from actions.staff import group as staff_group
from actions.staff.group import Said
from community.answers.tables import UnansweredQuestion
from community.cases import cases, desk, escalation, history
from community.cases.tables import HandoffCase
from community.counseling import booking
from community.counseling.tables import Appointment
from community.database import Database, table_of
from community.events.tables import EventSignup
from community.post.conversations import Conversation
from community.safety.tables import Incident
from tests.actions.case_talk import StudentTalk, due, given_staff_group, said
from tests.community.counseling.campus import at, given_campus, given_student, slot_at
from tests.community.matter import NOW, given_event, given_tip
from understanding.parse import Entity, Intent

PERSON, SIGN_UP = "talk_to_human", "sign_up_event"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def the_case(session: Session) -> HandoffCase:
    return session.scalars(select(HandoffCase).order_by(HandoffCase.id.desc())).first() or pytest.fail("no case")


# Cards


def test_nothing_is_called_checked_that_nobody_has_checked(session: Session) -> None:
    given_tip(session, "TIP-1", source_url="https://career.example")
    given_tip(session, "TIP-2", source_url="https://career.example", reviewed_on=at(11, 2, 9))
    given_tip(session, "TIP-3", reviewed_on=at(11, 2, 9))
    given_tip(session, "TIP-4")
    ends = [shown(session, number).splitlines()[-1] for number in ("1", "2", "3", "4")]
    checked = "Source: https://career.example · checked 2026-11-02"
    assert ends == ["Source: https://career.example", checked, "Checked 2026-11-02", "Tip TIP-4"]


def shown(session: Session, number: str) -> str:
    return StudentTalk(session).chooses("ask_employment_tips", item=number).text


# Appointments


def given_appointment(session: Session) -> StudentTalk:
    given_campus(session)
    chat = StudentTalk(session)
    chat.chooses("book_counseling", appointment_slot=str(slot_at(session, at(12, 3, 9)).id))
    return chat


def test_a_move_to_a_time_that_was_taken_is_no_move(session: Session) -> None:
    chat = given_appointment(session)
    other, slot = given_student(session, "7002"), slot_at(session, at(12, 3, 10))
    booking.book(session, slot.id, student_id=other.channel_address.student_id or 0, conversation=other, now=NOW)
    reply = chat.chooses("reschedule_counseling", appointment_slot=str(slot.id))
    assert reply.text.startswith("That time has just been taken.")
    assert "Moved to" not in reply.text
    assert chat.chooses("reschedule_counseling", appointment_slot=str(free_slot(session))).text.startswith("Moved to")


def free_slot(session: Session) -> int:
    return slot_at(session, at(12, 10, 9)).id


def test_an_appointment_that_has_begun_is_not_cancelled(session: Session) -> None:
    chat = given_appointment(session)
    number = str(session.scalars(select(Appointment.id)).one())
    chat.now = at(12, 3, 9, 10)
    assert chat.chooses("cancel_counseling", appointment=number).text.startswith("It has begun already")
    chat.now = at(12, 3, 8)
    assert chat.chooses("cancel_counseling", appointment=number).text.startswith("Cancelled: Thu 3 Dec 09:00.")
    assert chat.chooses("cancel_counseling", appointment=number).text.startswith("That appointment is cancelled")


def test_leaving_a_question_changes_nothing_and_a_cancel_says_what_it_did(session: Session) -> None:
    chat = given_appointment(session)
    assert chat.writes("forget it", "cancel").text == "Dropped. Nothing was changed."
    appointment = session.scalars(select(Appointment)).one()
    assert appointment.status == "confirmed"
    assert "Dropped" not in chat.chooses("cancel_counseling", appointment=str(appointment.id)).text


# Events


def test_who_has_no_place_gives_none_up(session: Session) -> None:
    event = given_event(session)
    chat = StudentTalk(session)
    assert chat.chooses("leave_event", event=str(event.id)).text == "You weren't signed up for that one."
    assert chat.chooses("my_events").text == "You haven't signed up for any event."
    chat.chooses(SIGN_UP, event=str(event.id))
    assert "free for others" in chat.chooses("leave_event", event=str(event.id)).text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("confirmed", "(you have a place)"),
        ("offered", "(a seat is kept for you)"),
        ("waitlisted", "(on the waitlist)"),
    ],
)
def test_ones_place_is_named_as_it_stands(session: Session, status: str, words: str) -> None:
    event = given_event(session, capacity=5)
    chat = StudentTalk(session)
    chat.chooses(SIGN_UP, event=str(event.id))
    session.scalars(select(EventSignup)).one().status = status
    assert chat.chooses("my_events").text.endswith(words)


def test_sign_up_is_called_closed_only_once_it_is(session: Session) -> None:
    event = given_event(session, signup_closes=at(11, 30, 12))
    chat = StudentTalk(session)
    assert "closed" not in chat.chooses("ask_events", event=str(event.id)).text
    chat.now = at(11, 30, 13)
    assert "Sign-up is closed." in chat.chooses("ask_events", event=str(event.id)).text
    assert chat.chooses(SIGN_UP, event=str(event.id)).text == "Sign-up for that one is closed."


def test_an_event_is_called_over_only_once_it_is(session: Session) -> None:
    event = given_event(session)
    chat = StudentTalk(session)
    assert "over" not in chat.chooses("ask_events", event=str(event.id)).text
    given_event(session, "EV-2", title_en="Another", starts_at=at(12, 20, 9), ends_at=at(12, 20, 10))
    event.status = "withdrawn"
    session.flush()
    assert chat.chooses("ask_events", event=str(event.id)).text.startswith("That one is over or was withdrawn.")


# Reminders


def test_a_reminder_is_called_cancelled_only_where_there_was_one(session: Session) -> None:
    given_tip(session, closes_at=at(11, 30, 23, 59))
    chat = StudentTalk(session)
    assert chat.chooses("tip_done", subject="employment", tip="1").text == "Well done."
    chat.chooses("remind_tip", subject="employment", tip="1")
    assert chat.chooses("tip_done", subject="employment", tip="1").text == "Well done. Reminder cancelled."


# Requests for a person


def test_the_first_in_line_hears_of_nobody_before_them(session: Session) -> None:
    first, second = StudentTalk(session, "1"), StudentTalk(session, "2")
    assert "Waiting before you" not in first.writes("a person please", PERSON).text
    assert "Waiting before you: 1." in second.writes("a person please", PERSON).text
    earlier = cases.open_of(session, first.conversation.id)
    assert earlier is not None
    cases.claim(session, earlier, staff_label="Ms Liu", now=NOW)
    assert "Waiting before you" not in second.writes("a person please", PERSON).text


def test_what_staff_may_read_is_what_was_chosen(session: Session) -> None:
    chat = StudentTalk(session)
    chat.writes("a person please", PERSON)
    chat.taps("Study")
    assert chat.taps("Only what I write").text.startswith("They are shown only what you write to them.")
    assert history.before(session, the_case(session), most=9) == []
    chat.chooses("share_chat", share="full")
    assert chat.last.text.startswith("They may read our chat of the last day.")
    assert the_case(session).share == "full"


def test_a_topic_is_noted_only_in_a_request_of_ones_own(session: Session) -> None:
    chat = StudentTalk(session)
    chat.writes("a person please", PERSON)
    study = next(button for button in chat.shown if button.title == "Study")
    assert chat.presses(study).text.startswith("Noted: Study.")
    cases.claim(session, the_case(session), staff_label="Ms Liu", now=NOW)
    assert chat.presses(study).text == "Ms Liu has your case; what you write here goes to them."


def test_what_is_written_while_waiting_really_is_in_the_request(session: Session) -> None:
    chat = StudentTalk(session)
    assert "What you write until then is added to your request." in chat.writes("a person please", PERSON).text
    chat.writes("hi", "greet")
    assert [message.words for message in the_case(session).messages] == ["a person please", "hi"]
    chat.chooses("withdraw_request")
    chat.writes("hi again", "greet")
    assert "hi again" not in [message.words for message in the_case(session).messages]


def test_nobody_is_said_to_have_come_to_a_case_that_is_over(session: Session) -> None:
    chat = StudentTalk(session)
    chat.writes("a person please", PERSON)
    case = the_case(session)
    cases.claim(session, case, staff_label="Ms Liu", now=NOW)
    assert said(session, "counselor_message") == ["Ms Liu is here; I'll be quiet."]
    cases.close(session, case, staff_label="Ms Liu", now=NOW)
    assert said(session, "counselor_message") == ["You're back with the bot. Did it help?"]


def test_a_case_that_is_over_is_not_said_to_be_written_on_in(session: Session) -> None:
    chat = StudentTalk(session)
    chat.writes("a person please", PERSON)
    case = the_case(session)
    cases.claim(session, case, staff_label="Ms Liu", now=NOW)
    escalation.escalate(session, now=NOW + timedelta(hours=12))
    assert "is still added to Ms Liu's case" in said(session, "counselor_message")[-1]
    cases.close(session, case, staff_label="Ms Liu", now=NOW)
    assert not any("is still added" in words for words in said(session, "counselor_message"))


# The staff's group


def staff_write(session: Session, group: Conversation, words: str) -> Reply:
    alert = due(session, "staff_alert")[0]
    reply = staff_group.answer_staff(session, group, Said("Ms Liu", words=words, replied_to=alert), now=NOW)
    assert reply is not None
    return reply


def staff_tap(session: Session, group: Conversation, what: str, name: str = "Ms Liu") -> Reply:
    intent = Intent(what, 1.0, (Entity("case", str(the_case(session).id)),))
    reply = staff_group.answer_staff(session, group, Said(name, intent=intent), now=NOW)
    assert reply is not None
    return reply


@pytest.fixture
def group(session: Session) -> Conversation:
    found = given_staff_group(session)
    found.language = "en"
    return found


def test_an_answer_is_on_its_way_only_where_the_student_can_be_reached(session: Session, group: Conversation) -> None:
    chat = StudentTalk(session)
    chat.writes("a person please", PERSON)
    ref = the_case(session).ref
    assert staff_write(session, group, "hello").text == f"{ref}: on its way to the student."
    chat.conversation.channel_address.blocked_at = NOW
    assert staff_write(session, group, "hello?").text.startswith(
        f"{ref}: not delivered, the student has blocked the bot."
    )
    cases.close(session, the_case(session), staff_label="Ms Liu", now=NOW)
    assert staff_write(session, group, "still there?").text == f"{ref} is closed, so this was not sent."


@pytest.mark.parametrize("gone", [False, True])
def test_who_takes_a_case_is_told_whether_the_student_can_be_reached(
    session: Session, group: Conversation, gone: bool
) -> None:
    chat = StudentTalk(session)
    chat.writes("a person please", PERSON)
    chat.conversation.channel_address.blocked_at = NOW if gone else None
    text = staff_tap(session, group, "claim_case").text
    assert "Ms Liu has it." in text
    assert ("nothing reaches them there" in text) == gone
    assert staff_tap(session, group, "claim_case", "Mr Li").text == f"Ms Liu has {the_case(session).ref} already."


def test_an_alert_says_that_nobody_has_taken_it_only_while_nobody_has(session: Session, group: Conversation) -> None:
    StudentTalk(session).writes("我不想活了", crisis="crisis")
    escalation.escalate(session, now=NOW + timedelta(minutes=3))
    later = NOW + timedelta(minutes=3)
    assert "Nobody has taken it yet; opened 3 minutes ago." in said(session, "staff_alert", now=later)[-1]
    cases.claim(session, the_case(session), staff_label="Ms Liu", now=NOW)
    assert "Ms Liu has this case." in said(session, "staff_alert", now=later)[-1]
    assert "Nobody has taken it" not in "".join(said(session, "staff_alert", now=later))


@pytest.mark.parametrize("name", ["", "Zhang Yutong"])
def test_who_it_is_is_said_to_be_unknown_only_where_it_is(session: Session, group: Conversation, name: str) -> None:
    chat = StudentTalk(session)
    chat.student.name = name
    chat.writes("我不想活了", crisis="crisis")
    (alert,) = said(session, "staff_alert")
    assert ("Who it is, is not known." in alert) == (not name)
    assert ("Student: Zhang Yutong" in alert) == bool(name)


@pytest.mark.parametrize(
    ("mode", "told", "kept"),
    [
        ("Anonymous", "Reported anonymously.", False),
        ("Confidential", "Reported confidentially: who it was is not said here.", True),
        ("With my name", "Reported by Zhang Yutong.", True),
    ],
)
def test_who_reported_is_kept_and_told_as_was_promised(
    session: Session, group: Conversation, mode: str, told: str, kept: bool
) -> None:
    chat = StudentTalk(session)
    chat.student.name = "Zhang Yutong"
    chat.writes("bare wires in the library", "report_safety_incident")
    chat.taps(mode)
    (alert,) = said(session, "incident_alert")
    assert told in alert
    assert ("Zhang Yutong" in alert) == (mode == "With my name")
    assert (session.scalars(select(Incident.student_id)).one() is not None) == kept


# What is kept


def test_a_talk_without_a_request_a_report_or_danger_is_on_nobodys_desk(session: Session) -> None:
    given_staff_group(session)
    chat = StudentTalk(session)
    assert "Staff read of it what goes into a booking" in chat.writes("what do you store?", "privacy").text
    assert desk.open_cases(session) == []
    assert due(session, "staff_alert") == due(session, "case_message") == []
    kept = {column.name for column in table_of(UnansweredQuestion).columns}
    assert not kept & {"student_id", "conversation_id", "inbox_id"}, "a question for the office bears nobody's name"
    chat.writes("a person please", PERSON)
    assert [line.last_words for line in desk.open_cases(session)] == ["a person please"]
