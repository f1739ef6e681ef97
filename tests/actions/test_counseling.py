import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.counseling import booking
from community.counseling.tables import Appointment, Consent, Counselor
from community.database import Database
from community.students import preferences
from tests.actions.case_talk import StudentTalk, composed, due, said
from tests.community.counseling.campus import NOW, at, given_campus, given_student, slot_at
from understanding.parse import TimeSpan

NEXT_WEDNESDAY_AFTERNOON = TimeSpan("next Wed afternoon", at(12, 2, 12), at(12, 2, 18))
WISH = {"times": [NEXT_WEDNESDAY_AFTERNOON], "counselor_gender": "female"}


def begin(session: Session, language: str = "en") -> StudentTalk:
    given_campus(session)
    return StudentTalk(session, language=language)  # type: ignore[arg-type]


def appointments(session: Session) -> list[Appointment]:
    return list(session.scalars(select(Appointment).order_by(Appointment.id)))


@pytest.mark.parametrize(
    ("language", "says", "first", "booked"),
    [
        ("en", "Li Jing is away then.", "Wed 2 Dec 15:00 Wang Min", "Booked: Thu 3 Dec 09:00 with Li Jing"),
        ("zh", "李静老师那时请假。", "12月2日周三 15:00 王敏", "约好了：12月3日周四 09:00，李静老师"),
    ],
)
def test_a_wished_time_is_offered_and_a_tap_books(
    database: Database, language: str, says: str, first: str, booked: str
) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        offer = chat.writes("下周三afternoon，最好女老师", "book_counseling", **WISH)  # type: ignore[arg-type]
        assert says in offer.text
        assert chat.titles()[0] == first
        assert "赵磊" not in "".join(chat.titles())
        thursday = next(title for title in chat.titles() if "09:00" in title)
        reply = chat.taps(thursday)
        assert reply.text.startswith(booked)
        assert appointments(session)[0].ref in reply.text
        assert reply.attachment is not None
        assert "BEGIN:VCALENDAR" in reply.attachment.content
        assert len(due(session, "appointment_reminder")) == 2


