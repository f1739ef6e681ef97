from datetime import timedelta

import pytest

from community.upkeep.rules import Next, next_step, times_asked, week_to_list, withdrawn_on
from tests.community.matter import NOW, ZONE, at

DUE = NOW - timedelta(days=30)


@pytest.mark.parametrize(
    ("asked", "days_ago", "due"),
    [
        (0, None, Next.ASK),
        (1, 6, Next.NOTHING),
        (1, 8, Next.ASK),
        (2, 6, Next.NOTHING),
        (2, 8, Next.WITHDRAW),
        (2, 40, Next.ASK),  # that was before the day it is due by now
    ],
)
def test_an_owner_is_asked_twice_a_week_apart_and_then_it_is_withdrawn(
    asked: int, days_ago: int | None, due: Next
) -> None:
    asked_at = None if days_ago is None else NOW - timedelta(days=days_ago)
    assert next_step(asked, asked_at, review_by=DUE, now=NOW) == due


def test_what_is_not_due_is_left_alone() -> None:
    assert next_step(2, NOW, review_by=NOW + timedelta(days=1), now=NOW) == Next.NOTHING
    assert times_asked(2, NOW - timedelta(days=40), review_by=DUE) == 0


def test_the_day_of_withdrawal_is_known_once_it_was_asked_for_the_last_time() -> None:
    assert withdrawn_on(1, NOW, review_by=DUE) is None
    assert withdrawn_on(2, NOW, review_by=DUE) == NOW + timedelta(days=7)


def test_a_list_is_due_on_mondays_from_eight_o_clock() -> None:
    assert week_to_list(at(11, 23, 7, 59), ZONE) is None
    assert week_to_list(at(11, 23, 8), ZONE) == "2026-W48"
    assert week_to_list(at(11, 24, 8), ZONE) is None
