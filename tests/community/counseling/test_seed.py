from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from community.campus.rules import WEEKDAYS
from community.cases import hotlines
from community.cases.tables import Hotline
from community.counseling import availability
from community.counseling.rules import Wish
from community.counseling.tables import Counselor
from community.database import Database
from community.seed import loader
from tests.community.counseling.campus import NOW, ZONE, at


@pytest.mark.parametrize("now", [NOW, at(12, 31, 23), NOW + timedelta(days=200)])
def test_the_sample_campus_has_times_on_every_weekday_whenever_it_is_loaded(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        loader.seed(session, now=now, zone=ZONE)
        availability.open_slots(session, now=now, zone=ZONE)
        free = availability.free_slots(session, now=now)
        assert {WEEKDAYS[slot.day.weekday()] for slot in free} == set(WEEKDAYS[:5])
        afternoons = [slot for slot in free if slot.starts_at.astimezone(ZONE).hour >= 12]
        assert {"Wed", "Thu"} <= {WEEKDAYS[slot.day.weekday()] for slot in afternoons}
        assert len(session.scalars(select(Counselor)).all()) == 4


def test_on_the_day_of_the_journeys_li_jing_is_away_on_the_second_of_december(database: Database) -> None:
    with database.transaction() as session:
        loader.seed(session, now=NOW, zone=ZONE)
        availability.open_slots(session, now=NOW, zone=ZONE)
        away = availability.away(session, after=at(12, 2, 12), before=at(12, 2, 18), wish=Wish())
        assert [one.name for one in away] == ["李静"]


def test_the_sample_numbers_claim_no_hours_until_a_person_has_checked_them(database: Database) -> None:
    with database.transaction() as session:
        loader.seed(session, now=NOW, zone=ZONE)
        today = NOW.date()
        assert not any(session.scalars(select(Hotline.verified_on)))
        assert [one.number for one in hotlines.numbers(session, "emergency", language="zh", today=today)] == [
            "120",
            "110",
        ]
        support = hotlines.numbers(session, "support", language="en", today=today)
        assert support[0] == ("12356", "National psychological support line", "")
        checked = session.scalars(select(Hotline).where(Hotline.number == "12356")).one()
        checked.verified_on = today
        support = hotlines.numbers(session, "support", language="en", today=today)
        assert support[0] == ("12356", "National psychological support line", "at least 18 hours a day")
        assert not any(one.hours for one in support[1:])
