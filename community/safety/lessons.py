"""The weekly safety lesson."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.delivery import outbox
from community.safety import rules
from community.safety.notices import reachable
from community.safety.tables import SafetyLesson

LATEST = timedelta(hours=6)  # a lesson that could not go out at noon may still be read before the evening
PAUSE = timedelta(days=6)


def queue_weekly(session: Session, now: datetime, *, zone: ZoneInfo) -> int:
    """Queue at most one lesson a week, on its day, for every student who wants it; return how many deliveries.

    No student gets the same lesson twice. May be called as often as one likes, at least every few hours.
    """
    lesson, due_at = _todays(session, now, zone)
    if lesson is None or due_at is None or _queued_lately(session, now):
        return 0
    lesson.queued_at = now
    return outbox.enqueue_for_all(
        session,
        "safety_education",
        reachable(session, "safety_education"),
        about=lesson.id,
        due_at=due_at,
        valid_until=due_at + LATEST,
        now=now,
        key=lambda reader: f"lesson:{lesson.id}:{reader.channel_address.student_id}",
    )


def _todays(session: Session, now: datetime, zone: ZoneInfo) -> tuple[SafetyLesson | None, datetime | None]:
    for lesson in SafetyLesson.live(session, now):
        due_at = rules.lesson_due(lesson.push_weekday, lesson.push_at, lesson.push_months, zone=zone, now=now)
        if lesson.queued_at is None and due_at is not None and now < due_at + LATEST:
            return lesson, due_at
    return None, None


def _queued_lately(session: Session, now: datetime) -> bool:
    query = select(SafetyLesson.id).where(SafetyLesson.queued_at > now - PAUSE).limit(1)
    return session.scalar(query) is not None
