"""Which deliveries may leave now: the most urgent first, one a conversation, as fast as the channel allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, joinedload

from community.database import UtcDateTime, one_at_a_time
from community.post import pacing
from community.post.conversations import Conversation
from community.post.kinds import Priority
from community.post.pacing import Rate
from community.post.tables import DUE, SENDING, ChannelPace, Delivery
from community.students.tables import ChannelAddress

LOOKED_AT = 4  # times as many rows as are wanted: some conversations have several waiting, of which one may leave


@dataclass(frozen=True, slots=True)
class Opening:
    """What may leave now, and when to look again where less did than was asked for; None where nothing waits."""

    deliveries: Sequence[Delivery]
    look_again_at: datetime | None


def await_turn(session: Session, channel: str) -> None:
    """Wait until nobody else takes deliveries of the channel out, and hold them off until the transaction ends."""
    session.connection()  # SQLite's writers queue here
    one_at_a_time(session, f"outbox:{channel}")


def find(session: Session, channel: str, *, rate: Rate, most: int, now: datetime) -> Opening:
    """Return up to `most` deliveries of a pushed channel that may be sent at `now`, the most urgent first.

    Until the transaction ends nobody else is given any. One whose conversation is being sent to, or was a moment ago,
    is left for later. Call `sending.begin` for those that are sent.
    """
    await_turn(session, channel)
    pace = pace_of(session, channel)
    if pacing.is_waiting(pace.paused_until, now):
        return Opening((), pace.paused_until)
    if pace.failures and _is_sending(session, channel):
        return Opening((), None)  # the one message that tries it is on its way
    places = min(most, pacing.room(pace.recent, rate, now), 1 if pace.failures else most)
    if places <= 0:
        return Opening((), pacing.room_again_at(pace.recent, rate, now))
    deliveries = _most_urgent(session, channel, places, now)
    if len(deliveries) == places:
        return Opening(deliveries, pacing.room_again_at(pacing.with_sent(pace.recent, places, rate, now), rate, now))
    return Opening(deliveries, _next_moment(session, channel, now))


def pace_of(session: Session, channel: str) -> ChannelPace:
    """Return how fast the channel was sent to lately; one that never was begins now."""
    pace = session.get(ChannelPace, channel)
    if pace is None:
        pace = ChannelPace(channel=channel, recent={})
        session.add(pace)
        session.flush()
    session.info["pace", channel] = pace  # a session forgets what nobody holds, and would ask for it again
    return pace


def _is_sending(session: Session, channel: str) -> bool:
    return session.scalar(select(Delivery.id).where(SENDING, Delivery.channel == channel).limit(1)) is not None


def _most_urgent(session: Session, channel: str, most: int, now: datetime) -> Sequence[Delivery]:
    chosen: dict[int, int] = {}
    for row in session.execute(_candidates(), _told(channel, now) | {"most": most * LOOKED_AT}):
        chosen.setdefault(row.conversation_id, row.id)
    ids = list(chosen.values())[:most]
    if not ids:
        return ()
    found = {delivery.id: delivery for delivery in session.scalars(_with_readers(), {"ids": ids})}
    return [found[one] for one in ids]


def _next_moment(session: Session, channel: str, now: datetime) -> datetime | None:
    """Return when something may leave that may not now: its time comes, or its chat is free again."""
    moments = session.scalars(_coming(), _told(channel, now))
    return min((moment for moment in moments if moment is not None), default=None)


# The queries are built once: with a part for each urgency, building them anew takes longer than running them.

_IDS = bindparam("ids", type_=Integer, expanding=True)
_CHANNEL, _NOW, _FAR = (
    bindparam("channel", type_=String),
    bindparam("now", type_=UtcDateTime),
    bindparam("far", type_=UtcDateTime),
)


def _told(channel: str, now: datetime) -> dict[str, Any]:
    return {"channel": channel, "now": now, "far": now + pacing.LONGEST_PAUSE}


@cache
def _candidates() -> CompoundSelect[int, int]:
    """Return the query of what may leave, the most urgent first: one level at a time an index leads straight there."""
    return union_all(*map(_of_level, Priority))


def _of_level(level: int) -> Select[int, int]:
    sending = select(Delivery.conversation_id).where(SENDING)
    query = (
        select(Delivery.id, Delivery.conversation_id)
        .join(Delivery.conversation)
        .where(DUE, Delivery.channel == _CHANNEL, Delivery.priority == level, _is_due(level))
        .where(or_(Conversation.send_after.is_(None), not_(_is_ahead())))
        .where(Delivery.conversation_id.not_in(sending))
        .order_by(Delivery.due_at, Delivery.id)
        .limit(bindparam("most", type_=Integer))
        .subquery()
    )
    return select(query.c.id, query.c.conversation_id)


def _is_due(level: int) -> ColumnElement[bool]:
    """What answers a person is due at once: a due time far ahead was written before the clock was set back."""
    if level > Priority.REPLY:
        return Delivery.due_at <= _NOW
    return or_(Delivery.due_at <= _NOW, Delivery.due_at > _FAR)


def _is_ahead() -> ColumnElement[bool]:
    """Its chat must wait; a wait longer than any we keep was written before the clock was set back."""
    return and_(Conversation.send_after > _NOW, Conversation.send_after <= _FAR)


@cache
def _with_readers() -> Select[Delivery]:
    address = joinedload(Delivery.conversation).joinedload(Conversation.channel_address)
    query = select(Delivery).where(Delivery.id.in_(_IDS))
    return query.options(address.joinedload(ChannelAddress.student))


@cache
def _coming() -> CompoundSelect[datetime | None]:
    of_levels = [
        select(func.min(Delivery.due_at)).where(
            DUE, Delivery.channel == _CHANNEL, Delivery.priority == level, Delivery.due_at > _NOW
        )
        for level in Priority
    ]
    # From the few chats that must wait to what is due for them: all that is due may be a broadcast to everybody.
    of_it = Delivery.conversation_id == Conversation.id
    has_more = exists().where(of_it, DUE, Delivery.channel == _CHANNEL, Delivery.due_at <= _NOW)
    waits = select(func.min(Conversation.send_after)).where(_is_ahead(), has_more)
    return union_all(*of_levels, waits)
