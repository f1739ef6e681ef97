"""What a page shows of a talk: what was said, what was handed out, and who has something waiting."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.conversations.tables import Conversation, OfferedButton
from community.delivery.tables import DUE, Delivery, InboxItem
from community.students.tables import ChannelAddress

CLOCKS_APART = timedelta(minutes=1)  # clocks of several machines may differ; whoever reads knows what it has shown
MOST_AT_ONCE = 200
LATELY = 2_000  # deliveries, by the time they were queued


def addresses_waiting(session: Session, channel: str, *, now: datetime, newest: int | None = None) -> set[str]:
    """Return the addresses of a pulled channel for which something is due.

    Args:
        newest: look at so many deliveries alone, those that were queued last; at all where None.
    """
    query = (
        select(ChannelAddress.address)
        .join(Conversation, Conversation.channel_address_id == ChannelAddress.id)
        .join(Delivery, Delivery.conversation_id == Conversation.id)
        .where(DUE, Delivery.channel == channel, Delivery.due_at <= now)
    )
    if newest is not None:
        query = query.where(Delivery.id > (session.scalar(select(func.max(Delivery.id))) or 0) - newest)
    return set(session.scalars(query.distinct()))


def handed_out_since(session: Session, conversation_id: int, delivery_id: int) -> list[Delivery]:
    """Return what was handed out at or after that delivery, in the order of showing.

    The delivery itself and some before it come again, because clocks differ. One that is not of this conversation, as
    0, stands for the beginning; then the latest ones are returned.
    """
    last = session.get(Delivery, delivery_id)
    query = select(Delivery).where(Delivery.conversation_id == conversation_id, Delivery.state == "sent")
    if last is not None and last.conversation_id == conversation_id and last.sent_at is not None:
        query = query.where(Delivery.sent_at >= last.sent_at - CLOCKS_APART)
    newest_first = (Delivery.sent_at.desc(), Delivery.priority.desc(), Delivery.due_at.desc(), Delivery.id.desc())
    return list(session.scalars(query.order_by(*newest_first).limit(MOST_AT_ONCE)))[::-1]


def handed_out_lately(session: Session, channel: str, *, now: datetime) -> Mapping[int, str]:
    """Return by id what was handed out within the last minute of what was queued last, with the addresses."""
    last = session.scalar(select(func.max(Delivery.id))) or 0
    query = (
        select(Delivery.id, ChannelAddress.address)
        .join(Conversation, Delivery.conversation_id == Conversation.id)
        .join(ChannelAddress, Conversation.channel_address_id == ChannelAddress.id)
        .where(Delivery.id > last - LATELY, Delivery.channel == channel, Delivery.sent_at >= now - CLOCKS_APART)
    )
    return {row.id: row.address for row in session.execute(query)}


def of_kinds(session: Session, conversation_id: int, kinds: Collection[str]) -> list[Delivery]:
    """Return the latest of those kinds that were handed out, newest first."""
    query = select(Delivery).where(
        Delivery.conversation_id == conversation_id, Delivery.state == "sent", Delivery.kind.in_(kinds)
    )
    return list(session.scalars(query.order_by(Delivery.id.desc()).limit(MOST_AT_ONCE)))


def said(session: Session, lane: str, *, most: int) -> list[InboxItem]:
    """Return the latest messages of a lane, oldest first."""
    query = select(InboxItem).where(InboxItem.lane == lane).order_by(InboxItem.id.desc()).limit(most)
    return list(session.scalars(query))[::-1]


def titles(session: Session, conversation_id: int, keys: Iterable[str]) -> Mapping[str, str]:
    """Return the titles of the buttons that this conversation was offered under those keys."""
    query = select(OfferedButton.key, OfferedButton.title).where(
        OfferedButton.conversation_id == conversation_id, OfferedButton.key.in_(tuple(keys))
    )
    return {row.key: row.title for row in session.execute(query)}
