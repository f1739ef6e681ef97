"""A time that cannot be as it was said is said to, and what may have been meant is offered; never another day.

The times are read from the words, as the dispatcher reads them. It is Monday, 23 November 2026, noon.
"""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply
from community.counseling.tables import Appointment
from community.database import Database
from tests.actions.case_talk import StudentTalk
from tests.community.counseling.campus import NOW, given_campus
from tests.community.matter import at, given_event
from understanding.dates import read_times
from understanding.parse import Language

BOOK, MOVE, EVENTS, REMIND = "book_counseling", "reschedule_counseling", "ask_events", "subscribe_reminders"


def begin(session: Session, language: Language = "en") -> StudentTalk:
    given_campus(session)
    return StudentTalk(session, language=language)


def writes(chat: StudentTalk, words: str, intent: str) -> Reply:
    """Write the words, with the times that are read in them."""
    found = read_times(words, now=NOW, language=chat.language)
    return chat.writes(words, intent, times=found.times, ambiguous=found.readings, doubts=found.doubts)


def appointments(session: Session) -> list[Appointment]:
    return list(session.scalars(select(Appointment).order_by(Appointment.id)))


@pytest.mark.parametrize(
    ("language", "words", "says"),
    [
        ("en", "see a counselor on 31 November", "There is no 31 November: the month ends on the 30th."),
        ("en", "see a counselor on Feb 30th", "There is no 30 February: the month ends on the 28th."),
        ("en", "see a counselor on 29/2", "There is no 29 February in 2027: the month ends on the 28th."),
        ("en", "see a counselor on the 32nd", "No month has the 32nd: the longest has 31 days."),
        ("en", "see a counselor 2026-13-05", "There is no month 13: a year has twelve."),
        (
            "en",
            "see a counselor tomorrow at 25:00",
            "No clock shows “25:00”: a day has 24 hours, an hour 60 minutes.",
        ),
        ("en", "see a counselor in week 60", "The term has no “week 60”."),
        ("zh", "11月31日约心理老师", "没有11月31日这一天，这个月到30日就结束了。"),
        ("zh", "6月31号约心理老师", "没有6月31日这一天，这个月到30日就结束了。"),
        ("zh", "2月29号约心理老师", "2027年没有2月29日，这个月到28日就结束了。"),
        ("zh", "32号约心理老师", "没有哪个月有32日，一个月最多31天。"),
        ("zh", "13月5日约心理老师", "没有13月，一年只有12个月。"),
        ("zh", "明天25点约心理老师", "没有“25点”这个时间：一天24小时，一小时60分钟。"),
        ("zh", "下周八约心理老师", "没有“周八”，一周只有七天。"),
        ("zh", "第40周周三约心理老师", "这个学期没有“第40周”。"),
    ],
)
def test_what_does_not_exist_is_said_and_free_times_are_offered(
    database: Database, language: Language, words: str, says: str
) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        reply = writes(chat, words, BOOK)
        assert reply.text.splitlines()[0] == says
        assert {button.intent for button in reply.buttons[:4]} == {BOOK}
        assert all("appointment_slot" in button.entities for button in reply.buttons[:4])
        assert appointments(session) == []


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("can I come on 31 November?", "Mon 30 Nov – Tue 1 Dec"),
        ("can I come on 31 November at 3pm?", "Mon 30 Nov 15:00"),
        ("can I come on the 29th to 31st of November", "Sun 29 Nov – Mon 30 Nov"),
    ],
)
def test_the_days_next_to_it_are_offered_by_name(database: Database, words: str, near: str) -> None:
    with database.transaction() as session:
        assert writes(begin(session), words, BOOK).text.splitlines()[1].startswith(near)


