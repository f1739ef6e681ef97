from datetime import date

import pytest

from community.growth.rules import Outlook, months_later, outlook


def test_an_activist_waits_a_year_at_least() -> None:
    assert outlook("activist", date(2026, 3, 10)) == Outlook("candidate", date(2027, 3, 10))


def test_probation_lasts_a_year() -> None:
    assert outlook("probationary", date(2026, 6, 30)) == Outlook("member", date(2027, 6, 30))


def test_no_time_is_named_where_the_rules_name_none() -> None:
    assert outlook("applicant", date(2026, 3, 10)) == Outlook("activist", None)


@pytest.mark.parametrize("stage", ["member", "", "friend"])
def test_nothing_follows_full_membership_or_an_unknown_stage(stage: str) -> None:
    assert outlook(stage, date(2026, 3, 10)) is None


def test_a_month_too_short_for_the_day_ends_on_its_last() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_later(date(2026, 12, 15), 1) == date(2027, 1, 15)