def test_the_offer_names_the_limits_of_confidentiality_until_agreed(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        assert "life is in danger" in chat.writes("book a counselor", "book_counseling").text
        assert "What stays private" in chat.titles()
        chat.taps("Thu")
        assert session.scalars(select(Consent.purpose)).all() == ["counseling"]
        chat.taps("Cancel it")
        assert "life is in danger" not in chat.writes("book a counselor", "book_counseling").text


def test_the_private_matter_is_explained_in_five_lines(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes("book a counselor", "book_counseling")
        assert len(chat.taps("What stays private").text.splitlines()) == 5


def test_a_time_just_taken_brings_the_nearest(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes("thursday", "book_counseling", times=[TimeSpan("thursday", at(12, 3, 0), at(12, 4, 0), True)])
        other = given_student(session, "7002")
        slot = slot_at(session, at(12, 3, 9))
        booking.book(session, slot.id, student_id=other.channel_address.student_id or 0, conversation=other, now=NOW)
        reply = chat.taps("Thu 3 Dec 09:00")
        assert reply.text.startswith("That time has just been taken.")
        assert chat.titles()[0] == "Thu 3 Dec 10:00 Li Jing"
        assert len(appointments(session)) == 1


def test_a_day_without_a_counselor_is_said_plainly(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        saturday = TimeSpan("Saturday", at(11, 28, 0), at(11, 29, 0), True)
        assert chat.writes("Saturday", "book_counseling", times=[saturday]).text.startswith(
            "Sat 28 Nov: nobody is free."
        )
        assert chat.titles()[0].startswith("Thu 26 Nov")


def test_a_counselor_who_is_away_leaves_a_choice_of_time_or_person(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        reply = chat.writes(
            "Li Jing next Wed", "book_counseling", times=[NEXT_WEDNESDAY_AFTERNOON], counselor_name="Li Jing"
        )
        assert "Li Jing is away then." in reply.text
        assert chat.titles()[:3] == ["Wed 2 Dec 15:00 Wang Min", "Wed 2 Dec 16:00 Wang Min", "Thu 3 Dec 09:00 Li Jing"]


def test_a_counselor_who_does_not_exist_is_not_made_up(database: Database) -> None:
    with database.transaction() as session:
        reply = begin(session).writes("see Dr Strange", "book_counseling", counselor_name="Dr Strange")
        assert "I know no counselor called Dr Strange." in reply.text


def test_a_wish_nobody_can_meet_is_said(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        reply = chat.writes(
            "a man please, in english", "book_counseling", counselor_name="Wang Min", counselor_gender="male"
        )
        assert reply.text.startswith("Counselor Wang Min has no free time in the next three weeks.")
        assert len(chat.titles()) > 1


def test_times_past_are_never_offered(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        morning = TimeSpan("this morning", at(11, 23, 8), at(11, 23, 12))
        reply = chat.writes("this morning", "book_counseling", times=[morning])
        assert reply.text.startswith("Mon 23 Nov 08:00–12:00 is over.")
        assert chat.titles()[0].startswith("Wed 25 Nov")


def test_too_far_ahead_is_said(database: Database) -> None:
    with database.transaction() as session:
        far = TimeSpan("1 March", at(12, 31, 0), at(12, 31, 23))
        assert "three weeks ahead" in begin(session).writes("31 December", "book_counseling", times=[far]).text


def test_two_readings_are_asked_back(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        readings = [TimeSpan("3", at(11, 25, 3)), TimeSpan("3", at(11, 25, 15))]
        assert chat.writes("Wed at 3", "book_counseling", ambiguous=readings).text == "Which time do you mean?"
        assert chat.taps("Wed 25 Nov 15:00").text.startswith("Free on Wed 25 Nov 15:00 or near it:")


def test_a_wish_is_kept_while_the_talk_goes_on(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session, "zh")
        chat.writes("想约女老师", "book_counseling", counselor_gender="女老师")
        friday = TimeSpan("周三", at(11, 25, 0), at(11, 26, 0), True)
        chat.writes("那周三呢", "out_of_scope", times=[friday])
        assert chat.titles()[:2] == ["11月25日周三 14:00 李静", "11月25日周三 15:00 王敏"]
        assert not any("赵磊" in title for title in chat.titles())


def test_a_new_wish_takes_the_place_of_one_that_it_contradicts(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session, "zh")
        chat.writes("约李静老师", "book_counseling", counselor_name="李静")
        chat.writes("还是男老师吧", "book_counseling", counselor_gender="男老师")
        assert all("赵磊" in title for title in chat.titles() if ":" in title)
        chat.writes("那王敏老师呢", "book_counseling", counselor_name="王敏")
        assert all("王敏" in title for title in chat.titles() if ":" in title)


def test_a_leave_is_not_told_of_where_it_is_no_answer(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        week = TimeSpan("next week", at(11, 30, 0), at(12, 7, 0), True)
        assert "away" not in chat.writes("next week", "book_counseling", times=[week]).text


def test_more_times_come_on_demand_and_keep_the_wish(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes("a female counselor", "book_counseling", counselor_gender="female")
        first = set(chat.titles()[:4])
        chat.taps("More times")
        second = {title for title in chat.titles() if ":" in title}
        assert second
        assert not first & second
        assert not any("Zhao Lei" in title for title in second)


def test_one_appointment_at_a_time(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes("see Li Jing", "book_counseling", counselor_name="Li Jing")
        early, late = [button for button in chat.shown if button.title.startswith("Thu")][:2]
        chat.presses(early)
        assert "one at a time" in chat.writes("book a counselor", "book_counseling").text
        assert "one at a time" in chat.presses(late).text
        assert chat.taps("Move it to").text.startswith("Moved to")
        assert len(appointments(session)) == 1


def test_a_second_tap_on_the_same_button_says_the_same(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes("book a counselor", "book_counseling")
        button = chat.shown[0]
        assert chat.presses(button).text == chat.presses(button).text
        assert len(appointments(session)) == 1


@pytest.mark.parametrize(("language", "moved"), [("en", "Moved to"), ("zh", "已改到")])
def test_an_appointment_is_moved(database: Database, language: str, moved: str) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        chat.writes("book", "book_counseling")
        chat.presses(chat.shown[0])
        next_week = TimeSpan("next week", at(11, 30, 0), at(12, 7, 0), True)
        chat.writes("move it to next week", "reschedule_counseling", times=[next_week])
        reply = chat.presses(chat.shown[0])
        assert reply.text.startswith(moved)
        assert reply.attachment is not None
        assert "SEQUENCE:1" in reply.attachment.content


def test_words_alone_do_not_cancel(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes("book", "book_counseling")
        chat.presses(chat.shown[0])
        assert "Cancel your appointment" in chat.writes("cancel my appointment", "cancel_counseling").text
        assert appointments(session)[0].status == "confirmed"
        assert chat.taps("Yes, cancel it").text.startswith("Cancelled")
        assert due(session, "appointment_reminder") == []


def test_the_button_on_a_booking_cancels_at_once_and_once(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session, "zh")
        chat.writes("约", "book_counseling")
        chat.presses(chat.shown[0])
        cancel = next(button for button in chat.shown if button.title == "取消预约")
        assert chat.presses(cancel).text.startswith("已取消")
        assert chat.presses(cancel).text == "这个预约已经取消或已结束。"


def test_nobody_cancels_for_somebody_else(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes("book", "book_counseling")
        chat.presses(chat.shown[0])
        cancel = next(button for button in chat.shown if button.title == "Cancel it")
        assert StudentTalk(session, "7002").presses(cancel).text == "You have no appointment at the moment."
        assert appointments(session)[0].status == "confirmed"


def test_the_appointment_is_shown(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        assert chat.writes("my appointment?", "list_counseling").text == "You have no appointment at the moment."
        chat.taps("Book a counselor")
        chat.taps("Thu 26 Nov 09:00")
        assert "Thu 26 Nov 09:00–09:50 with Li Jing" in chat.writes("my appointment?", "list_counseling").text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "A reminder: you have an appointment Thu 26 Nov 09:00, room 305."),
        ("zh", "提醒：你有一个预约，11月26日周四 09:00，305室。"),
    ],
)
def test_a_reminder_says_no_more_than_appointment(database: Database, language: str, words: str) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes("book", "book_counseling")
        chat.taps("Thu 26 Nov 09:00")
        assert said(session, "appointment_reminder", language=language) == [words, words]


def test_no_reminder_for_what_was_moved_or_is_not_wanted(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes("book", "book_counseling")
        chat.taps("Thu 26 Nov 09:00")
        old = due(session, "appointment_reminder")
        booking.move(
            session,
            appointments(session)[0],
            slot_at(session, at(12, 3, 9)).id,
            conversation=chat.conversation,
            now=NOW,
        )
        assert [composed(session, delivery) for delivery in old] == [None, None]
        assert len(said(session, "appointment_reminder")) == 2
        preferences.choose(session, chat.student.id, ["appointments"], wanted=False, now=NOW)
        assert said(session, "appointment_reminder") == []


@pytest.mark.parametrize(("language", "warm"), [("en", "don't have to carry this alone"), ("zh", "不用一个人扛")])
def test_feelings_meet_warmth_and_offers(database: Database, language: str, warm: str) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        reply = chat.writes("压力好大", "share_feelings", crisis="distress")
        assert warm in reply.text
        assert not reply.urgent
        assert {button.intent for button in reply.buttons} >= {"book_counseling", "talk_to_human", "help_card"}


def test_where_all_is_booked_a_person_is_offered(database: Database) -> None:
    with database.transaction() as session:
        session.add(Counselor(code="C-1", name="李静", name_en="Li Jing"))
        reply = StudentTalk(session).writes("book a counselor", "book_counseling")
        assert "No time is free" in reply.text
        assert reply.buttons[0].intent == "talk_to_human"


@pytest.mark.parametrize(
    ("language", "names", "shown"),
    [
        ("en", {"name": "李静", "name_en": ""}, "李静"),
        ("zh", {"name": "", "name_en": "Li Jing"}, "Li Jing"),
        ("zh", {"name": "李静", "name_en": ""}, "李静"),
        ("en", {"name": "", "name_en": "Li Jing"}, "Li Jing"),
    ],
)
def test_a_counselor_with_a_name_in_one_language_is_booked_in_both(
    database: Database, language: str, names: dict[str, str], shown: str
) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        li = session.scalars(select(Counselor).where(Counselor.code == "C-LI")).one()
        li.name, li.name_en = names["name"], names["name_en"]
        thursday = [TimeSpan("thursday", at(12, 3, 0), at(12, 4, 0), whole_day=True)]
        chat.writes("thursday", "book_counseling", times=thursday)
        tap = next(title for title in chat.titles() if title.endswith(f"09:00 {shown}"))
        assert shown in chat.taps(tap).text
        assert len(appointments(session)) == 1
