"""What is decided about events: when to remind, how long a freed seat is kept."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from community import checks
from community.checks import Fault, Row
from community.post.rules import after_quiet_hours

REMINDER_LEADS = (timedelta(days=1), timedelta(hours=2))
SEAT_KEPT_FOR = timedelta(hours=2)  # counted from when the student can be told
MOST_SEATS = 100_000


def check(row: Row) -> Iterator[Fault]:
    """Find times in the wrong order and seats for nobody; without `capacity` there is room for all."""
    yield from checks.later(row, "ends_at", than="starts_at")
    yield from checks.later(row, "ends_at", than="valid_from")
    yield from checks.not_later(row, "signup_closes", than="starts_at")
    yield from checks.between(row, "capacity", 1, MOST_SEATS)


def reminder_times(starts_at: datetime, *, now: datetime) -> list[datetime]:
    """Return when to remind a student of an event, earliest first; aware."""
    return [starts_at - lead for lead in REMINDER_LEADS if starts_at - lead > now]


def seat_held_until(
    starts_at: datetime, *, zone: ZoneInfo, quiet_from: time, quiet_until: time, now: datetime
) -> datetime:
    """Return until when a freed seat waits for the student; the night doesn't count, the event's start ends it."""
    return min(starts_at, after_quiet_hours(now, zone, quiet_from, quiet_until) + SEAT_KEPT_FOR)
