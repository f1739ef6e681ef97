"""The larger library of the sample campus: it may be kept, is found by its own questions alone, and is added once."""

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, inspect, select

from community import samples, validity
from community.answers.tables import Office
from community.database import Database
from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.seed import library, loader

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
FEWEST_PHRASINGS = 8


@pytest.fixture
def stocked(database: Database) -> Database:
    """The sample campus with the library."""
    with database.transaction() as session:
        loader.seed(session, now=NOW, zone=ZONE)
        assert library.add(session, now=NOW, zone=ZONE) > 502
    return database


def test_it_is_added_once_and_changes_nothing_that_is_there(stocked: Database) -> None:
    with stocked.transaction() as session:
        known = select(GuidanceItem).where(GuidanceItem.code == "CL-CARD-01")
        session.scalars(known).one().title_en = "Ours by now"
    with stocked.transaction() as session:
        assert library.add(session, now=NOW, zone=ZONE) == 0
        assert session.scalars(known).one().title_en == "Ours by now"


def test_every_row_may_be_kept_and_says_that_it_is_invented(stocked: Database) -> None:
    with stocked.reading() as session:
        tables: tuple[Any, ...] = (GuidanceSubject, Office, GuidanceItem)
        for table in tables:
            for row in session.scalars(select(table).where(table.code.in_(codes_of(table)))):
                assert validity.faults(table, {name: getattr(row, name) for name in columns_of(table)}) == [], row.code
                assert samples.is_sample(session, row)


def test_every_item_has_both_languages_an_office_and_enough_ways_to_ask(stocked: Database) -> None:
    codes = codes_of(GuidanceItem)
    with stocked.reading() as session:
        items = [one for one in session.scalars(select(GuidanceItem)) if one.code in codes]
        assert len(items) == 502
        for item in items:
            assert all((item.title_zh, item.title_en, item.body_zh, item.body_en, item.office_zh, item.office_en))
            assert len(item.steps_zh) == len(item.steps_en)
            assert len(item.asked_as) >= FEWEST_PHRASINGS, item.code


def test_no_two_items_are_asked_for_by_the_same_words(stocked: Database) -> None:
    with stocked.reading() as session:
        asked = Counter(words.lower() for item in session.scalars(select(GuidanceItem)) for words in item.asked_as)
    assert [words for words, times in asked.items() if times > 1] == []


def test_a_campus_that_began_without_the_sample_may_have_it_too(database: Database) -> None:
    with database.transaction() as session:
        loader.seed(session, now=NOW, zone=ZONE, sample=False)
        for row in loader.rows_in(loader.FOLDER)["offices"]:
            session.add(Office(**loader.values(Office, row, {}, NOW)))
    with database.transaction() as session:
        library.add(session, now=NOW, zone=ZONE)
        assert session.scalar(select(func.count()).select_from(GuidanceItem)) == 502


def codes_of(table: Any) -> set[str]:
    """Return the codes of the library's rows of a table."""
    return {row["code"] for row in loader.rows_in(library.FOLDER)[table.__tablename__]}


def columns_of(table: Any) -> list[str]:
    """Return the columns that are typed in."""
    return [column.key for column in inspect(table).column_attrs if column.key != "id"]
