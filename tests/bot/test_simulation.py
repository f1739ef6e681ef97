"""A small term keeps every rule, on both databases; a rule that is really broken is noticed."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.simulation.command import Term, run_term
from community.delivery import rules
from tests.running import train_if_stale

STUDENTS = 40


def _term(url: str, *, seed: int = 1) -> Term:
    train_if_stale()
    return run_term(
        weeks=1,
        students=STUDENTS,
        seed=seed,
        begins=date(2026, 8, 31),
        zone=ZoneInfo("Asia/Shanghai"),
        url=url,
        progress=lambda _line: None,
    )


def test_a_term_keeps_every_rule(database_url: str) -> None:
    term = _term(database_url)
    assert term.violations == 0, term.report
    assert f"of {STUDENTS} students" in term.report


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_students_woken_at_night_are_noticed(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "WAITS_FOR_MORNING", frozenset())
    assert "quiet" in _term(database_url).report.partition("violated invariants")[2]
