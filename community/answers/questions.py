"""Keeping the questions that nothing written answers, and settling them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from community.answers import rules
from community.answers.tables import UnansweredQuestion
from community.database import insert_new

MOST_SHOWN = 200


def keep(session: Session, words: str, *, language: str, now: datetime) -> bool:
    """Keep a question for those who write answers, counting it where it was asked before; say whether it was kept."""
    kept = rules.keepable(words)
    if not kept:
        return False
    same = rules.sameness(kept)
    row = {"sameness": same, "words": kept, "language": language, "times": 1}
    row |= {"first_asked_at": now, "last_asked_at": now}
    if not insert_new(session, UnansweredQuestion, [row]):
        session.execute(
            update(UnansweredQuestion)
            .where(UnansweredQuestion.sameness == same)
            .values(times=UnansweredQuestion.times + 1, last_asked_at=now, settled_at=None)
        )
    return True


def open_ones(session: Session) -> Sequence[UnansweredQuestion]:
    """Return the questions still without an answer, those asked most often first."""
    query = select(UnansweredQuestion).where(UnansweredQuestion.settled_at.is_(None))
    order = (UnansweredQuestion.times.desc(), UnansweredQuestion.last_asked_at.desc(), UnansweredQuestion.id)
    return session.scalars(query.order_by(*order).limit(MOST_SHOWN)).all()


def settle(session: Session, question_id: int, *, now: datetime) -> UnansweredQuestion | None:
    """Take a question off the list, answered or not worth it; None where there is no such question."""
    question = session.get(UnansweredQuestion, question_id)
    if question is not None and question.settled_at is None:
        question.settled_at = now
    return question
