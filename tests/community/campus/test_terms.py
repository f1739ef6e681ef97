"""Terms and their teaching weeks are rows: today is counted in the term it lies in, else in the next one."""

from datetime import date

import pytest

from community import validity
from community.campus import term_rules, terms
from community.campus.tables import AcademicTerm
from community.campus.term_rules import Term
from community.checks import Wrong
from community.database import Database
from tests.community.counseling.campus import TERM, given_term

SPRING = Term(date(2027, 3, 1), 18)


@pytest.mark.parametrize(
    ("day", "week", "runs"),
    [
        (date(2026, 8, 20), -1, False),
        (date(2026, 8, 31), 1, True),
        (date(2026, 11, 23), 13, True),
        (date(2027, 1, 17), 20, True),
        (date(2027, 1, 18), 21, False),
        (date(2027, 2, 10), 24, False),
    ],
)
def test_before_and_after_the_term_the_count_shows_it(day: date, week: int, runs: bool) -> None:
    assert TERM.week_of(day) == week
    assert (day in TERM) is runs


@pytest.mark.parametrize(
    ("day", "term"),
    [
        (date(2026, 7, 1), TERM),
        (date(2026, 12, 1), TERM),
        (date(2027, 1, 18), SPRING),
        (date(2027, 3, 1), SPRING),
        (date(2027, 9, 1), SPRING),
    ],
)
def test_a_day_is_counted_in_its_term_else_in_the_next_else_in_the_last(day: date, term: Term) -> None:
    assert term_rules.term_of(day, [SPRING, TERM]) == term


def test_where_no_term_is_known_no_day_is_counted(database: Database) -> None:
    with database.reading() as session:
        assert terms.of(session, date(2026, 11, 23)) is None


def test_a_term_that_is_written_counts_in_the_next_transaction_of_everybody(database: Database) -> None:
    other = database.with_own_pool(2)
    with database.transaction() as session:
        given_term(session)
    with other.reading() as session:
        assert terms.of(session, date(2026, 11, 23)) == TERM
    other.close()


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({"begins": date(2026, 9, 1)}, Wrong.NO_MONDAY),
        ({"weeks": 0}, Wrong.OUT_OF_RANGE),
        ({"weeks": 31}, Wrong.OUT_OF_RANGE),
        ({"begins": date(1926, 9, 6)}, Wrong.OTHER_CENTURY),
    ],
)
def test_a_term_begins_on_a_monday_and_has_some_weeks(row: dict[str, object], wrong: Wrong) -> None:
    whole = {"name_zh": "春季学期", "begins": SPRING.begins, "weeks": SPRING.weeks}
    assert validity.faults(AcademicTerm, whole) == []
    assert [fault.wrong for fault in validity.faults(AcademicTerm, whole | row)] == [wrong]


def test_two_terms_have_no_week_in_common(database: Database) -> None:
    row = {"name_zh": "夏季学期", "begins": date(2027, 1, 11), "weeks": 3}
    with database.transaction() as session:
        given_term(session)
        assert [one.wrong for one in AcademicTerm.clashes(session, row, but=None)] == [Wrong.TERMS_MEET]
        assert list(AcademicTerm.clashes(session, row, but=1)) == []
        assert list(AcademicTerm.clashes(session, row | {"begins": date(2027, 1, 18)}, but=None)) == []
