"""What students missed in the subjects of an owner in a week, and the list of it that goes out once a week."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.guidance.tables import GuidanceItem
from community.post import outbox
from community.staff import chats
from community.unanswered.tables import Asking, UnansweredQuestion, is_answered
from community.upkeep import owners, rules
from community.upkeep.kinds import MISSED

MOST_LISTED = 200


def queue_lists(session: Session, now: datetime, *, zone: ZoneInfo) -> None:
    """Queue the list for each owner who has bound a chat, on Mondays; its key lets none be queued twice in a week."""
    week = rules.week_to_list(now, zone)
    if week is None:
        return
    for owner in owners.owners(session):
        chat = chats.of_account(session, owner.id)
        if chat is not None and in_week(session, owner.id, now=now):
            key = f"{MISSED.name}:{owner.id}:{week}"
            outbox.enqueue(session, MISSED, chat.conversation, due_at=now, now=now, about=owner, key=key)


def in_week(session: Session, owner_id: int, *, now: datetime) -> Mapping[UnansweredQuestion, int]:
    """Return what is open in the subjects of an owner, and how often each was asked within a week, most often first.

    A question belongs to the subject of the item that came nearest to it.
    """
    subjects = owners.subjects_of(session, owner_id)
    times = func.count(Asking.id)
    query = (
        select(UnansweredQuestion, times)
        .join(GuidanceItem, GuidanceItem.id == UnansweredQuestion.near_id)
        .join(Asking, Asking.question_id == UnansweredQuestion.id)
        .where(GuidanceItem.subject_id.in_(subjects), UnansweredQuestion.settled_at.is_(None), ~is_answered())
        .where(Asking.asked_at > now - rules.A_WEEK)
        .group_by(UnansweredQuestion.id)
        .order_by(times.desc(), UnansweredQuestion.id)
    )
    return {row[0]: row[1] for row in session.execute(query.limit(MOST_LISTED))}


def together(asked: Mapping[UnansweredQuestion, int], groups: Sequence[int]) -> list[tuple[str, int]]:
    """Return the most asked words of each group, and how often all of its questions were asked."""
    words: dict[int, str] = {}
    times: dict[int, int] = {}
    for (question, number), group in zip(asked.items(), groups, strict=True):
        words.setdefault(group, question.words)
        times[group] = times.get(group, 0) + number
    return sorted(((words[group], times[group]) for group in words), key=lambda one: (-one[1], one[0]))
