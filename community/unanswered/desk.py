"""The list of questions without an answer: what is open, who answers it, who puts it aside."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from community import audit
from community.staff.tables import StaffAccount
from community.unanswered.states import Settled
from community.unanswered.tables import Asking, UnansweredQuestion, is_answered

MOST_READ = 2_000
"""Questions that are put into groups: those asked last."""
MOST_ASIDE = 100


def open_ones(session: Session) -> Sequence[UnansweredQuestion]:
    """Return the questions still without an answer, those asked most often first."""
    query = select(UnansweredQuestion).where(UnansweredQuestion.settled_at.is_(None), ~is_answered())
    asked = session.scalars(query.order_by(UnansweredQuestion.times.desc()).limit(MOST_READ)).all()
    return sorted(asked, key=lambda one: (-one.times, -one.last_asked_at.timestamp(), one.id))


def askers(session: Session, question_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Return in which talks each question was asked, as far as that is still known."""
    known = Asking.conversation_id.is_not(None), Asking.question_id.in_(question_ids)
    query = select(Asking.question_id, Asking.conversation_id).where(*known).distinct()
    found: dict[int, set[int]] = {}
    for question_id, conversation_id in session.execute(query):
        assert conversation_id is not None
        found.setdefault(question_id, set()).add(conversation_id)
    return {number: frozenset(found.get(number, ())) for number in question_ids}


def of(session: Session, question_ids: Collection[int]) -> Sequence[UnansweredQuestion]:
    """Return these questions, those asked most often first."""
    query = select(UnansweredQuestion).where(UnansweredQuestion.id.in_(question_ids))
    return session.scalars(query.order_by(UnansweredQuestion.times.desc(), UnansweredQuestion.id)).all()


def put_aside(
    session: Session, question_ids: Collection[int], how: Settled, *, staff_id: int, now: datetime
) -> Sequence[UnansweredQuestion]:
    """Take questions off the list without an answer; return those that were on it."""
    aside = [one for one in of(session, question_ids) if one.settled_at is None]
    for one in aside:
        one.settled_at, one.settled_by, one.settled_as = now, staff_id, how
    _write_down(session, "question_put_aside", aside, staff_id, now, how)
    return aside


def put_back(session: Session, question_ids: Collection[int], *, staff_id: int, now: datetime) -> None:
    """Put questions on the list again."""
    back = [one for one in of(session, question_ids) if one.settled_at is not None]
    for one in back:
        one.settled_at, one.settled_by, one.settled_as = None, None, Settled.OPEN
    _write_down(session, "question_put_back", back, staff_id, now, Settled.OPEN)


def answered_by(session: Session, question_ids: Collection[int], item_id: int, *, staff_id: int, now: datetime) -> None:
    """Note the item that was written to answer questions: once it is published they are off the list."""
    these = UnansweredQuestion.id.in_(question_ids)
    session.execute(update(UnansweredQuestion).where(these).values(answer_id=item_id))
    _write_down(session, "question_answered", of(session, question_ids), staff_id, now, str(item_id))


def _write_down(
    session: Session, what: str, questions: Sequence[UnansweredQuestion], staff_id: int, now: datetime, how: str
) -> None:
    for one in questions:
        audit.record(session, who=f"staff:{staff_id}", what=what, about=f"question:{one.id}", now=now, how=how)


@dataclass(frozen=True, slots=True)
class Aside:
    """Questions that one person put aside at one time: their numbers, the most asked one's words, how, who, when."""

    ids: tuple[int, ...]
    words: str
    how: Settled
    who: str
    at: datetime


def those_aside(session: Session) -> list[Aside]:
    """Return what was put aside last, the latest first."""
    query = select(UnansweredQuestion, StaffAccount.name).outerjoin(
        StaffAccount, StaffAccount.id == UnansweredQuestion.settled_by
    )
    aside = query.where(UnansweredQuestion.settled_at.is_not(None))
    order = (UnansweredQuestion.settled_at.desc(), UnansweredQuestion.times.desc(), UnansweredQuestion.id)
    together: dict[tuple[datetime, int | None], list[tuple[UnansweredQuestion, str]]] = {}
    for question, name in session.execute(aside.order_by(*order).limit(MOST_READ)):
        assert question.settled_at is not None
        together.setdefault((question.settled_at, question.settled_by), []).append((question, name or ""))
    return [_aside(at, questions) for (at, _), questions in list(together.items())[:MOST_ASIDE]]


def _aside(at: datetime, questions: Sequence[tuple[UnansweredQuestion, str]]) -> Aside:
    first, who = questions[0]
    numbers = tuple(one.id for one, _ in questions)
    return Aside(numbers, first.words, Settled(first.settled_as), who, at)


def news(session: Session) -> str:
    """Return a mark that differs whenever the list does."""
    columns = (func.count(), func.max(UnansweredQuestion.last_asked_at), func.sum(UnansweredQuestion.times))
    settled = (func.count(UnansweredQuestion.settled_at), func.count(UnansweredQuestion.answer_id))
    answered = select(func.count()).where(or_(UnansweredQuestion.settled_at.is_not(None), is_answered()))
    return str((*session.execute(select(*columns, *settled)).one(), session.scalar(answered)))
