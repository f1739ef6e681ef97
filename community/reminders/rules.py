"""When a student is reminded."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from community.campus.house_rules import HouseRules

MORNING = time(9, 0)  # of an opening at night nobody hears before
MOST_OWN = 20
"""Reminders in a student's own words that may wait at once; who needs more needs a calendar."""
LONGEST_WORDS = 200  # characters of what a reminder says
FARTHEST = timedelta(days=366)


def reminder_times(
    *, opens: datetime | None, closes: datetime | None, slow: bool, zone: ZoneInfo, now: datetime, house: HouseRules
) -> list[datetime]:
    """Return when to remind, earliest first, on the student's wall: at the opening, and before the deadline.

    Args:
        slow: the work takes days, as writing a thought report does, so the first word comes earlier.
    """
    moments = [_opening(opens, zone)] if opens else []
    if closes:
        day = closes.astimezone(zone).date()
        leads = house.slow_deadline_reminders if slow else house.deadline_reminders
        moments += [datetime.combine(day - timedelta(days=days), at, zone) for days, at in leads]
    return sorted(moment for moment in moments if now < moment and (closes is None or moment < closes))


def _opening(opens: datetime, zone: ZoneInfo) -> datetime:
    local = opens.astimezone(zone)
    return max(local, datetime.combine(local.date(), MORNING, zone))
