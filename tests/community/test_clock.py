"""Processes whose machines' clocks differ agree on what has run out."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from community.clock import SMALL, SharedClock, shared_moment
from community.database import Database

DAY = timedelta(days=1)
OFF = [timedelta(seconds=90), -timedelta(seconds=90), 400 * DAY]


def real() -> datetime:
    return datetime.now(UTC)


def is_on_several_machines(database: Database) -> bool:
    return database.engine.dialect.name == "postgresql"


@pytest.mark.parametrize("off", OFF, ids=str)
def test_leases_are_judged_by_the_clock_that_all_share(database: Database, off: timedelta) -> None:
    with database.reading() as session:
        before = real()
        moment = shared_moment(session, lambda: real() + off)
        after = real()
    wrong = timedelta() if is_on_several_machines(database) else off
    assert before + wrong <= moment <= after + wrong


def test_it_goes_on_within_a_transaction(database: Database) -> None:
    with database.reading() as session:
        first = shared_moment(session, real)
        session.execute(text("SELECT 1"))
        assert shared_moment(session, real) > first


@pytest.mark.parametrize("off", OFF, ids=str)
def test_a_machines_clock_is_put_right(database: Database, off: timedelta) -> None:
    clock = SharedClock(lambda: real() + off)
    with database.reading() as session:
        begun = real()
        change = clock.follow(session)
        took = real() - begun
        assert clock.follow(session) == timedelta()
    wrong = timedelta() if is_on_several_machines(database) else off
    assert abs(change - (wrong - off)) <= took
    assert abs(clock() - real() - wrong) <= took + SMALL


def test_a_small_difference_is_left_alone(database: Database) -> None:
    """Else what was due a moment ago would not be due any more."""
    clock = SharedClock(lambda: real() + SMALL / 2)
    with database.reading() as session:
        assert clock.follow(session) == timedelta()


def test_a_clock_that_somebody_sets_is_left_alone(database: Database, now: datetime) -> None:
    clock = SharedClock(lambda: now, follows=False)
    with database.reading() as session:
        assert clock.follow(session) == timedelta()
    assert clock() == now
