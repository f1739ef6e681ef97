"""When a student is reminded."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

EVENING, NOON, MORNING = time(19, 0), time(12, 0), time(9, 0)
DEADLINE_LEADS = ((1, EVENING), (0, NOON))
MOST_OWN = 20
"""Reminders in a student's own words that may wait at once; who needs more needs a calendar."""
LONGEST_WORDS = 200  # characters of what a reminder says
FARTHEST = timedelta(days=366)
LONG_DEADLINE_LEADS = ((7, MORNING), (1, MORNING))  # for what takes days to write, as a thought report


def reminder_times(
    *, opens: datetime | None, closes: datetime | None, slow: bool, zone: ZoneInfo, now: datetime
) -> list[datetime]:
    """Return when to remind, earliest first, on the student's wall: at the opening, and before the deadline.

    Args:
        slow: the work takes days, so the first word comes a week before.
    """
    moments = [_opening(opens, zone)] if opens else []
    if closes:
        day = closes.astimezone(zone).date()
        leads = LONG_DEADLINE_LEADS if slow else DEADLINE_LEADS
        moments += [datetime.combine(day - timedelta(days=days), at, zone) for days, at in leads]
    return sorted(moment for moment in moments if now < moment and (closes is None or moment < closes))


def _opening(opens: datetime, zone: ZoneInfo) -> datetime:
    local = opens.astimezone(zone)
    return max(local, datetime.combine(local.date(), MORNING, zone))
