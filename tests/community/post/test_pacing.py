"""A channel is never sent to faster than it allows, whatever came before, and loses no time either."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from community.post import pacing
from community.post.pacing import Rate

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TELEGRAM = Rate(per_second=30, per_chat=1)
SECOND = timedelta(seconds=1)


def _send_all_day(rate: Rate, looks: list[float], *, greedy: int = 100) -> list[datetime]:
    """Look after each pause given in seconds, send whatever may leave, and return when each message left."""
    recent: dict[str, int] = {}
    now, left = NOW, []
    for pause in looks:
        now += timedelta(seconds=pause)
        places = min(greedy, pacing.room(recent, rate, now))
        recent = pacing.with_sent(recent, places, rate, now)
        left += [now] * places
    return left


@given(st.lists(st.floats(min_value=0.0005, max_value=0.3), min_size=10, max_size=300))
def test_no_second_sees_more_than_the_rate(looks: list[float]) -> None:
    left = _send_all_day(TELEGRAM, looks)
    assert all(sum(first <= one < first + SECOND for one in left) <= 30 for first in left)


@given(st.lists(st.floats(min_value=0.5, max_value=9), min_size=5, max_size=60))
def test_half_a_message_a_second_is_one_in_two(looks: list[float]) -> None:
    left = _send_all_day(Rate(per_second=0.5, per_chat=1), looks)
    assert all(later - earlier >= 2 * SECOND for earlier, later in pairwise(left))


def test_who_looks_when_told_loses_hardly_any_time() -> None:
    recent: dict[str, int] = {}
    now, sent = NOW, 0
    while now < NOW + timedelta(seconds=60):
        places = pacing.room(recent, TELEGRAM, now)
        recent = pacing.with_sent(recent, places, TELEGRAM, now)
        sent += places
        now = max(pacing.room_again_at(recent, TELEGRAM, now), now) + timedelta(milliseconds=1)
    assert 0.97 * 30 * 60 <= sent <= 30 * 60 + 30


def test_what_is_urgent_finds_room_within_half_a_second() -> None:
    recent: dict[str, int] = {}
    now, gaps, last = NOW, [], NOW
    for _ in range(500):
        now += timedelta(milliseconds=7)
        if places := pacing.room(recent, TELEGRAM, now):
            recent = pacing.with_sent(recent, places, TELEGRAM, now)
            gaps.append(now - last)
            last = now
    assert max(gaps[1:]) <= timedelta(milliseconds=500)


def test_a_clock_set_back_does_not_stop_the_channel() -> None:
    recent = pacing.with_sent({}, 30, TELEGRAM, NOW)
    assert pacing.room(recent, TELEGRAM, NOW) == 0
    assert pacing.room(recent, TELEGRAM, NOW - timedelta(hours=1)) > 0
    assert not pacing.is_waiting(NOW + timedelta(seconds=20), NOW - timedelta(hours=1))


def test_a_failing_channel_is_left_alone_longer_and_longer_but_never_long() -> None:
    pauses = [pacing.pause_after(failures).total_seconds() for failures in range(9)]
    assert pauses == [0, 0, 1, 2, 4, 8, 16, 20, 20]
