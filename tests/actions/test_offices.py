"""An office answers whether it is open: from its own row, by the campus calendar, in the first sentence."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from community.answers.tables import Office
from community.campus.tables import CampusDay
from community.database import Database
from tests.actions.timed import TimedReception
from tests.common import ZONE

UNKNOWN = "I don't know its hours: nobody has written them down for me. Ask at 0451-0000-0132."


@pytest.fixture
def hall(database: Database) -> TimedReception:
    """The sample campus at noon on Monday 23 November, with New Year's Day in its calendar."""
    reading = TimedReception(database)
    with database.transaction() as session:
        session.add(CampusDay(day=date(2027, 1, 1), is_worked=False, name_zh="元旦", name_en="New Year's Day"))
    return reading


def at(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    """Return a moment on the campus clock."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "asked", "answer"),
    [
        (at(11, 23, 12), "is the library open on Saturday?", "Open on Sat 28 Nov: 08:00-22:00."),
        (at(11, 23, 12), "校医院现在开门吗", "现在开着，到17:00。"),
        (at(11, 23, 12), "后勤几点下班", "现在开着，到22:00。"),
        (at(11, 23, 12), "when does the card office open tomorrow?", "Open tomorrow (Tuesday): 08:30-16:30."),
        (at(11, 23, 18), "校园卡中心现在开门吗", "现在关门，明天（周二）08:30开门。"),
        (at(11, 23, 18), "is the card office still open", "Closed now; it opens tomorrow (Tuesday) at 08:30."),
        (at(11, 23, 12), "资助中心开门吗", "现在关门，今天13:30开门，16:30关门。"),
        (
            at(11, 23, 12),
            "is the financial aid office open?",
            "Closed now; it opens today at 13:30 and closes at 16:30.",
        ),
        (at(11, 27, 17), "就业中心还开着吗", "现在关门，11月30日周一08:30开门。"),
        (
            at(11, 23, 12),
            "is the clinic open at 8pm tonight",
            "Closed today (Monday) at 20:00. Open today (Monday): 08:00-17:00.",
        ),
        (at(11, 23, 12), "图书馆明晚9点还开吗", "明天（周二）21:00开着，到22:00。"),
        (at(11, 23, 12), "校医院周末几点开门", "11月28日周六开门：09:00-16:00。\n11月29日周日开门：09:00-16:00。"),
        (at(12, 31, 20), "校医院明天开门吗", "明天（周五）开门：09:00-12:00。"),
        (
            at(12, 31, 20),
            "is the card office open tomorrow?",
            "Closed tomorrow (Friday), a holiday (New Year's Day); it opens on Mon 4 Jan 2027 at 08:30.",
        ),
        (
            at(1, 1, 10, year=2027),
            "is the card office open now?",
            "Closed now, since today is a holiday (New Year's Day); it opens on Mon 4 Jan at 08:30.",
        ),
    ],
)
def test_the_first_sentence_answers(hall: TimedReception, moment: datetime, asked: str, answer: str) -> None:
    hall.now = moment
    (reply,) = hall.says(asked)
    assert reply.text.startswith(f"{answer}\n")
    assert "0451-0000-01" in reply.text  # the card of the office stands below


def test_the_talk_goes_on_about_the_office_shown(hall: TimedReception) -> None:
    hall.says("is the library open on Saturday?")
    (sunday,) = hall.says("and on Sunday?")
    assert sunday.text.startswith("Open on Sun 29 Nov: 08:00-22:00.\nLibrary information desk\n")
    (now,) = hall.says("is it open now?")
    assert now.text.startswith("Open now, until 22:00.\n")
    (other,) = hall.says("校医院现在开门吗")
    assert other.text.startswith("现在开着，到17:00。\n校医院\n")


def test_of_several_called_so_it_is_asked_which_and_the_tap_is_answered(hall: TimedReception) -> None:
    (asked,) = hall.says("is the service desk open tomorrow?")
    assert asked.text == "Several are called so. Which one do you mean?"
    assert [one.title for one in asked.buttons][1] == "Library information desk"
    (answer,) = hall.taps("Library information desk")
    assert answer.text.startswith("Open tomorrow (Tuesday): 08:00-22:00.\n")


@pytest.mark.parametrize(
    ("opening", "remark", "answer"),
    [
        ([], "", UNKNOWN),
        ([], "by appointment", "I have its hours only in words, so I can't tell whether it is open: by appointment"),
        (["daily 24h"], "", "Open now, around the clock."),
        (["daily 11:00-02:00"], "", "Open now, until 02:00 tomorrow (Tuesday)."),
        (["Mon 08:00-24:00"], "", "Open now, until 24:00."),
        (
            ["Mon closed", "feasts closed"],
            "",
            "I don't know its hours: nobody has written them down for me. Ask at 0451-0000-0132.",
        ),
        (["2026-11-23 11:00-13:00"], "", "Open now, until 13:00."),
        (["2026-11-22 11:00-13:00"], "", "Closed now; I know no day in the next two months on which it opens."),
    ],
)
def test_the_row_as_it_stands_is_what_counts(
    database: Database, hall: TimedReception, opening: list[str], remark: str, answer: str
) -> None:
    with database.transaction() as session:
        office = session.scalars(select(Office).where(Office.code == "OF-CARD")).one()
        office.opening, office.hours_en = opening, remark
    (reply,) = hall.says("is the card office open?")
    assert reply.text.startswith(f"{answer}\n")


def test_a_question_about_something_else_is_not_answered_with_hours(hall: TimedReception) -> None:
    (reply,) = hall.says("图书馆开门的时候怎么借书")
    assert "现在开着" not in reply.text
