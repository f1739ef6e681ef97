"""The weekly safety lesson."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.database import one_at_a_time
from community.post import outbox
from community.safety import rules, telling
from community.safety.kinds import EDUCATION, LESSON
from community.safety.notices import reachable
from community.safety.tables import SafetyLesson
from community.students.preferences import Students

PAUSE = timedelta(days=6)
TELLING = "lesson"


def queue_weekly(session: Session, now: datetime, *, zone: ZoneInfo) -> int:
    """Queue at most one lesson a week, on its day, for every student who wants it; return how many deliveries.

    No student gets the same lesson twice. May be called as often as one likes, at least every few hours. Of many
    readers some are told by each call, while `telling.is_under_way`.
    """
    one_at_a_time(session, "lessons")
    todays = {_name(lesson): (lesson, due_at) for lesson, due_at in _of_today(session, now, zone)}
    unsent = next((one for one, _ in todays.values() if one.queued_at is None), None)
    if unsent is not None and not _queued_lately(session, now):
        unsent.queued_at = now
        telling.begin(session, _name(unsent))
    tells = {name: partial(_tell, session, *one, now) for name, one in todays.items()}
    return telling.go_on(session, TELLING, tells)


def _name(lesson: SafetyLesson) -> str:
    return f"{TELLING}:{lesson.id}"


def _tell(session: Session, lesson: SafetyLesson, due_at: datetime, now: datetime, students: Students) -> int:
    return outbox.enqueue_for_all(
        session,
        LESSON,
        reachable(session, EDUCATION, students),
        about=lesson,
        due_at=due_at,
        now=now,
        key=lambda reader: f"{_name(lesson)}:{reader.channel_address.student_id}",
    )


def _of_today(session: Session, now: datetime, zone: ZoneInfo) -> Iterator[tuple[SafetyLesson, datetime]]:
    """Yield the lessons whose day is today, each with its time, unless that is too long ago."""
    for lesson in SafetyLesson.live(session, now):
        due_at = rules.lesson_due(lesson.push_weekday, lesson.push_at, lesson.push_months, zone=zone, now=now)
        if due_at is not None and not LESSON.is_over(lesson, due_at=due_at, now=now):
            yield lesson, due_at


def _queued_lately(session: Session, now: datetime) -> bool:
    query = select(SafetyLesson.id).where(SafetyLesson.queued_at > now - PAUSE).limit(1)
    return session.scalar(query) is not None