def test_another_day_named_beside_it_is_taken(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        reply = writes(chat, "31 November or 3 December", BOOK)
        assert reply.text.splitlines()[:2] == [
            "There is no 31 November: the month ends on the 30th.",
            "Free on Thu 3 Dec or near it:",
        ]
        assert chat.titles()[0] == "Thu 3 Dec 09:00 Li Jing"


@pytest.mark.parametrize(
    ("language", "words", "says", "titles"),
    [
        (
            "en",
            "Book a counselor Wednesday 3 December 9am",
            "3 December is a Thursday, not a Wednesday.\nWhich day do you mean?",
            ["Wed 2 Dec 09:00", "Thu 3 Dec 09:00"],
        ),
        (
            "en",
            "see a counselor on Friday, Dec 5th",
            "5 December is a Saturday, not a Friday.\nWhich day do you mean?",
            ["Fri 4 Dec", "Sat 5 Dec"],
        ),
        (
            "en",
            "see a counselor Monday 12 January",
            "12 January 2027 is a Tuesday, not a Monday.\nWhich day do you mean?",
            ["Mon 11 Jan 2027", "Tue 12 Jan 2027"],
        ),
        (
            "zh",
            "12月3日周三上午9点约咨询",
            "12月3日是周四，不是周三。\n你说的是哪一天？",
            ["12月2日周三 09:00", "12月3日周四 09:00"],
        ),
        (
            "zh",
            "下周五（12月5号）约心理老师",
            "12月5日是周六，不是周五。\n你说的是哪一天？",
            ["12月4日周五", "12月5日周六"],
        ),
        ("zh", "明天周三约心理老师", "11月24日是周二，不是周三。\n你说的是哪一天？", ["11月24日周二", "11月25日周三"]),
    ],
)
def test_a_weekday_that_is_not_that_of_the_date_is_asked_about(
    database: Database, language: Language, words: str, says: str, titles: list[str]
) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        reply = writes(chat, words, BOOK)
        assert reply.text == says
        assert chat.titles() == titles


def test_the_day_chosen_is_offered_and_booked(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        writes(chat, "Book a counselor Wednesday 3 December 9am", BOOK)
        assert chat.taps("Thu 3 Dec 09:00").text.startswith("Free on Thu 3 Dec 09:00 or near it:")
        assert chat.taps("Thu 3 Dec 09:00").text.startswith("Booked: Thu 3 Dec 09:00 with Li Jing")


def test_a_wish_goes_on_behind_the_question(database: Database) -> None:
    with database.transaction() as session:
        chat = begin(session)
        writes(chat, "a male counselor on Thursday 2 December", BOOK)
        chat.taps("Wed 2 Dec")
        assert chat.titles()[0] == "Wed 2 Dec 09:00 Zhao Lei"


@pytest.mark.parametrize(
    ("language", "words", "says"),
    [
        ("en", "move it to Wednesday 3 December", "3 December is a Thursday, not a Wednesday."),
        ("en", "move it to 31 November", "There is no 31 November: the month ends on the 30th."),
        ("zh", "改到12月3日周三", "12月3日是周四，不是周三。"),
        ("zh", "改到11月31号", "没有11月31日这一天，这个月到30日就结束了。"),
    ],
)
def test_an_appointment_is_moved_to_no_such_day(database: Database, language: Language, words: str, says: str) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        chat.writes("约", BOOK)
        chat.presses(chat.shown[0])
        before = appointments(session)[0].slot_id
        reply = writes(chat, words, MOVE)
        assert says in reply.text
        assert {button.intent for button in reply.buttons[:2]} == {MOVE}
        assert appointments(session)[0].slot_id == before


@pytest.mark.parametrize(
    ("language", "words", "says"),
    [
        ("en", "change it to 31 November", "There is no 31 November: the month ends on the 30th."),
        ("zh", "11月31日上午9点约咨询", "没有11月31日这一天，这个月到30日就结束了。"),
        ("zh", "12月3日周三上午9点约咨询", "12月3日是周四，不是周三。"),
    ],
)
def test_where_there_is_nothing_to_move_a_booking_is_offered_all_the_same(
    database: Database, language: Language, words: str, says: str
) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        assert writes(chat, words, MOVE).text.splitlines()[1] == says
        assert chat.shown[0].intent == BOOK


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("book a counselor on 31 November", "There is no 31 November: the month ends on the 30th."),
        ("book a counselor on Wednesday 3 December", "3 December is a Thursday, not a Wednesday."),
    ],
)
def test_who_has_an_appointment_is_told_of_both(database: Database, words: str, says: str) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes("book", BOOK)
        chat.presses(chat.shown[0])
        reply = writes(chat, words, BOOK)
        assert reply.text.startswith("You have an appointment Wed 25 Nov 09:00 with Zhao Lei; one at a time.")
        assert says in reply.text.splitlines()
        assert chat.titles()[-1] == "Keep it"


