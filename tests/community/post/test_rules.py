"""Nobody is woken, and nothing is tried again too early."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from community.post.rules import after_quiet_hours, is_quiet, retry_at

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
FROM, UNTIL = time(22, 30), time(7, 0)


@pytest.mark.parametrize(
    ("local", "quiet"), [("22:29", False), ("22:30", True), ("00:00", True), ("06:59", True), ("07:00", False)]
)
def test_quiet_hours_run_over_midnight(local: str, quiet: bool) -> None:
    assert is_quiet(time.fromisoformat(local), FROM, UNTIL) is quiet


def test_what_falls_due_at_night_waits_for_the_morning() -> None:
    late = datetime(2026, 11, 23, 23, 10, tzinfo=SHANGHAI)
    assert after_quiet_hours(late, SHANGHAI, FROM, UNTIL) == datetime(2026, 11, 24, 7, 0, tzinfo=SHANGHAI)
    early = datetime(2026, 11, 24, 5, 0, tzinfo=SHANGHAI)
    assert after_quiet_hours(early, SHANGHAI, FROM, UNTIL) == datetime(2026, 11, 24, 7, 0, tzinfo=SHANGHAI)


def test_what_falls_due_by_day_goes_at_once() -> None:
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)
    assert after_quiet_hours(noon, SHANGHAI, FROM, UNTIL) == noon


def test_the_morning_is_seven_by_the_wall_clock_when_the_clocks_change() -> None:
    before_the_change = datetime(2026, 11, 1, 0, 30, tzinfo=NEW_YORK)
    morning = after_quiet_hours(before_the_change, NEW_YORK, FROM, UNTIL)
    assert morning.astimezone(NEW_YORK).strftime("%d %H:%M") == "01 07:00"


def test_in_the_hour_that_comes_twice_the_night_ends_once() -> None:
    first = datetime(2026, 11, 1, 1, 10, tzinfo=NEW_YORK)
    second = first.replace(fold=1)
    assert after_quiet_hours(first, NEW_YORK, FROM, time(1, 30)).timestamp() - first.timestamp() == 20 * 60
    assert after_quiet_hours(second, NEW_YORK, FROM, time(1, 30)).timestamp() - second.timestamp() == 20 * 60


def test_tries_grow_apart_up_to_a_minute() -> None:
    now = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)
    assert [retry_at(n, now=now) - now for n in (1, 2, 3)] == [timedelta(seconds=s) for s in (1, 2, 4)]
    assert retry_at(50, now=now) - now == timedelta(seconds=60)
