"""When the office is open: on weekdays, not on feasts, and on weekend days that are worked instead."""

from datetime import date, datetime, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.campus import feasts, office
from community.campus.rules import OfficeCalendar
from community.campus.tables import CampusDay, OfficeHours
from community.database import Database
from tests.community.counseling.campus import NOW, ZONE, at

OF_2026 = OfficeCalendar(ZONE, worked={feast.day: feast.is_worked for feast in feasts.of_year(2026)})


@pytest.mark.parametrize(
    ("moment", "is_open", "opens"),
    [
        (at(11, 23, 12), True, at(11, 23, 12)),
        (at(11, 23, 8, 29), False, at(11, 23, 8, 30)),
        (at(11, 23, 8, 30), True, at(11, 23, 8, 30)),
        (at(11, 23, 17, 30), False, at(11, 24, 8, 30)),
        (at(11, 27, 18), False, at(11, 30, 8, 30)),
        (at(11, 28, 9), False, at(11, 30, 8, 30)),
        (at(11, 29, 23, 59), False, at(11, 30, 8, 30)),
    ],
)
def test_the_office_has_hours(moment: datetime, is_open: bool, opens: datetime) -> None:
    assert OfficeCalendar(ZONE).is_open(moment) is is_open
    assert OfficeCalendar(ZONE).next_opening(moment) == opens


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(1, 1, 10), False),  # New Year's Day, a Thursday
        (at(1, 4, 10), True),  # the Sunday that is worked for it
        (at(1, 4, 18), False),
        (at(2, 14, 10), True),  # a Saturday before the Spring Festival
        (at(2, 17, 10), False),
        (at(10, 1, 10), False),
        (at(10, 10, 10), True),
        (at(10, 11, 10), False),
    ],
)
def test_feasts_are_free_and_make_up_days_are_worked(moment: datetime, is_open: bool) -> None:
    assert OF_2026.is_open(moment) is is_open


def test_after_a_feast_the_office_opens_on_the_first_day_that_is_worked() -> None:
    assert OF_2026.next_opening(at(9, 30, 18)) == at(10, 8, 8, 30)
    assert OF_2026.next_opening(at(10, 9, 18)) == at(10, 10, 8, 30)


def test_an_office_without_hours_promises_no_morning() -> None:
    never = OfficeCalendar(ZONE, hours={})
    assert not never.is_open(NOW)
    assert never.next_opening(NOW) > NOW


def test_the_office_writes_its_own_hours(database: Database) -> None:
    with database.transaction() as session:
        session.add(OfficeHours(weekday="Sat", begins=time(8, 30), ends=time(12)))
    with database.reading() as session:
        calendar = office.calendar(session, ZONE)
    assert calendar.is_open(at(11, 28, 9))
    assert not calendar.is_open(at(11, 27, 9))


def days_of(session: Session, year: int) -> dict[date, CampusDay]:
    """Return the kept days of a year that are not like their weekday."""
    return {row.day: row for row in session.scalars(select(CampusDay)) if row.day.year == year}


def test_the_feasts_of_two_years_are_brought_in_once(database: Database) -> None:
    with database.transaction() as session:
        assert feasts.keep(session, NOW, zone=ZONE) > 30
    with database.transaction() as session:
        assert feasts.keep(session, NOW, zone=ZONE) == 0
        known = days_of(session, 2026)
        assert (known[date(2026, 10, 1)].is_worked, known[date(2026, 10, 1)].name_zh) == (False, "国庆节")
        assert known[date(2026, 10, 10)].is_worked
        assert date(2027, 1, 1) in days_of(session, 2027)


def test_what_the_office_has_changed_stays(database: Database) -> None:
    with database.transaction() as session:
        feasts.keep(session, NOW, zone=ZONE)
        session.flush()
        days_of(session, 2026)[date(2026, 10, 10)].is_worked = False
        session.add(CampusDay(day=date(2026, 12, 18), name_zh="校庆", name_en="Founding day"))
    with database.transaction() as session:
        assert feasts.keep(session, NOW, zone=ZONE) == 0
        known = days_of(session, 2026)
        assert not known[date(2026, 10, 10)].is_worked
        assert known[date(2026, 12, 18)].name_en == "Founding day"
        assert not office.calendar(session, ZONE).is_open(at(12, 18, 10))


def test_a_day_that_the_country_takes_back_goes(database: Database) -> None:
    with database.transaction() as session:
        feasts.keep(session, NOW, zone=ZONE)
        session.add(CampusDay(day=date(2026, 11, 24), name_zh="某节", name_en="A feast", loaded="free|某节|A feast"))
    with database.transaction() as session:
        feasts.keep(session, NOW, zone=ZONE)
        assert date(2026, 11, 24) not in days_of(session, 2026)


def test_of_a_year_that_is_not_announced_the_fixed_days_are_known() -> None:
    assert [feast.day for feast in feasts.of_year(2040)] == [date(2040, 1, 1), date(2040, 5, 1), date(2040, 10, 1)]
    assert not feasts.is_announced(2040)
