from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Date, func, select, text

from community.counseling.tables import Counselor
from community.database import Base, Database, UtcDateTime
from community.events import signup
from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.safety import notices
from community.safety.tables import SafetyLesson
from community.seed import loader
from tests.databases import empty_tables
from tests.sample import given_sample

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    "now", [MONDAY, datetime(2031, 2, 28, 23, 59, tzinfo=ZONE), datetime(2028, 7, 1, 0, 1, tzinfo=ZONE)]
)
def test_a_fresh_database_is_alive_whenever_it_is_loaded(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        assert loader.is_empty(session)
        assert loader.seed(session, now=now, zone=ZONE) > 90
        assert not loader.is_empty(session)
        live = Counter(item.subject_id for item in GuidanceItem.live(session, now))
        subjects = {one.code: live[one.id] for one in session.scalars(select(GuidanceSubject))}
        assert min(subjects[code] for code in ("employment", "academics", "growth")) >= 14
        assert subjects["counseling"] >= 10
        assert len(SafetyLesson.live(session, now)) >= 6
        assert len(signup.upcoming(session, now)) >= 10
        assert len(notices.current(session, now)) >= 3


def test_the_rows_that_tests_begin_with_are_those_of_the_loader(database: Database) -> None:
    rows: list[dict[str, list[str]]] = []
    for fill in (loader.seed, given_sample):
        empty_tables(database, Base.metadata)
        with database.transaction() as session:
            fill(session, now=MONDAY, zone=ZONE)
        rows.append(as_stored(database))
        with database.transaction() as session:
            session.add(Counselor(code="C-NEW", name="周舟", name_en=""))  # it takes an id that none of them has
    assert rows[0] == rows[1]


def as_stored(database: Database) -> dict[str, list[str]]:
    """Return every row as the driver gives it, where an absent value is told from a null of JSON."""
    with database.reading() as session:
        names = [table.name for table in Base.metadata.sorted_tables]
        return {name: sorted(map(str, session.execute(text(f"SELECT * FROM {name}")))) for name in names}


def test_every_piece_speaks_both_languages(database: Database) -> None:
    with database.transaction() as session:
        loader.seed(session, now=MONDAY, zone=ZONE)
        answers = session.scalar(select(GuidanceSubject.id).where(GuidanceSubject.code == "counseling"))
        for table in (GuidanceItem, SafetyLesson):
            for item in table.live(session, MONDAY):
                assert item.title_zh
                assert item.title_en
                of_answers = isinstance(item, GuidanceItem) and item.subject_id == answers
                assert len(item.steps_zh) == len(item.steps_en) > (-1 if of_answers else 0), item.code


def test_the_four_units_all_appear(database: Database) -> None:
    with database.transaction() as session:
        loader.seed(session, now=MONDAY, zone=ZONE)
        units = set(session.scalars(select(GuidanceItem.unit).where(GuidanceItem.unit != "")))
        assert units == {"party_building", "three_comprehensive", "safe_community", "intelligent_service"}
        assert session.scalar(select(func.count()).select_from(GuidanceItem)) == len(GuidanceItem.live(session, MONDAY))


def test_the_five_educations_all_appear(database: Database) -> None:
    with database.transaction() as session:
        loader.seed(session, now=MONDAY, zone=ZONE)
        educations = set(session.scalars(select(GuidanceItem.education).where(GuidanceItem.education != "")))
        assert educations == set(GuidanceItem.CHOICES["education"])


def test_a_campus_without_the_sample_has_the_subjects_and_no_guidance(database: Database) -> None:
    with database.transaction() as session:
        loader.seed(session, now=MONDAY, zone=ZONE, sample=False)
        assert len(session.scalars(select(GuidanceSubject)).all()) == 5
        assert GuidanceItem.live(session, MONDAY) == []


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ({"in_days": 7, "at": "09:00"}, datetime(2026, 11, 30, 9, tzinfo=ZONE)),
        ({"in_days": -1}, datetime(2026, 11, 22, tzinfo=ZONE)),
        ({"next": "Mon", "at": "14:00"}, datetime(2026, 11, 30, 14, tzinfo=ZONE)),
        ({"next": "Tue", "at": "14:00"}, datetime(2026, 11, 24, 14, tzinfo=ZONE)),
        ({"next": "Tue", "weeks": 1}, datetime(2026, 12, 1, tzinfo=ZONE)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=ZONE)),
    ],
)
def test_moments_are_counted_from_the_day_of_loading(value: object, moment: datetime) -> None:
    assert loader._value(value, UtcDateTime(), {}, MONDAY) == moment


def test_dates_and_references_are_read() -> None:
    assert loader._value({"in_days": 1}, Date(), {}, MONDAY) == date(2026, 11, 24)
    assert loader._value({"ref": "counselors/C-LI"}, UtcDateTime(), {"counselors/C-LI": 4}, MONDAY) == 4
    with pytest.raises(KeyError):
        loader._value({"ref": "counselors/nobody"}, UtcDateTime(), {}, MONDAY)