@pytest.mark.parametrize("words", ["move it from Thursday 25 November to 3 December", "把11月25日周四的改到12月3日"])
def test_the_old_time_of_what_is_moved_is_not_asked_about(database: Database, words: str) -> None:
    with database.transaction() as session:
        chat = begin(session)
        chat.writes("book", BOOK)
        chat.presses(chat.shown[0])
        assert "\nThu 3 Dec: Counselor Zhao Lei is not free." in writes(chat, words, MOVE).text


@pytest.mark.parametrize(
    ("language", "words", "says"),
    [
        ("en", "and on 31 November?", "There is no 31 November: the month ends on the 30th."),
        ("en", "what about Wednesday 3 December?", "3 December is a Thursday, not a Wednesday."),
        ("zh", "那11月31号呢", "没有11月31日这一天，这个月到30日就结束了。"),
        ("zh", "12月3号周三呢", "12月3日是周四，不是周三。"),
    ],
)
def test_such_a_day_goes_on_with_the_talk_before(database: Database, language: Language, words: str, says: str) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        chat.writes("book a counselor", BOOK)
        assert writes(chat, words, "out_of_scope").text.startswith(says)


@pytest.mark.parametrize(
    ("language", "words", "says", "titles"),
    [
        (
            "en",
            "what's on on 31 November?",
            "There is no 31 November: the month ends on the 30th.\nWhich day do you mean?",
            ["Mon 30 Nov", "Tue 1 Dec", "Menu"],
        ),
        (
            "en",
            "any events on Friday 5 December?",
            "5 December is a Saturday, not a Friday.\nWhich day do you mean?",
            ["Fri 4 Dec", "Sat 5 Dec"],
        ),
        (
            "zh",
            "11月31日有什么活动",
            "没有11月31日这一天，这个月到30日就结束了。\n你说的是哪一天？",
            ["11月30日周一", "12月1日周二", "菜单"],
        ),
        (
            "zh",
            "周五12月5日有活动吗",
            "12月5日是周六，不是周五。\n你说的是哪一天？",
            ["12月4日周五", "12月5日周六"],
        ),
    ],
)
def test_events_of_such_a_day_are_asked_about(
    database: Database, language: Language, words: str, says: str, titles: list[str]
) -> None:
    with database.transaction() as session:
        given_event(session, starts_at=at(12, 5, 9), ends_at=at(12, 5, 15))
        chat = StudentTalk(session, language=language)
        assert writes(chat, words, EVENTS).text == says
        assert chat.titles() == titles


def test_the_day_chosen_shows_its_events(database: Database) -> None:
    with database.transaction() as session:
        given_event(session, starts_at=at(12, 5, 9), ends_at=at(12, 5, 15))
        chat = StudentTalk(session)
        writes(chat, "any events on Friday 5 December?", EVENTS)
        assert "Winter job fair: Sat 5 Dec 09:00" in chat.taps("Sat 5 Dec").text


