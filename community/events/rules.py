"""What is decided about events: when to remind, how long a freed seat is kept."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from community import checks
from community.checks import Fault, Row
from community.post.rules import after_quiet_hours

MOST_SEATS = 100_000


def check(row: Row) -> Iterator[Fault]:
    """Find times in the wrong order and seats for nobody; without `capacity` there is room for all."""
    yield from checks.later(row, "ends_at", than="starts_at")
    yield from checks.later(row, "ends_at", than="valid_from")
    yield from checks.not_later(row, "signup_closes", than="starts_at")
    yield from checks.between(row, "capacity", 1, MOST_SEATS)


def reminder_times(starts_at: datetime, leads: Sequence[timedelta], *, now: datetime) -> list[datetime]:
    """Return when to remind a student of an event, earliest first; aware. `leads` has the longest first."""
    return [starts_at - lead for lead in leads if starts_at - lead > now]


def seat_held_until(
    starts_at: datetime, kept: timedelta, *, zone: ZoneInfo, quiet: tuple[time, time], now: datetime
) -> datetime:
    """Return until when a freed seat waits for the student; the night doesn't count, the event's start ends it.

    Args:
        kept: how long, from when the student can be told.
        zone, quiet: of the student, with the wall times between which nobody is woken.
    """
    return min(starts_at, after_quiet_hours(now, zone, *quiet) + kept)
