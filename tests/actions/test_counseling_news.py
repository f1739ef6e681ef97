"""A counselor learns of every booking, move and cancel in a chat of their own, as things stand when it leaves."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.dialogue import registry
from bot.sending.composing import composed_all
from community.counseling import booking, people
from community.counseling.kinds import NEWS
from community.counseling.tables import Appointment, AppointmentNews
from community.database import Database
from community.post import outbox
from community.post.conversations import Conversation
from community.post.rules import Dropped, GivenUp, Sent, TryAgain, Uncertain
from community.post.tables import Delivery
from community.staff import accounts, chats
from tests.community.counseling.campus import NOW, ZONE, at, given_campus, given_student, slot_at

registry.load()
ARRIVED = Sent("1")
THURSDAY, NEXT, LATER = at(11, 26, 9), at(12, 3, 9), at(12, 10, 9)


def given_bound(session: Session, code: str = "C-LI", address: str = "9001", *, language: str = "en") -> Conversation:
    """Let a counselor have an account and a chat of their own."""
    account = accounts.add(session, code, code, "correct horse battery", ["counselor"], now=NOW)
    people.link(session, code, account, by="system", now=NOW)
    chat = given_student(session, address)
    chat.language = language
    chats.bind(session, chat, chats.make_code(session, account, now=NOW), now=NOW)
    return chat


def book(session: Session, starts_at: datetime = THURSDAY, address: str = "7001", name: str = "李静") -> Appointment:
    talk = given_student(session, address)
    student = talk.channel_address.student
    assert student is not None
    return booking.book(
        session, slot_at(session, starts_at, name).id, student_id=student.id, conversation=talk, now=NOW
    )


def move(session: Session, appointment: Appointment, starts_at: datetime, name: str = "李静") -> None:
    slot = slot_at(session, starts_at, name)
    booking.move(session, appointment, slot.id, conversation=given_student(session), now=NOW)


def leaves(
    session: Session, chat: Conversation, *, outcome: Sent | TryAgain | Uncertain | GivenUp = ARRIVED
) -> list[str]:
    """Let all that is due in the chat leave, and return what its reader sees; nothing to say is left out."""
    query = select(Delivery).where(Delivery.conversation_id == chat.id, Delivery.state == "due").order_by(Delivery.id)
    said = []
    for delivery in session.scalars(query).all():
        (reply,) = composed_all(session, [delivery], now=NOW, zone=ZONE)
        assert not isinstance(reply, datetime | GivenUp), reply
        outbox.record(session, delivery, reply if isinstance(reply, Dropped) else outcome, now=NOW)
        said += [] if isinstance(reply, Dropped) else [reply.text]
    return said


@pytest.mark.parametrize(
    ("language", "booked", "moved", "cancelled"),
    [
        (
            "en",
            "New appointment: {ref}, Thu 26 Nov 09:00–09:50, first visit.",
            "Moved: {ref}, from Thu 26 Nov 09:00 to Thu 3 Dec 09:00–09:50.",
            "Cancelled: {ref}, Thu 3 Dec 09:00.",
        ),
        (
            "zh",
            "新预约：{ref}，11月26日周四 09:00–09:50，初次来访。",
            "改期：{ref}，从 11月26日周四 09:00 改到 12月3日周四 09:00–09:50。",
            "取消：{ref}，12月3日周四 09:00。",
        ),
    ],
)
def test_a_counselor_is_told_of_a_booking_a_move_and_a_cancel(
    database: Database, language: str, booked: str, moved: str, cancelled: str
) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = given_bound(session, language=language)
        appointment = book(session)
        assert leaves(session, chat) == [booked.format(ref=appointment.ref)]
        move(session, appointment, NEXT)
        assert leaves(session, chat) == [moved.format(ref=appointment.ref)]
        booking.cancel(session, appointment, now=NOW)
        assert leaves(session, chat) == [cancelled.format(ref=appointment.ref)]
        assert leaves(session, chat) == []


def test_a_cancel_overtakes_a_booking_that_has_not_left(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = given_bound(session)
        booking.cancel(session, book(session), now=NOW)
        assert leaves(session, chat) == []


def test_two_moves_that_leave_together_are_told_as_one(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = given_bound(session)
        appointment = book(session)
        leaves(session, chat)
        move(session, appointment, NEXT)
        move(session, appointment, LATER)
        (told,) = leaves(session, chat)
        assert told == f"Moved: {appointment.ref}, from Thu 26 Nov 09:00 to Thu 10 Dec 09:00–09:50."


def test_moved_away_and_back_before_anything_leaves_is_no_news(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = given_bound(session)
        appointment = book(session)
        leaves(session, chat)
        move(session, appointment, NEXT)
        move(session, appointment, THURSDAY)
        assert leaves(session, chat) == []


def test_what_did_not_get_through_is_told_again_as_it_stands_by_then(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = given_bound(session)
        appointment = book(session)
        assert leaves(session, chat, outcome=TryAgain("connection refused"))[0].startswith("New appointment")
        move(session, appointment, NEXT)
        (told,) = leaves(session, chat)
        assert told == f"New appointment: {appointment.ref}, Thu 3 Dec 09:00–09:50, first visit."


def test_what_may_have_arrived_is_taken_back_rather_than_repeated(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = given_bound(session)
        appointment = book(session)
        leaves(session, chat, outcome=Uncertain("no answer in time"))
        booking.cancel(session, appointment, now=NOW)
        assert leaves(session, chat) == [f"Cancelled: {appointment.ref}, Thu 26 Nov 09:00."]


def test_a_move_to_a_colleague_is_told_to_both(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        li, wang = given_bound(session), given_bound(session, "C-WANG", "9002")
        appointment = book(session)
        assert len(leaves(session, li)) == 1
        assert leaves(session, wang) == []
        move(session, appointment, at(11, 25, 15), "王敏")
        ref = appointment.ref
        assert leaves(session, li) == [f"Not with you any more: {ref}, Thu 26 Nov 09:00, was moved to a colleague."]
        assert leaves(session, wang) == [f"New appointment: {ref}, Wed 25 Nov 15:00–15:50, first visit."]


def test_a_second_visit_is_no_first_one(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = given_bound(session)
        book(session).status = "attended"
        session.flush()
        book(session, NEXT)
        assert leaves(session, chat)[-1].endswith("has been here before.")


def test_booking_the_same_time_twice_is_told_once(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = given_bound(session)
        book(session)
        book(session)
        assert len(leaves(session, chat)) == 1


def test_no_word_of_the_student_and_no_name_stands_in_the_message(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = given_bound(session)
        talk = given_student(session)
        student = talk.channel_address.student
        assert student is not None
        student.name, student.school_number = "张雨桐", "2023051234"
        (told,) = (book(session), leaves(session, chat))[1]
        assert "张雨桐" not in told
        assert "2023051234" not in told


def test_a_booking_that_fails_leaves_no_news(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        given_bound(session)
        taken = book(session).slot_id
    with database.transaction() as session:
        other = given_student(session, "7002")
        student = other.channel_address.student_id or 0
        with pytest.raises(booking.SlotTaken):
            booking.book(session, taken, student_id=student, conversation=other, now=NOW)
    with database.reading() as session:
        assert session.scalar(select(func.count(AppointmentNews.id))) == 1


def test_a_death_between_booking_and_commit_leaves_neither(database: Database) -> None:
    class Died(Exception):
        pass

    with database.transaction() as session:
        given_campus(session)
        given_bound(session)

    def dies_after_booking() -> None:
        with database.transaction() as session:
            book(session)
            raise Died

    with pytest.raises(Died):
        dies_after_booking()
    with database.reading() as session:
        assert session.scalar(select(func.count(Appointment.id))) == 0
        assert session.scalar(select(func.count(AppointmentNews.id))) == 0
        assert session.scalar(select(func.count(Delivery.id)).where(Delivery.kind == NEWS.name)) == 0


def test_without_a_chat_the_change_is_kept_for_the_console(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        move(session, book(session), NEXT)
        assert session.scalar(select(func.count(AppointmentNews.id))) == 2
        assert session.scalar(select(func.count(Delivery.id)).where(Delivery.kind == NEWS.name)) == 0


def test_whose_account_is_switched_off_is_told_nothing(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = given_bound(session)
        bound = chats.at(session, chat)
        assert bound is not None
        bound.staff.active = False
        book(session)
        assert leaves(session, chat) == []


def test_nobody_is_woken_for_a_booking(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = given_bound(session)
        book(session)
        delivery = session.scalars(select(Delivery).where(Delivery.conversation_id == chat.id)).one()
        (waits,) = composed_all(session, [delivery], now=at(11, 23, 23, 41), zone=ZONE)
        assert waits == at(11, 24, 7)


def test_what_is_over_is_not_told_any_more(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = given_bound(session)
        book(session)
        delivery = session.scalars(select(Delivery).where(Delivery.conversation_id == chat.id)).one()
        (late,) = composed_all(session, [delivery], now=THURSDAY + timedelta(hours=1), zone=ZONE)
        assert isinstance(late, Dropped)
