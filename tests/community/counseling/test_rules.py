import itertools
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.counseling import rules
from tests.community.counseling.campus import NOW, ZONE, at


def test_the_term_begins_with_week_one() -> None:
    assert rules.teaching_week(date(2026, 8, 31), rules.TERM_START) == 1
    assert rules.teaching_week(date(2026, 9, 6), rules.TERM_START) == 1
    assert rules.teaching_week(date(2026, 11, 23), rules.TERM_START) == 13


@pytest.mark.parametrize(
    ("day", "weeks", "works"),
    [
        (date(2026, 11, 25), "all", True),
        (date(2026, 11, 25), "odd", True),
        (date(2026, 11, 25), "even", False),
        (date(2026, 12, 2), "odd", False),
        (date(2026, 12, 2), "even", True),
        (date(2026, 11, 26), "all", False),
    ],
)
def test_a_rule_holds_on_its_weekday_in_its_weeks(day: date, weeks: str, works: bool) -> None:
    assert rules.works_on(day, "Wed", weeks, rules.TERM_START) is works


def test_sessions_fill_the_hours_with_a_break_between() -> None:
    starts = rules.starts_between(date(2026, 12, 2), time(14), time(17), ZONE)
    assert list(starts) == [at(12, 2, 14), at(12, 2, 15), at(12, 2, 16)]


def test_the_last_session_needs_no_break_but_its_whole_time() -> None:
    assert len(list(rules.starts_between(date(2026, 12, 2), time(14), time(15, 50), ZONE))) == 2
    assert len(list(rules.starts_between(date(2026, 12, 2), time(14), time(15, 49), ZONE))) == 1


@given(st.lists(st.integers(0, 600), max_size=20), st.lists(st.integers(0, 600), max_size=4))
def test_kept_starts_never_overlap(minutes: list[int], taken_minutes: list[int]) -> None:
    taken = rules.without_overlaps([NOW + timedelta(minutes=m) for m in taken_minutes], [])
    kept = rules.without_overlaps([NOW + timedelta(minutes=m) for m in minutes], taken)
    together = sorted({*kept, *taken})
    assert all(later - earlier >= rules.SESSION + rules.BUFFER for earlier, later in itertools.pairwise(together))


def test_reminders_come_a_day_and_two_hours_before() -> None:
    starts_at = at(12, 3, 9)
    assert rules.reminder_times(starts_at, now=NOW) == [at(12, 2, 9), at(12, 3, 7)]
    assert rules.reminder_times(starts_at, now=at(12, 2, 12)) == [at(12, 3, 7)]
    assert rules.reminder_times(starts_at, now=at(12, 3, 8)) == []


@pytest.mark.parametrize(
    ("words", "gender"),
    [
        ("最好女老师", "F"),
        ("female", "F"),
        ("想找个男咨询师", "M"),
        ("a male counselor please", "M"),
        ("和女朋友分手了想约咨询", None),
        ("男女都行", None),
        ("I want to book a counselor", None),
        ("the woman I like said no, book me a man", None),
    ],
)
def test_a_wish_for_a_woman_or_a_man_is_heard(words: str, gender: str | None) -> None:
    assert rules.gender_in(words) == gender


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("en", "en"),
        ("is there an english speaking counselor", "en"),
        ("有没有会英语的老师", "en"),
        ("zh", "zh"),
        ("can we do it in Chinese", "zh"),
        ("my English exam is next week", None),
    ],
)
def test_a_wish_for_a_language_is_heard(words: str, language: str | None) -> None:
    assert rules.language_in(words) == language


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("李静", True),
        ("想约李静老师", True),
        ("想约李老师", True),
        ("can I see Li Jing on Thursday", True),
        ("see Ms Li tomorrow", True),
        ("Li", True),
        ("I like it here", False),
        ("行李丢了", False),
        ("约王敏", False),
        ("", False),
    ],
)
def test_a_counselor_is_known_by_name(words: str, meant: bool) -> None:
    assert rules.names_counselor(words, "李静", "Li Jing") is meant


@pytest.mark.parametrize("words", ["", "hello", "想约心理老师", "book a counselor", "Ms", "老师"])
def test_a_name_that_was_not_written_is_named_by_nothing(words: str) -> None:
    assert not rules.names_counselor(words, "", " ")


@pytest.mark.parametrize(("words", "meant"), [("想约李老师", True), ("Li Jing please", False), ("book Wang", False)])
def test_a_counselor_with_one_name_is_known_by_that(words: str, meant: bool) -> None:
    assert rules.names_counselor(words, "李静", "") is meant
