from datetime import date, datetime, timedelta

import pytest

from community.handoff import rules
from tests.community.counseling.campus import NOW, ZONE, at


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
    assert rules.is_open(moment, ZONE) is is_open
    assert rules.next_opening(moment, ZONE) == opens


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
    assert rules.look_by(kind, risk, now=moment, zone=ZONE) == due


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
