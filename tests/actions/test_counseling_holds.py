"""Whoever has only just come by web: a time is held for them until they say yes, and a third of each day is theirs."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.counseling import availability, booking, diary, holds, quota, release
from community.counseling.kinds import LAPSED, RELEASED, REMINDER, RUSH
from community.counseling.release import Pattern
from community.counseling.tables import Appointment, Counselor
from community.database import Database
from community.post.tables import Delivery
from tests.actions.case_talk import StudentTalk, composed, due, given_staff_group, said
from tests.community.counseling.campus import NOW, at, given_campus, given_leave, slot_at
from understanding.parse import TimeSpan

THURSDAY = TimeSpan("thursday", at(12, 3, 0), at(12, 4, 0), True)
MINUTE = timedelta(minutes=1)


def visitor(session: Session, name: str = "v1", language: str = "en", *, minutes_ago: float = 0) -> StudentTalk:
    """Let somebody open the web page, some minutes ago."""
    chat = StudentTalk(session, name, language, channel="web")  # type: ignore[arg-type]
    chat.student.created_at = NOW - minutes_ago * MINUTE
    return chat


def holds_thursday(chat: StudentTalk) -> str:
    chat.writes("thursday", "book_counseling", times=[THURSDAY])
    return chat.taps(next(one for one in chat.titles() if "09:00" in one or "10:00" in one)).text


def rows(session: Session) -> list[Appointment]:
    return list(session.scalars(select(Appointment).order_by(Appointment.id)))


def shown_to_counselors(session: Session) -> list[str]:
    return [one.state for one in diary.entries(session, since=NOW, until=None, now=NOW)]


@pytest.mark.parametrize(
    ("language", "kept", "yes", "booked"),
    [
        ("en", "I'm keeping Thu 3 Dec 09:00 with Li Jing for you until 12:10; it isn't booked yet.", "Yes", "Booked: "),
        ("zh", "我先为你留着12月3日周四 09:00、李静老师，留到12:10；现在还没有约上。", "好", "约好了："),
    ],
)
def test_a_newcomer_says_yes_in_a_second_message_and_only_then_it_counts(
    database: Database, language: str, kept: str, yes: str, booked: str
) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = visitor(session, language=language)
        assert holds_thursday(chat).startswith(kept)
        assert (due(session, "appointment_reminder"), due(session, "appointment_news")) == ([], [])
        assert shown_to_counselors(session) == []
        assert chat.taps(yes).text.startswith(booked)
        assert chat.last.attachment is not None
        assert [one.status for one in rows(session)] == ["confirmed"]
        assert len(due(session, "appointment_reminder")) == 2
        assert shown_to_counselors(session) == ["stands"]


@pytest.mark.parametrize(("language", "says"), [("en", "yes"), ("zh", "好的")])
def test_a_typed_yes_will_do(database: Database, language: str, says: str) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = visitor(session, language=language)
        holds_thursday(chat)
        chat.writes(says, "affirm")
        assert [one.status for one in rows(session)] == ["confirmed"]


@pytest.mark.parametrize(
    ("channel", "minutes_ago", "number"),
    [("telegram", 0, None), ("web", 31, None), ("web", 0, "2023001"), ("rest", 0, None)],
)
def test_whoever_is_known_books_with_one_tap(
    database: Database, channel: str, minutes_ago: int, number: str | None
) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = StudentTalk(session, channel=channel)
        chat.student.created_at, chat.student.school_number = NOW - minutes_ago * MINUTE, number
        assert holds_thursday(chat).startswith("Booked: Thu 3 Dec 09:00")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "You didn't say yes to Thu 3 Dec 09:00, so it isn't kept for you any more, and nothing is booked."),
        ("zh", "12月3日周四 09:00那个时间你没有确认，所以不再为你保留，现在没有任何预约。"),
    ],
)
def test_what_gets_no_yes_is_free_for_others_and_its_holder_is_told(
    database: Database, language: str, told: str
) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = visitor(session, language=language)
        holds_thursday(chat)
        assert holds.let_lapse(session, NOW + 9 * MINUTE) == 0
        assert holds.let_lapse(session, NOW + 10 * MINUTE) == 1
        assert said(session, LAPSED.name, language=language) == [told]
        assert shown_to_counselors(session) == []
        other = StudentTalk(session, "7002")
        assert holds_thursday(other).startswith("Booked: Thu 3 Dec 09:00")
        assert "09:00" not in chat.taps("Yes" if language == "en" else "好").text.splitlines()[0]
        assert [one.status for one in rows(session)] == ["lapsed", "confirmed"]
        chat.taps(chat.titles()[0])
        assert [one.status for one in rows(session)] == ["lapsed", "confirmed", "held"]


def test_nobody_is_told_that_a_time_is_gone_who_has_chosen_another_since(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = visitor(session)
        holds_thursday(chat)
        holds.let_lapse(session, NOW + 10 * MINUTE)
        holds_thursday(chat)
        assert said(session, LAPSED.name) == []


def test_a_held_time_is_nobody_elses_and_one_a_student(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat, other = visitor(session), StudentTalk(session, "7002")
        holds_thursday(chat)
        assert "Thu 3 Dec 09:00 Li Jing" not in other.titles()
        slot = slot_at(session, at(12, 3, 9))
        with pytest.raises(booking.SlotTaken):
            booking.book(session, slot.id, student_id=other.student.id, conversation=other.conversation, now=NOW)
        asked_again = chat.writes("book a counselor", "book_counseling")
        assert asked_again.text.endswith("it isn't booked yet. Shall I book it?")
        assert chat.titles() == ["Yes, book it", "Another time", "No, let it go"]


def test_a_held_time_is_changed_or_let_go_and_no_counselor_hears_of_it(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = visitor(session)
        holds_thursday(chat)
        chat.taps("Another time")
        chat.now += 5 * MINUTE
        assert "until 12:15; it isn't booked yet" in chat.taps("Thu 3 Dec 10:00").text
        assert chat.writes("my appointment?", "list_counseling").text.startswith("I'm keeping Thu 3 Dec 10:00")
        assert (
            chat.taps("No, let it go").text == "All right: Thu 3 Dec 10:00 is free for others, and nothing is booked."
        )
        assert chat.last.attachment is None
        assert due(session, "appointment_news") == []
        assert [one.status for one in rows(session)] == ["lapsed"]


def test_the_same_tap_on_a_booked_one_cancels_it(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = visitor(session)
        holds_thursday(chat)
        let_go = next(button for button in chat.shown if button.title == "No, let it go")
        chat.taps("Yes")
        assert chat.presses(let_go).text.startswith("Cancelled: Thu 3 Dec 09:00.")
        assert [one.status for one in rows(session)] == ["cancelled"]


def test_a_leave_that_came_between_is_said_at_the_yes(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = visitor(session)
        holds_thursday(chat)
        first = session.scalars(select(Counselor).order_by(Counselor.id).limit(1)).one()
        given_leave(session, first, at(12, 3, 0), at(12, 4, 0))
        assert chat.taps("Yes").text.startswith("That can't be any more: Li Jing is away then.")
        assert [one.status for one in rows(session)] == ["lapsed"]


def flood(session: Session, most: int = 99) -> list[StudentTalk]:
    """Let new sessions, as many as get a time, each take the first that is left for them and say yes."""
    chats: list[StudentTalk] = []
    while len(chats) < most:
        chat = visitor(session, f"bad{len(chats)}")
        kept_back = quota.kept_back(session, chat.conversation, now=NOW)
        left = availability.free_slots(session, now=NOW, without=kept_back.keys())
        if not left:
            break
        mine = booking.book(session, left[0].id, student_id=chat.student.id, conversation=chat.conversation, now=NOW)
        holds.confirm(session, mine, conversation=chat.conversation, now=NOW)
        chats.append(chat)
    return chats


def test_new_sessions_by_the_dozen_get_a_third_of_each_day_and_the_rest_is_there_for_others(
    sqlite_database: Database,
) -> None:
    with sqlite_database.transaction() as session:
        given_campus(session)
        flood(session)
        last = visitor(session, "last")
        last.writes("book", "book_counseling")
        a_day = {(one.slot.counselor_id, one.slot.day): 0 for one in rows(session)}
        for one in rows(session):
            a_day[one.slot.counselor_id, one.slot.day] += 1
        assert max(a_day.values()) == 2  # of five
        assert last.last.text.startswith(
            "Many new visitors have just booked, so some times are kept back until Mon 23 Nov 12:30."
        )
        assert last.last.text.endswith("You can come again then, or ask a person for one.")
        known = StudentTalk(session, "7001")
        known.writes("book", "book_counseling")
        assert known.taps(known.titles()[0]).text.startswith("Booked: Wed 25 Nov")
        last.now += 31 * MINUTE  # by then they are no newcomer any more
        last.writes("book", "book_counseling")
        assert "kept back" not in last.last.text


def test_a_time_kept_back_is_not_called_taken(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = visitor(session)
        chat.writes("thursday", "book_counseling", times=[THURSDAY])
        session.scalars(select(Counselor).where(Counselor.code == "C-LI")).one().max_per_day = 3
        slot, other = slot_at(session, at(12, 3, 9)), visitor(session, "bad")
        booking.book(session, slot.id, student_id=other.student.id, conversation=other.conversation, now=NOW)
        reply = chat.taps("Thu 3 Dec 10:00")
        assert "so some times are kept back until" in reply.text
        assert "So I can't book that one for you just now." in reply.text
        assert "taken" not in reply.text


def test_a_move_is_no_way_round_the_share(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        session.scalars(select(Counselor).where(Counselor.code == "C-LI")).one().max_per_day = 3
        first, second = visitor(session, "a"), visitor(session, "b")
        slots = [slot_at(session, moment) for moment in (at(11, 26, 9), at(12, 3, 9), at(12, 3, 10))]
        booking.book(session, slots[1].id, student_id=first.student.id, conversation=first.conversation, now=NOW)
        mine = booking.book(
            session, slots[0].id, student_id=second.student.id, conversation=second.conversation, now=NOW
        )
        with pytest.raises(booking.KeptBack):
            booking.move(session, mine, slots[2].id, conversation=second.conversation, now=NOW)
        assert mine.slot_id == slots[0].id
        known = StudentTalk(session, "7001")
        assert quota.kept_back(session, known.conversation, now=NOW) == {}


def test_staff_hear_once_of_newcomers_by_the_dozen(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        given_staff_group(session)
        flood(session, 12)
        assert len(due(session, RUSH.name)) == 1


def test_a_day_that_fills_within_minutes_is_told_with_what_stands(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        given_staff_group(session)
        slots = [slot_at(session, at(12, 9, hour), "赵磊") for hour in (9, 10, 11)]
        talks = [StudentTalk(session, f"800{number}") for number in range(3)]
        for slot, chat in zip(slots, talks, strict=True):
            booking.book(session, slot.id, student_id=chat.student.id, conversation=chat.conversation, now=NOW)
        told = due(session, RUSH.name)
        assert len(told) == 1
        alarm = composed(session, told[0])
        assert alarm is not None
        assert alarm.text.startswith(
            "Many appointments at once: 3 within minutes, 0 of them from chats that had just begun. With: Zhao Lei."
        )
        numbers = [one.id for one in release.matching(session, Pattern(newcomers_only=False), now=NOW)]
        assert release.release(session, numbers, staff_id=1, now=NOW) == 3
        assert composed(session, told[0]) is None


def test_three_bookings_of_a_day_over_an_hour_are_no_rush(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        given_staff_group(session)
        for number, hour in enumerate((9, 10, 11)):
            chat, slot = StudentTalk(session, f"800{number}"), slot_at(session, at(12, 9, hour), "赵磊")
            moment = NOW + number * 20 * MINUTE
            booking.book(session, slot.id, student_id=chat.student.id, conversation=chat.conversation, now=moment)
        assert due(session, RUSH.name) == []


def test_staff_release_what_new_sessions_booked_and_each_is_told(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        known = StudentTalk(session, "7001")
        holds_thursday(known)
        bad = flood(session, 4)
        held = flood_one(session)
        found = release.matching(session, Pattern(), now=NOW)
        assert {one.student_id for one in found} == {chat.student.id for chat in [*bad, held]}
        assert release.release(session, [one.id for one in found], staff_id=1, now=NOW) == 5
        assert release.release(session, [one.id for one in found], staff_id=1, now=NOW) == 0
        words = said(session, RELEASED.name)
        assert len(words) == 5
        assert all(one.startswith("Staff have cancelled your appointment ") for one in words[:4])
        assert words[4].startswith("Staff have let ")
        assert [one.status for one in rows(session)] == ["confirmed", *["cancelled"] * 4, "lapsed"]
        reminders = session.scalars(
            select(Delivery.about).where(Delivery.kind == REMINDER.name, Delivery.state == "due")
        )
        assert set(reminders) == {rows(session)[0].id}
        assert release.matching(session, Pattern(), now=NOW) == []


def flood_one(session: Session) -> StudentTalk:
    chat = visitor(session, "held")
    chat.writes("book", "book_counseling")
    chat.taps(chat.titles()[0])
    assert "it isn't booked yet" in chat.last.text
    return chat


def test_the_pattern_is_by_counselor_day_and_when_it_was_booked(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        people = {one.code: one.id for one in session.scalars(select(Counselor))}
        for number, (moment, name, later) in enumerate(
            ((at(12, 3, 9), "李静", 0), (at(12, 10, 9), "李静", 40), (at(12, 9, 9), "赵磊", 40))
        ):
            chat, slot = StudentTalk(session, f"800{number}"), slot_at(session, moment, name)
            booked_at = NOW + later * MINUTE
            booking.book(session, slot.id, student_id=chat.student.id, conversation=chat.conversation, now=booked_at)

        def numbers(**pattern: object) -> list[int]:
            chosen = Pattern(newcomers_only=False, **pattern)  # type: ignore[arg-type]
            return sorted(one.id for one in release.matching(session, chosen, now=NOW))

        assert numbers() == [1, 2, 3]
        assert numbers(counselor_id=people["C-LI"]) == [1, 2]
        assert numbers(day=at(12, 9, 0).date()) == [3]
        assert numbers(since=NOW + 30 * MINUTE) == [2, 3]
        assert numbers(until=NOW, counselor_id=people["C-ZHAO"]) == []


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """One database is enough where many visitors come."""
    database = Database(sqlite_url)
    yield database
    database.close()
