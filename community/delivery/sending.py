"""Taking due deliveries out of the outbox: the most urgent first, one a conversation, as fast as the channel allows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
    Update,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session, joinedload

from community.conversations.tables import Conversation
from community.database import UtcDateTime, one_at_a_time, table_of
from community.delivery import outbox, pacing, rules
from community.delivery.pacing import Rate
from community.delivery.rules import Outcome, Sent, TryAgain
from community.delivery.tables import DUE, SENDING, ChannelPace, Delivery
from community.students.tables import ChannelAddress

LEVELS = sorted(set(rules.PRIORITIES.values()))
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


def opening(session: Session, channel: str, *, rate: Rate, most: int, now: datetime) -> Opening:
    """Return up to `most` deliveries of a pushed channel that may be sent at `now`, the most urgent first.

    Until the transaction ends nobody else is given any. One whose conversation is being sent to, or was a moment ago,
    is left for later. Call `begin` for those that are sent.
    """
    await_turn(session, channel)
    pace = _pace(session, channel)
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


def _pace(session: Session, channel: str) -> ChannelPace:
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

_OUTBOX = table_of(Delivery)
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
    return union_all(*map(_of_level, LEVELS))


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
    if level > rules.REPLY:
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
        for level in LEVELS
    ]
    waits = (
        select(func.min(Conversation.send_after))
        .join(Delivery, Delivery.conversation_id == Conversation.id)
        .where(DUE, Delivery.channel == _CHANNEL, Delivery.due_at <= _NOW, _is_ahead())
    )
    return union_all(*of_levels, waits)


def begin(
    session: Session, channel: str, deliveries: Sequence[Delivery], *, claimer: str, rate: Rate, now: datetime
) -> None:
    """Note, before they leave, that the deliveries are being sent."""
    if not deliveries:
        return
    session.flush()
    connection = session.connection()  # past the session: nobody looks at these objects again
    taken = {"ids": [one.id for one in deliveries], "claimer": claimer, "until": now + rules.LEASE}
    connection.execute(_take(), taken)
    connection.execute(_space(), {"ids": [one.conversation_id for one in deliveries], "until": now + rate.gap})
    pace = _pace(session, channel)
    pace.recent = pacing.with_sent(pace.recent, len(deliveries), rate, now)


@cache
def _take() -> Update:
    ours = update(_OUTBOX).where(_OUTBOX.c.id.in_(_IDS))
    return ours.values(state="sending", claimed_by=bindparam("claimer"), lease_until=bindparam("until"))


@cache
def _space() -> Update:
    chats = table_of(Conversation)
    return update(chats).where(chats.c.id.in_(_IDS)).values(send_after=bindparam("until"))


def end(
    session: Session, channel: str, outcomes: Sequence[tuple[int, Outcome]], *, claimer: str, now: datetime
) -> None:
    """Record how sends ended; one that another process has taken over meanwhile is left to it."""
    pace = _pace(session, channel)
    sent = [
        {"delivery": delivery, "claimer": claimer, "at": now, "name": outcome.external_id}
        for delivery, outcome in outcomes
        if isinstance(outcome, Sent)
    ]
    if sent:
        session.connection().execute(_sent(), sent)
    failed = _end_otherwise(
        session, pace, {one: outcome for one, outcome in outcomes if not isinstance(outcome, Sent)}, claimer, now
    )
    _note_health(pace, taken=bool(sent), failed=failed, now=now)


@cache
def _sent() -> Update:
    ours = and_(_OUTBOX.c.id == bindparam("delivery"), _OUTBOX.c.claimed_by == bindparam("claimer"))
    still = _OUTBOX.c.state == "sending"  # not SENDING, which is written out, and so cannot be run for many at once
    ended = update(_OUTBOX).where(ours, still).values(state="sent", claimed_by=None, lease_until=None)
    return ended.values(sent_at=bindparam("at"), external_id=bindparam("name"))


def _end_otherwise(
    session: Session, pace: ChannelPace, outcomes: Mapping[int, Outcome], claimer: str, now: datetime
) -> bool:
    """Record the sends that were not taken; return whether one failed rather than being refused or given up."""
    if not outcomes:
        return False
    failed = False
    query = select(Delivery).where(Delivery.id.in_(outcomes), SENDING, Delivery.claimed_by == claimer)
    for delivery in session.scalars(query):
        outcome = outcomes[delivery.id]
        match outcome:
            case TryAgain(after=after) if after is not None:
                _refused(pace, delivery, now + min(after, pacing.LONGEST_PAUSE))
            case rules.TryAgain() | rules.Uncertain():
                failed = True
        outbox.record(session, delivery, outcome, now=now)
    return failed


def _refused(pace: ChannelPace, delivery: Delivery, until: datetime) -> None:
    """Leave that chat alone, and the whole channel where it has refused another chat just before."""
    delivery.conversation.send_after = until
    if pace.refused_chat not in (None, delivery.conversation_id):
        pace.paused_until = until
    pace.refused_chat = delivery.conversation_id


def _note_health(pace: ChannelPace, *, taken: bool, failed: bool, now: datetime) -> None:
    if taken:
        pace.failures, pace.refused_chat = 0, None
    elif failed and not pacing.is_waiting(pace.paused_until, now):  # what left before the pause says nothing new
        pace.failures += 1
        pace.paused_until = now + pacing.pause_after(pace.failures)


def give_back(session: Session, channel: str, *, claimer: str, at_hand: Collection[int]) -> None:
    """Make due again what a transaction took out whose end the claimer did not hear: nothing of that has left.

    Args:
        at_hand: what the claimer is really sending, or has sent and not recorded yet.
    """
    lost = and_(SENDING, Delivery.channel == channel, Delivery.claimed_by == claimer, Delivery.id.not_in(at_hand))
    session.execute(update(Delivery).where(lost).values(state="due", claimed_by=None, lease_until=None))


def take_over(session: Session, dead: Iterable[str], *, now: datetime) -> int:
    """Settle the sends that a dead process left unrecorded; return how many there were.

    Nobody knows whether they arrived. Once, such a delivery is sent again: the student might wait for it. A second
    time it is uncertain and left to staff.
    """
    lost = and_(SENDING, or_(Delivery.claimed_by.in_(tuple(dead)), Delivery.lease_until <= now))
    query = select(Delivery).where(lost).with_for_update(skip_locked=True, of=Delivery)
    deliveries = session.scalars(query).all()
    for delivery in deliveries:
        delivery.state = "uncertain" if delivery.interrupted else "due"
        delivery.interrupted, delivery.cause = True, "interrupted"
        delivery.claimed_by = delivery.lease_until = None
    return len(deliveries)
