"""What runs on the timetable, and how often."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.clock import Timetable
from community.conversations import buttons
from community.counseling import availability
from community.events import announcing as event_announcing
from community.handoff import escalation
from community.safety import announcing, lessons

MINUTE, HOUR = 60, 3600


def fill(timetable: Timetable, *, zone: ZoneInfo, term_start: date) -> None:
    """Put every job of the assistant on the timetable."""

    def open_slots(session: Session, now: datetime) -> None:
        availability.open_slots(session, now=now, zone=zone, term_start=term_start)

    timetable.every(5, "announce_notices", lambda session, now: announcing.announce(session, now=now))
    timetable.every(
        15, "announce_event_changes", lambda session, now: event_announcing.announce_changes(session, now=now)
    )
    timetable.every(10, "escalate_cases", lambda session, now: escalation.escalate(session, now=now))
    timetable.every(5 * MINUTE, "weekly_lessons", lambda session, now: lessons.queue_weekly(session, now=now))
    timetable.every(HOUR, "open_slots", open_slots)
    timetable.every(24 * HOUR, "forget_old_buttons", lambda session, now: buttons.forget_old(session, now=now))
