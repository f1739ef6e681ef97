"""Whether answers help: each answer in words is counted when it is shown, and judged by whoever asked, at most once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from community.guidance.tables import GuidanceItem
from community.post.conversations import Conversation
from community.unanswered import keeping, rules
from community.unanswered.keeping import Near
from community.unanswered.states import Why
from community.unanswered.tables import AnswerShowing

ASKED_AGAIN_AFTER = timedelta(days=7)
"""For so long nobody is asked twice about the same answer."""
COUNTED = timedelta(days=90)


def show(
    session: Session, conversation: Conversation, item: GuidanceItem, words: str, *, language: str, now: datetime
) -> AnswerShowing | None:
    """Count that an item is shown in answer to words; return the showing to ask about, None where nobody is asked.

    Nobody is asked about an answer twice in a week, nor beside danger, a talk about it or a talk with a person.
    """
    asked = _asked_lately(session, conversation, item, now)
    shown = AnswerShowing(
        item_id=item.id,
        conversation_id=conversation.id,
        words=rules.keepable(words),
        language=language,
        shown_at=now,
    )
    session.add(shown)
    session.flush()
    return None if asked or not keeping.is_everyday(session, conversation, now=now) else shown


def _asked_lately(session: Session, conversation: Conversation, item: GuidanceItem, now: datetime) -> bool:
    same = AnswerShowing.conversation_id == conversation.id, AnswerShowing.item_id == item.id
    lately = select(AnswerShowing.id).where(*same, AnswerShowing.shown_at > now - ASKED_AGAIN_AFTER)
    return session.scalar(lately.limit(1)) is not None


def judge(session: Session, conversation: Conversation, showing_id: int, *, helped: bool, now: datetime) -> bool | None:
    """Keep whether an answer helped; what is said last holds, and counts once.

    Return whether the question is kept for those who write answers; None where this talk was not asked about that.
    """
    shown = session.get(AnswerShowing, showing_id, with_for_update=True)
    if shown is None or shown.conversation_id != conversation.id:
        return None
    shown.helped, shown.judged_at = helped, now
    kept = keeping.kept(session, conversation, shown.words, why=Why.NOT_HELPED)
    if kept is None:
        return not helped and _keep(session, conversation, shown, now)
    if helped:
        keeping.take_back(session, kept)
    return not helped


def _keep(session: Session, conversation: Conversation, shown: AnswerShowing, now: datetime) -> bool:
    return keeping.keep_question(
        session,
        conversation,
        shown.words,
        language=shown.language,
        now=now,
        danger=False,
        near=Near(shown.item_id),
        why=Why.NOT_HELPED,
    )


@dataclass(frozen=True, slots=True)
class Helpfulness:
    """How often an item answered a question in words, and how often that helped or did not, of those who said so."""

    item: GuidanceItem
    shown: int
    helped: int
    not_helped: int


def counted(session: Session, *, subject_ids: Collection[int] | None, now: datetime) -> list[Helpfulness]:
    """Return what became of the answers of these subjects lately, what helped least often first; None for all."""
    shown = func.count().label("shown")
    not_helped = func.sum(case((AnswerShowing.helped.is_(False), 1), else_=0)).label("not_helped")
    helped = func.sum(case((AnswerShowing.helped.is_(True), 1), else_=0))
    counts: Any = select(GuidanceItem, shown, helped, not_helped).join(
        AnswerShowing, AnswerShowing.item_id == GuidanceItem.id
    )
    query = counts.where(AnswerShowing.shown_at > now - COUNTED).group_by(GuidanceItem.id)
    if subject_ids is not None:
        query = query.where(GuidanceItem.subject_id.in_(subject_ids))
    rows = session.execute(query.order_by(not_helped.desc(), shown.desc(), GuidanceItem.id))
    return [Helpfulness(item, *map(int, counts)) for item, *counts in rows]


def forget(session: Session, conversation_ids: Collection[int]) -> None:
    """Let go of who was shown what; that it was shown and whether it helped stays counted."""
    mine = AnswerShowing.conversation_id.in_(conversation_ids)
    session.execute(update(AnswerShowing).where(mine).values(conversation_id=None, words=""))
    session.expire_all()
