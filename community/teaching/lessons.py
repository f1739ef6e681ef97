"""Proposing lessons, taking them back, and what the process that understands students finds out about them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import audit
from community.database import insert_new, one_at_a_time
from community.teaching import rules
from community.teaching.states import OPEN_LESSONS, LessonState
from community.teaching.tables import Lesson

MOST_SHOWN = 200


class TooMany(Exception):
    """So many lessons of one intent at a time are no lesson but another intent; nothing is kept."""

    def __init__(self, intent: str, lines: int) -> None:
        super().__init__(f"{lines} lines of {intent}")
        self.intent, self.lines = intent, lines


class NoSuchIntent(Exception):
    """No intent of that name learns by examples."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was not taken, and why: what `rules.refused_for` says, `known`, or `other_intent`."""

    words: str
    why: str


def propose(
    session: Session, typed: str, *, intent: str, known: Collection[str], staff_id: int, now: datetime
) -> list[Refused]:
    """Keep what was typed as lessons, one a line, and return the lines that may not be taught.

    Args:
        known: the intents that learn by examples.

    Raises:
        NoSuchIntent: it is none of them.
        TooMany: nothing is kept.
    """
    if not rules.may_be_taught(intent, known):
        raise NoSuchIntent(intent)
    one_at_a_time(session, "teaching")
    lines = rules.lines_of(typed)
    if rules.too_many(len(lines), _waiting(session, intent)):
        raise TooMany(intent, len(lines))
    refused = [Refused(line, why) for line in lines if (why := _refused_for(session, line, intent))]
    taken = [line for line in lines if line not in {one.words for one in refused}]
    rows = [_row(line, intent, staff_id, now) for line in taken]
    for number in insert_new(session, Lesson, rows):
        audit.record(session, who=f"staff:{staff_id}", what="lesson_proposed", about=f"lesson:{number}", now=now)
    return refused


def _row(line: str, intent: str, staff_id: int, now: datetime) -> dict[str, object]:
    row: dict[str, object] = {"words": line, "sameness": rules.sameness(line), "intent": intent, "why": ""}
    row |= {"language": "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in line) else "en"}
    return row | {"state": LessonState.PROPOSED, "proposed_by": staff_id, "proposed_at": now}


def _waiting(session: Session, intent: str) -> int:
    query = select(func.count()).where(Lesson.intent == intent, Lesson.state == LessonState.PROPOSED)
    return session.scalar(query) or 0


def _refused_for(session: Session, line: str, intent: str) -> str:
    why = rules.refused_for(line)
    if why:
        return why
    same = select(Lesson.intent).where(Lesson.sameness == rules.sameness(line), Lesson.state.in_(OPEN_LESSONS))
    taught_as = session.scalar(same)
    if taught_as is None:
        return ""
    return "known" if taught_as == intent else "other_intent"


def take_back(session: Session, lesson_id: int, *, staff_id: int, now: datetime) -> None:
    """Take a lesson back; one that was taught is unlearnt with the next training."""
    lesson = session.get(Lesson, lesson_id)
    if lesson is not None and lesson.state in OPEN_LESSONS:
        lesson.state, lesson.settled_at = LessonState.WITHDRAWN, now
        audit.record(session, who=f"staff:{staff_id}", what="lesson_withdrawn", about=f"lesson:{lesson_id}", now=now)


def unchecked(session: Session) -> Sequence[Lesson]:
    """Return the lessons of which nobody has found out yet whether they do harm."""
    query = select(Lesson).where(Lesson.state == LessonState.PROPOSED, Lesson.checked_at.is_(None))
    return session.scalars(query.order_by(Lesson.id).limit(MOST_SHOWN)).all()


def checked(session: Session, lesson_id: int, why: str, *, now: datetime) -> None:
    """Keep what was found out about a lesson: `why` it is refused, or empty."""
    lesson = session.get(Lesson, lesson_id)
    if lesson is None or lesson.state != LessonState.PROPOSED:
        return
    lesson.checked_at = now
    if why:
        lesson.state, lesson.why, lesson.settled_at = LessonState.REFUSED, why, now
        audit.record(session, who="system", what="lesson_refused", about=f"lesson:{lesson_id}", now=now, why=why)


def to_teach(session: Session) -> Sequence[Lesson]:
    """Return all lessons for the next training: those taught and those that were found harmless."""
    query = select(Lesson).where(Lesson.state.in_(OPEN_LESSONS), Lesson.checked_at.is_not(None))
    return session.scalars(query.order_by(Lesson.id)).all()


def shown(session: Session) -> Sequence[Lesson]:
    """Return the lessons for the page, the newest first."""
    query = select(Lesson).where(Lesson.state != LessonState.WITHDRAWN)
    return session.scalars(query.order_by(Lesson.id.desc()).limit(MOST_SHOWN)).all()
