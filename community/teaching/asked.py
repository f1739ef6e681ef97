"""What students asked lately that may be read by a model on trial, and what of it may be shown."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import String, cast, select, union
from sqlalchemy.orm import Session

from community.cases.tables import CrisisTalk, HandoffCase
from community.post.conversations import Conversation
from community.post.states import InboxState
from community.post.tables import InboxItem
from community.students.tables import ChannelAddress
from community.unanswered.rules import keepable, sameness
from community.unanswered.tables import UnansweredQuestion

MOST_READ = 1_000

_LANES_APART = (
    select(ChannelAddress.channel + ":" + cast(ChannelAddress.address, String))
    .join(Conversation, Conversation.channel_address_id == ChannelAddress.id)
    .where(Conversation.id.in_(union(select(HandoffCase.conversation_id), select(CrisisTalk.conversation_id))))
)


def lately(session: Session, since: datetime) -> Sequence[InboxItem]:
    """Return the messages answered since then, the newest first.

    What somebody said who has ever asked for a person, or spoke of danger, is not among them: no model is tried on it.
    """
    query = select(InboxItem).where(
        InboxItem.received_at >= since,
        InboxItem.state == InboxState.DONE,
        InboxItem.lane.not_in(_LANES_APART),
    )
    return session.scalars(query.order_by(InboxItem.id.desc()).limit(MOST_READ)).all()


def shown(session: Session, words: Collection[str]) -> dict[str, int]:
    """Return which of the questions stand among the unanswered ones, where staff read them without names, by words."""
    same = {one: sameness(kept) for one in words if (kept := keepable(one))}
    query = select(UnansweredQuestion.sameness, UnansweredQuestion.id)
    found = {
        row.sameness: row.id for row in session.execute(query.where(UnansweredQuestion.sameness.in_(same.values())))
    }
    return {one: found[key] for one, key in same.items() if key in found}


def words_of(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """Return how questions that stand among the unanswered ones were first put."""
    query = select(UnansweredQuestion.id, UnansweredQuestion.words).where(UnansweredQuestion.id.in_(numbers))
    return {row.id: row.words for row in session.execute(query)}
