"""What may be kept in the tables that staff write, and what the database itself refuses."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community import validity
from community.cases.tables import Hotline
from community.checks import Fault, Wrong
from community.counseling.tables import AvailabilityException, AvailabilityRule, Counselor
from community.database import Base, Database
from community.events.tables import Event
from community.schema import load_tables
from community.seed import loader
from tests.community.counseling.campus import given_counselor
from tests.community.matter import NOW, ZONE, given_event, given_lesson, given_notice, given_tip

EARLIER = NOW - timedelta(hours=2)


@pytest.mark.parametrize("days", range(7))
def test_the_sample_campus_may_be_kept_whatever_the_weekday(database: Database, days: int) -> None:
    load_tables()
    classes = [mapper.class_ for mapper in Base.registry.mappers]
    checked = [each for each in classes if any("check" in vars(kind) for kind in each.__mro__ if kind is not Base)]
    with database.transaction() as session:
        loader.seed(session, now=NOW + timedelta(days=days), zone=ZONE)
        rows = [row for model in checked for row in session.scalars(select(model))]
        assert (len(checked), len(rows) > 100) == (14, True)
        for row in rows:
            values = {name: getattr(row, name) for name in inspect(type(row)).columns.keys()}  # noqa: SIM118
            assert validity.faults(type(row), values) == [], values
            assert list(validity.clashes(session, type(row), values, but=row.id)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        lambda session: given_tip(session, valid_from=NOW, expires_at=NOW),
        lambda session: given_lesson(session, push_weekday=7),
        lambda session: given_lesson(session, push_weekday=-1),
        lambda session: given_notice(session, effective=NOW, expires=EARLIER),
        lambda session: given_notice(session, onset=NOW + timedelta(days=2)),
        lambda session: given_event(session, ends_at=NOW),
        lambda session: given_event(session, capacity=-1),
        lambda session: given_event(session, signup_closes=NOW + timedelta(days=30)),
        lambda session: given_counselor(session, name="", name_en=""),
        lambda session: given_counselor(session, max_per_day=0),
        lambda session: session.add(_leave(session, ends_at=EARLIER)),
        lambda session: session.add(_hours(session, begins=time(18), ends=time(9))),
        lambda session: session.add(_hours(session, valid_from=NOW.date(), valid_until=EARLIER.date() - timedelta(1))),
    ],
)
def test_the_database_refuses_what_ends_before_it_begins_and_counts_below_nothing(
    database: Database, wrong: Callable[[Session], Any]
) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)check"):
        _write(database, wrong)


def test_one_language_is_enough_and_none_is_not() -> None:
    times = {"starts_at": NOW, "ends_at": NOW + timedelta(hours=1), "kind": "lecture", "code": "e-1"}
    assert validity.faults(Event, {**times, "title_zh": "题", "place_en": "Gym"}) == []
    assert validity.faults(Event, {**times, "title_en": "Title", "place_zh": "馆"}) == []
    none = validity.faults(Event, {**times, "title_zh": "\u3000", "title_en": " ", "place_zh": "馆"})
    assert none == [Fault("title_zh", Wrong.ONE_LANGUAGE, than="title_en")]
    assert [fault.column for fault in validity.faults(Counselor, {"code": "c", "languages": ["zh"]})] == ["name"]
    assert validity.faults(Counselor, {"code": "c", "languages": ["zh"], "name_en": "Li Jing"}) == []
    assert [each.column for each in validity.faults(Hotline, {"number": "120", "kind": "support"})] == ["name_zh"]


def test_a_column_has_one_fault_at_a_time() -> None:
    row = {"code": "x" * 41, "title_zh": "t", "place_zh": "p", "kind": "k", "starts_at": NOW, "ends_at": EARLIER}
    found = validity.faults(Event, row)
    assert sorted(fault.column for fault in found) == ["code", "ends_at", "kind"]


def test_what_was_checked_ahead_of_the_clock_was_not(database: Database) -> None:
    tomorrow = NOW + timedelta(days=1)
    assert list(validity.ahead_of_clock({"reviewed_on": NOW, "verified_on": NOW.date()}, now=NOW)) == []
    found = list(validity.ahead_of_clock({"reviewed_on": tomorrow, "verified_on": tomorrow.date()}, now=NOW))
    assert [fault.column for fault in found] == ["reviewed_on", "verified_on"]


def test_a_code_is_taken_in_whatever_letters_and_never_by_itself(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session, "EV-1")
        assert [each.wrong for each in validity.clashes(session, Event, {"code": "ev-1"}, but=None)] == [Wrong.TAKEN]
        assert list(validity.clashes(session, Event, {"code": "ev-1"}, but=event.id)) == []
        nobody = validity.clashes(session, AvailabilityRule, {"counselor_id": 99}, but=None)
        assert list(nobody) == [Fault("counselor_id", Wrong.NO_CHOICE)]


def _write(database: Database, write: Callable[[Session], Any]) -> None:
    with database.transaction() as session:
        write(session)


def _leave(session: Session, **facts: Any) -> AvailabilityException:
    return AvailabilityException(counselor_id=given_counselor(session).id, **{"starts_at": NOW, **facts})


def _hours(session: Session, **facts: Any) -> AvailabilityRule:
    usual = {"weekday": "Mon", "begins": time(9), "ends": time(12)}
    return AvailabilityRule(counselor_id=given_counselor(session).id, **{**usual, **facts})
