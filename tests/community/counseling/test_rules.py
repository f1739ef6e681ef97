import itertools
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.campus.house_rules import USUAL
from community.counseling import rules
from tests.community.counseling.campus import NOW, TERM, ZONE, at


def test_the_term_begins_with_week_one() -> None:
    assert TERM.week_of(date(2026, 8, 31)) == 1
    assert TERM.week_of(date(2026, 9, 6)) == 1
    assert TERM.week_of(date(2026, 11, 23)) == 13


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
    assert rules.works_on(day, "Wed", weeks, TERM) is works


def test_sessions_fill_the_hours_with_a_break_between() -> None:
    starts = rules.starts_between(date(2026, 12, 2), time(14), time(17), ZONE, USUAL)
    assert list(starts) == [at(12, 2, 14), at(12, 2, 15), at(12, 2, 16)]


def test_the_last_session_needs_no_break_but_its_whole_time() -> None:
    assert len(list(rules.starts_between(date(2026, 12, 2), time(14), time(15, 50), ZONE, USUAL))) == 2
    assert len(list(rules.starts_between(date(2026, 12, 2), time(14), time(15, 49), ZONE, USUAL))) == 1


@given(st.lists(st.integers(0, 600), max_size=20), st.lists(st.integers(0, 600), max_size=4))
def test_kept_starts_never_overlap(minutes: list[int], taken_minutes: list[int]) -> None:
    length = USUAL.session + USUAL.buffer
    taken = rules.without_overlaps([NOW + timedelta(minutes=m) for m in taken_minutes], [], USUAL)
    spans = [(start, start + length) for start in taken]
    kept = rules.without_overlaps([NOW + timedelta(minutes=m) for m in minutes], spans, USUAL)
    together = sorted({*kept, *taken})
    assert all(later - earlier >= length for earlier, later in itertools.pairwise(together))


def test_a_session_that_was_booked_longer_keeps_its_whole_time() -> None:
    short = replace(USUAL, session=timedelta(minutes=20), buffer=timedelta(0))
    booked = [(at(12, 2, 14), at(12, 2, 15))]
    starts = rules.starts_between(date(2026, 12, 2), time(13, 40), time(15, 20), ZONE, short)
    assert rules.without_overlaps(starts, booked, short) == [at(12, 2, 13, 40), at(12, 2, 14), at(12, 2, 15)]


def test_no_week_is_odd_or_even_where_no_term_is_known() -> None:
    wednesday = date(2026, 11, 25)
    assert [rules.works_on(wednesday, "Wed", weeks, None) for weeks in ("all", "odd", "even")] == [True, False, False]


@pytest.mark.parametrize(("hour", "may"), [(8, True), (9, False), (12, False)])
def test_an_appointment_can_be_changed_until_the_notice_before_it(hour: int, may: bool) -> None:
    assert rules.can_be_changed(at(12, 2, 11), timedelta(hours=2), now=at(12, 2, hour)) is may


def test_reminders_come_a_day_and_two_hours_before() -> None:
    starts_at = at(12, 3, 9)
    assert rules.reminder_times(starts_at, USUAL.appointment_reminders, now=NOW) == [at(12, 2, 9), at(12, 3, 7)]
    assert rules.reminder_times(starts_at, USUAL.appointment_reminders, now=at(12, 2, 12)) == [at(12, 3, 7)]
    assert rules.reminder_times(starts_at, USUAL.appointment_reminders, now=at(12, 3, 8)) == []


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
