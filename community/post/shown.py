"""What a page shows of a talk: what was said, what was handed out, and who has something waiting."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session

from community.database import UtcDateTime
from community.post.conversations import Conversation, OfferedButton
from community.post.kinds import AnyKind
from community.post.states import DeliveryState
from community.post.tables import DUE, Delivery, InboxItem, is_of
from community.students.tables import ChannelAddress

CLOCKS_APART = timedelta(minutes=1)  # clocks of several machines may differ; whoever reads knows what it has shown
MOST_AT_ONCE = 200
ASKED_AT_ONCE = 500  # SQLite takes so many values in one statement, and some more
LATELY = 2_000  # deliveries, by the time they were queued


def newly_waiting(session: Session, channel: str, *, newest: int, now: datetime) -> set[str]:
    """Return the addresses of a pulled channel for which something is due of the deliveries that were queued last.

    Args:
        newest: look at so many, of whatever channel.
    """
    columns = (Delivery.conversation_id, Delivery.channel, Delivery.state, Delivery.due_at)
    after = (session.scalar(select(func.max(Delivery.id))) or 0) - newest
    # A limit keeps the two apart: else SQLite looks among all that is due on the channel, for pages long closed too.
    last = select(*columns).where(Delivery.id > after).order_by(Delivery.id.desc()).limit(newest).subquery()
    due = and_(last.c.state == DeliveryState.DUE, last.c.channel == channel, last.c.due_at <= now)
    query = select(ChannelAddress.address).join(Conversation).join(last, last.c.conversation_id == Conversation.id)
    return set(session.scalars(query.where(due)))


def waiting_at(session: Session, channel: str, addresses: Sequence[str], *, now: datetime) -> set[str]:
    """Return at which of the addresses of a pulled channel something is due.

    What waits elsewhere, for pages that are closed, is not looked at: it waits for their return, however long.
    """
    found: set[str] = set()
    for first in range(0, len(addresses), ASKED_AT_ONCE):
        some = {"channel": channel, "addresses": addresses[first : first + ASKED_AT_ONCE], "now": now}
        found.update(session.connection().scalars(_waiting_at(), some))
    return found


@cache
def _waiting_at() -> Select[str]:
    its_talk = and_(Conversation.channel_address_id == ChannelAddress.id, Delivery.conversation_id == Conversation.id)
    waits = exists().where(its_talk, DUE, Delivery.due_at <= bindparam("now", type_=UtcDateTime))
    ours = ChannelAddress.address.in_(bindparam("addresses", expanding=True))
    return select(ChannelAddress.address).where(ChannelAddress.channel == bindparam("channel"), ours, waits)


def handed_out_since(session: Session, conversation_id: int, delivery_id: int) -> list[Delivery]:
    """Return what was handed out at or after that delivery, in the order of showing.

    The delivery itself and some before it come again, because clocks differ. One that is not of this conversation, as
    0, stands for the beginning; then the latest ones are returned.
    """
    last = session.get(Delivery, delivery_id)
    query = select(Delivery).where(Delivery.conversation_id == conversation_id, Delivery.state == DeliveryState.SENT)
    if last is not None and last.conversation_id == conversation_id and last.sent_at is not None:
        query = query.where(Delivery.sent_at >= last.sent_at - CLOCKS_APART)
    newest_first = (Delivery.sent_at.desc(), Delivery.priority.desc(), Delivery.due_at.desc(), Delivery.id.desc())
    found = session.scalars(query.order_by(*newest_first).limit(MOST_AT_ONCE))
    return [delivery for delivery in found if delivery.reply is not None][::-1]  # the words of old ones are let go of


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


def of_kinds(session: Session, conversation_id: int, kinds: Collection[AnyKind]) -> list[Delivery]:
    """Return the latest of those kinds that were handed out, newest first."""
    query = select(Delivery).where(
        Delivery.conversation_id == conversation_id, Delivery.state == DeliveryState.SENT, is_of(*kinds)
    )
    return list(session.scalars(query.order_by(Delivery.id.desc()).limit(MOST_AT_ONCE)))


def said(session: Session, lane: str, *, most: int) -> list[InboxItem]:
    """Return the latest messages of a lane, oldest first."""
    # Ordered by a sum, so that the index of lanes is taken: those of a talk may be few, and far back among all ids.
    query = select(InboxItem).where(InboxItem.lane == lane).order_by((InboxItem.id + 0).desc()).limit(most)
    return list(session.scalars(query))[::-1]


def titles(session: Session, conversation_id: int, keys: Iterable[str]) -> Mapping[str, str]:
    """Return the titles of the buttons that this conversation was offered under those keys."""
    query = select(OfferedButton.key, OfferedButton.title).where(
        OfferedButton.conversation_id == conversation_id, OfferedButton.key.in_(tuple(keys))
    )
    return {row.key: row.title for row in session.execute(query)}