@pytest.mark.parametrize(
    ("language", "words", "says"),
    [
        ("en", "events on 2026-13-05", "There is no month 13: a year has twelve.\nComing up:"),
        ("zh", "13月5日有什么活动", "没有13月，一年只有12个月。\n近期活动："),
    ],
)
def test_where_no_day_lies_near_all_events_are_shown(
    database: Database, language: Language, words: str, says: str
) -> None:
    with database.transaction() as session:
        given_event(session)
        assert writes(StudentTalk(session, language=language), words, EVENTS).text.startswith(says)


@pytest.mark.parametrize(
    ("language", "words", "says"),
    [
        ("en", "remind me of events on 30 February", "There is no 30 February: the month ends on the 28th."),
        ("en", "remind me on Wednesday 3 December", "3 December is a Thursday, not a Wednesday."),
        ("zh", "2月30号提醒我看活动", "没有2月30日这一天，这个月到28日就结束了。"),
        ("zh", "12月3日周三提醒我", "12月3日是周四，不是周三。"),
    ],
)
def test_who_wants_a_reminder_on_such_a_day_is_told(
    database: Database, language: Language, words: str, says: str
) -> None:
    with database.transaction() as session:
        reply = writes(StudentTalk(session, language=language), words, REMIND)
        assert reply.text.splitlines()[0] == says


@pytest.mark.parametrize(
    ("language", "words", "says"),
    [
        ("en", "book a counselor yesterday at 3", "Sun 22 Nov 15:00 is over."),
        ("en", "book a counselor last Friday", "Fri 20 Nov is over."),
        ("en", "book a counselor on Friday 20 November", "Fri 20 Nov is over."),
        ("en", "book a counselor on 3 December 2025", "Wed 3 Dec 2025 is over."),
        ("zh", "帮我约昨天下午的心理老师", "11月22日周日 13:00–18:00已经过去了。"),
        ("zh", "帮我约上周五的心理老师", "11月20日周五已经过去了。"),
        ("zh", "2025年12月3日约心理老师", "2025年12月3日周三已经过去了。"),
    ],
)
def test_a_time_gone_by_is_said_to_be_over(database: Database, language: Language, words: str, says: str) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        assert writes(chat, words, BOOK).text.startswith(says)
        assert "25" in chat.titles()[0]  # the next free times, on 25 November


@pytest.mark.parametrize(
    ("language", "words", "says"),
    [
        (
            "en",
            "see a counselor on 12 March 2027",
            "Fri 12 Mar 2027 is too far ahead: I can book three weeks ahead, until Mon 14 Dec. Free before that:",
        ),
        (
            "en",
            "see a counselor on 20 November at 9am",
            "Sat 20 Nov 2027 09:00 is too far ahead: I can book three weeks ahead, until Mon 14 Dec. Free before that:",
        ),
        (
            "zh",
            "2027年3月12日约心理老师",
            "2027年3月12日周五太远了：最多提前三周预约，现在能约到12月14日周一。在那之前可以约：",
        ),
        (
            "zh",
            "明年2月28号上午约心理老师",
            "2027年2月28日周日 08:00–12:00太远了：最多提前三周预约，现在能约到12月14日周一。在那之前可以约：",
        ),
    ],
)
def test_what_is_too_far_ahead_is_named_with_its_year(
    database: Database, language: Language, words: str, says: str
) -> None:
    with database.transaction() as session:
        assert writes(begin(session, language), words, BOOK).text.splitlines()[0] == says


@pytest.mark.parametrize(
    ("language", "words", "titles"),
    [
        ("en", "see a counselor on 3/12", ["Fri 12 Mar 2027", "Thu 3 Dec"]),
        ("en", "see a counselor on 12/3", ["Thu 3 Dec", "Fri 12 Mar 2027"]),
        ("zh", "下周三12月9日约心理老师", ["12月9日周三", "12月2日周三"]),
    ],
)
def test_what_stays_open_is_asked_with_the_year(
    database: Database, language: Language, words: str, titles: list[str]
) -> None:
    with database.transaction() as session:
        chat = begin(session, language)
        writes(chat, words, BOOK)
        assert chat.titles() == titles
