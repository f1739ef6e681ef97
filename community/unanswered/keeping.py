"""Keeping a question that nothing written answers, unless something weighs on whoever asks it; and forgetting it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Update, case, delete, func, select, update
from sqlalchemy.orm import Session

from community.cases import cases, crisis_talks
from community.database import insert_new
from community.post.conversations import Conversation
from community.unanswered import rules
from community.unanswered.states import Settled, Why
from community.unanswered.tables import Asking, UnansweredQuestion, is_answered

OF_STUDENTS = "student"


@dataclass(frozen=True, slots=True)
class Near:
    """The item of guidance that came nearest to a question, and how near; of one that did not help that is unknown."""

    item_id: int
    score: float | None = None


def keep_question(
    session: Session,
    conversation: Conversation,
    words: str,
    *,
    language: str,
    now: datetime,
    danger: bool,
    near: Near | None = None,
    why: Why = Why.MISSED,
) -> bool:
    """Keep a question for those who write answers, counting it where it was asked before; say whether it was kept.

    Nothing is kept of danger, of a talk that goes on about it or has ended lately, of a talk with a person, of staff,
    and of words that tell who wrote them (`rules.keepable`).

    Args:
        danger: something in the message tells of danger.
        near: what came nearest, or, where an answer did not help, that answer.
    """
    kept = rules.keepable(words)
    if not kept or danger or not is_everyday(session, conversation, now=now):
        return False
    question_id = _counted(session, kept, language, now, near, why)
    session.add(Asking(question_id=question_id, conversation_id=conversation.id, asked_at=now, why=why))
    session.flush()
    return True


def is_everyday(session: Session, conversation: Conversation, *, now: datetime) -> bool:
    """Say whether a talk is a student's with the assistant alone, and not about danger now or lately."""
    return (
        conversation.audience == OF_STUDENTS
        and cases.open_of(session, conversation.id) is None
        and crisis_talks.current(session, conversation.id, now=now) is None
        and not crisis_talks.ended_lately(session, conversation.id, now=now)
    )


def _counted(session: Session, kept: str, language: str, now: datetime, near: Near | None, why: Why) -> int:
    """Count a question once more and return its number; a new one is added."""
    same, not_helped = rules.sameness(kept), int(why == Why.NOT_HELPED)
    nearest = {"near_id": near.item_id, "near_score": near.score} if near else {}
    new = {"sameness": same, "words": kept, "language": language, "times": 1, "not_helped": not_helped}
    new |= {"first_asked_at": now, "last_asked_at": now, "settled_as": Settled.OPEN, **nearest}
    added = insert_new(session, UnansweredQuestion, [new])
    if added:
        return added[0]
    session.execute(_once_more(same, not_helped, now).values(nearest) if nearest else _once_more(same, not_helped, now))
    question = select(UnansweredQuestion).where(UnansweredQuestion.sameness == same)
    return session.scalars(question.execution_options(populate_existing=True)).one().id


def _once_more(same: str, not_helped: int, now: datetime) -> Update:
    """Return the statement that counts a question once more, and opens it again where its answer was not found."""
    stays = UnansweredQuestion.settled_as == Settled.NOT_OURS
    return (
        update(UnansweredQuestion)
        .where(UnansweredQuestion.sameness == same)
        .values(
            times=UnansweredQuestion.times + 1,
            not_helped=UnansweredQuestion.not_helped + not_helped,
            last_asked_at=now,
            settled_at=case((stays, UnansweredQuestion.settled_at), else_=None),
            settled_by=case((stays, UnansweredQuestion.settled_by), else_=None),
            settled_as=case((stays, UnansweredQuestion.settled_as), else_=Settled.OPEN),
            answer_id=case((is_answered(), None), else_=UnansweredQuestion.answer_id),
        )
        .execution_options(synchronize_session=False)
    )


def kept(session: Session, conversation: Conversation, words: str, *, why: Why) -> Asking | None:
    """Return what was last kept of a talk for these words and this reason, None where nothing was."""
    same = UnansweredQuestion.sameness == rules.sameness(words)
    mine = Asking.conversation_id == conversation.id, Asking.why == why
    query = select(Asking).join(UnansweredQuestion, UnansweredQuestion.id == Asking.question_id).where(same, *mine)
    return session.scalar(query.order_by(Asking.id.desc()).limit(1))


def take_back(session: Session, asking: Asking) -> None:
    """Let go of one asking, as if it had never been."""
    _let_go(session, [(asking.question_id, 1, int(asking.why == Why.NOT_HELPED))], Asking.id == asking.id)


def kept_of(session: Session, conversation_ids: Collection[int]) -> Sequence[tuple[datetime, str]]:
    """Return what is kept of these talks, as far as it is still known whose it was: when, and which question."""
    query = select(Asking.asked_at, UnansweredQuestion.words).join(
        UnansweredQuestion, UnansweredQuestion.id == Asking.question_id
    )
    mine = query.where(Asking.conversation_id.in_(conversation_ids)).order_by(Asking.id)
    return [(at, words) for at, words in session.execute(mine)]


def forget(session: Session, conversation_ids: Collection[int]) -> int:
    """Let go of what was asked in these talks; a question that nobody else has asked goes with it. Return how many."""
    mine = Asking.conversation_id.in_(conversation_ids)
    counted = select(
        Asking.question_id, func.count(), func.sum(case((Asking.why == Why.NOT_HELPED, 1), else_=0))
    ).where(mine)
    asked = [(number, times, less) for number, times, less in session.execute(counted.group_by(Asking.question_id))]
    _let_go(session, asked, mine)
    return sum(times for _, times, _ in asked)


def _let_go(session: Session, asked: Sequence[tuple[int, int, int]], which: ColumnElement[bool]) -> None:
    """Remove askings, and count each question as much less often; one that is counted no more goes with them."""
    session.execute(delete(Asking).where(which))
    for question_id, times, not_helped in asked:
        this = UnansweredQuestion.id == question_id
        session.execute(delete(UnansweredQuestion).where(this, UnansweredQuestion.times <= times))
        less = {"times": UnansweredQuestion.times - times, "not_helped": UnansweredQuestion.not_helped - not_helped}
        session.execute(update(UnansweredQuestion).where(this).values(less))
    session.expire_all()
