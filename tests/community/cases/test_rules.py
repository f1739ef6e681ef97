from datetime import date, datetime, timedelta

import pytest

from community.campus.house_rules import USUAL
from community.campus.rules import OfficeCalendar
from community.cases import rules
from tests.community.counseling.campus import NOW, ZONE, at

OFFICE = OfficeCalendar(ZONE)


@pytest.mark.parametrize(
    ("kind", "risk", "moment", "due"),
    [
        ("crisis", "high", at(11, 23, 23, 41), at(11, 23, 23, 44)),
        ("crisis", "low", NOW, at(11, 24, 12)),
        ("welfare", "low", NOW, at(11, 24, 12)),
        ("welfare", "high", NOW, at(11, 23, 12, 3)),
        ("person", "none", NOW, at(11, 23, 12, 10)),
        ("person", "none", at(11, 27, 18), at(11, 30, 8, 40)),
    ],
)
def test_danger_knows_no_office_hours(kind: str, risk: str, moment: datetime, due: datetime) -> None:
    assert rules.look_by(kind, risk, now=moment, office=OFFICE, house=USUAL) == due


@pytest.mark.parametrize(
    ("calls", "moment", "next_call"),
    [
        (2, at(11, 23, 12), at(11, 23, 12, 20)),
        (3, at(11, 23, 12), at(11, 23, 12, 40)),
        (4, at(11, 23, 12), at(11, 23, 13, 20)),
        (5, at(11, 23, 12), at(11, 23, 14)),
        (9, at(11, 23, 12), at(11, 23, 14)),
        (5, at(11, 23, 15, 30), at(11, 23, 17)),  # half an hour before closing rather than too late
        (2, at(11, 23, 16, 55), at(11, 24, 8, 30)),
        (2, at(11, 23, 17), at(11, 24, 8, 30)),
        (3, at(11, 27, 17, 10), at(11, 30, 8, 30)),  # Friday to Monday
        (2, at(11, 28, 12), at(11, 30, 8, 30)),  # looked at on a Saturday
        (13, at(11, 23, 9), at(11, 24, 8, 30)),  # nobody has taken it for days
    ],
)
def test_staff_are_called_again_at_growing_intervals_while_the_office_is_open(
    calls: int, moment: datetime, next_call: datetime
) -> None:
    for risk in ("none", "low"):
        assert rules.call_again(calls, risk, now=moment, office=OFFICE, house=USUAL) == next_call


@pytest.mark.parametrize("moment", [at(11, 23, 12), at(11, 23, 23, 41), at(11, 28, 3)])
def test_danger_is_called_every_ten_minutes_at_any_hour(moment: datetime) -> None:
    for calls in (2, 5, 100):
        assert rules.call_again(calls, "high", now=moment, office=OFFICE, house=USUAL) == moment + timedelta(minutes=10)


def test_calling_never_ends_and_never_falls_outside_of_office_hours() -> None:
    moment = at(11, 23, 8, 40)
    for calls in range(2, 60):
        following = rules.call_again(calls, "none", now=moment, office=OFFICE, house=USUAL)
        assert following > moment
        assert OFFICE.is_open(following)
        moment = following


@pytest.mark.parametrize(
    ("told", "again", "risk", "worth"),
    [
        (None, 20, "none", True),
        (30, 40, "none", False),
        (120, 120, "none", True),
        (10, 15 * 60, "none", True),  # the office closes before the next call
        (None, 10, "high", True),
        (600, 10, "high", False),
    ],
)
def test_who_waits_is_told_as_often_as_it_matters(told: int | None, again: int, risk: str, worth: bool) -> None:
    told_at = None if told is None else NOW - timedelta(minutes=told)
    again_at = NOW + timedelta(minutes=again)
    assert rules.is_worth_telling(told_at, risk, again_at=again_at, now=NOW, house=USUAL) is worth


def test_a_joined_case_takes_the_graver_side() -> None:
    assert rules.higher_risk("high", "none") == "high"
    assert rules.higher_risk("none", "low") == "low"
    assert rules.more_urgent_kind("person", "crisis") == "crisis"
    assert rules.more_urgent_kind("welfare", "person") == "welfare"


@pytest.mark.parametrize(
    ("state", "person_wanted", "risk", "passes"),
    [
        ("requested", True, "none", True),
        ("requested", True, "low", True),
        ("requested", False, "high", True),
        ("requested", False, "low", False),
        ("claimed", False, "low", True),
        ("closed", True, "high", False),
    ],
)
def test_words_go_to_the_staff_only_where_the_student_asked_or_danger_is(
    state: str, person_wanted: bool, risk: str, passes: bool
) -> None:
    assert rules.passes_on(state=state, person_wanted=person_wanted, risk=risk) is passes


def test_a_number_stays_fresh_for_ninety_days() -> None:
    checked = date(2026, 11, 1)
    assert rules.is_fresh(checked, checked + timedelta(days=90))
    assert not rules.is_fresh(checked, checked + timedelta(days=91))
    assert not rules.is_fresh(None, checked)
