"""All that is still to be sent: put in with the change that causes it, and what became of it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session, contains_eager

from community.database import UtcDateTime, insert_new, insert_new_selected, one_at_a_time, table_of
from community.post import rules
from community.post.conversations import Conversation
from community.post.kinds import Kind, Priority, Row
from community.post.rules import Dropped, GivenUp, Outcome, Sent, TryAgain, Uncertain
from community.post.states import DeliveryState
from community.post.tables import DUE, SENDING, Delivery, tells_of
from community.students.tables import ChannelAddress

_OUTBOX = table_of(Delivery)


def enqueue(
    session: Session,
    kind: Kind[Row],
    conversation: Conversation,
    *,
    due_at: datetime,
    now: datetime,
    about: Row | None = None,
    reply: Mapping[str, Any] | None = None,
    valid_until: datetime | None = None,
    key: str | None = None,
) -> int | None:
    """Put one delivery in the outbox and return its id, or None where the same one is in it already.

    Args:
        about: what it tells of; the reply is composed from that as it stands when it is sent.
        reply: the packed reply, where it is settled now.
        valid_until: from then on it is dropped rather than sent late; as its kind says where None.
        key: what makes it the same as another; kind, subject, conversation and due time where None.
    """
    values = _values(
        kind, conversation, due_at=due_at, now=now, about=about, reply=reply, valid_until=valid_until, key=key
    )
    return next(iter(insert_new(session, Delivery, [values])), None)


def enqueue_for_all(
    session: Session,
    kind: Kind[Row],
    conversations: Iterable[Conversation],
    *,
    key: Callable[[Conversation], str],
    due_at: datetime,
    now: datetime,
    about: Row,
) -> int:
    """Put the same delivery in the outbox for many readers at once, and return how many were not in it yet."""
    rows = [
        _values(kind, reader, due_at=due_at, now=now, about=about, reply=None, valid_until=None, key=key(reader))
        for reader in conversations
    ]
    return len(insert_new(session, Delivery, rows))


def enqueue_after(session: Session, kind: Kind[Delivery], earlier: ColumnElement[bool], *, now: datetime) -> int:
    """Put a delivery about each of these earlier ones in the outbox, for its reader and due now; return how many new.

    In one statement: of a notice to everybody there are as many as there are students, and who writes waits meanwhile.
    """
    row: dict[str, ColumnElement[Any]] = {
        "key": literal(f"{kind.name}:") + cast(_OUTBOX.c.id, String) + f":{now.timestamp():.3f}",
        "conversation_id": _OUTBOX.c.conversation_id,
        "channel": _OUTBOX.c.channel,
        "about": _OUTBOX.c.id,
        "kind": literal(kind.name),
        "priority": literal(int(kind.priority)),
        "due_at": literal(now, UtcDateTime),
        "created_at": literal(now, UtcDateTime),
        "wall_time": literal(""),
        "state": literal(DeliveryState.DUE.value),
        "attempts": literal(0),
        "interrupted": literal(False),
        "cause": literal(""),
    }
    session.flush()
    return insert_new_selected(session, Delivery, row, earlier)


def _values(
    kind: Kind[Row],
    conversation: Conversation,
    *,
    due_at: datetime,
    now: datetime,
    about: Row | None,
    reply: Mapping[str, Any] | None,
    valid_until: datetime | None,
    key: str | None,
) -> dict[str, Any]:
    place, number = conversation.channel_address, kind.number(about)
    return {
        "key": key or f"{kind.name}:{number}:{conversation.id}:{due_at.timestamp():.0f}",
        "conversation_id": conversation.id,
        "channel": place.channel,
        "kind": kind.name,
        "about": number,
        "reply": dict(reply) if reply is not None else None,
        "priority": int(kind.priority),
        "due_at": due_at,
        "wall_time": _wall_time(conversation, due_at),
        "valid_until": valid_until or kind.until(about, due_at=due_at),
        "state": DeliveryState.DUE,
        "attempts": 0,
        "interrupted": False,
        "cause": "",
        "created_at": now,
    }


def _wall_time(conversation: Conversation, due_at: datetime) -> str:
    student = conversation.channel_address.student
    if student is None:
        return ""
    return f"{due_at.astimezone(ZoneInfo(student.zone)):%Y-%m-%d %H:%M} {student.zone}"


def cancel(session: Session, kind: Kind[Row], about: Row, *, conversation_id: int | None = None) -> int:
    """Take back what has not been sent of one kind about one thing; return how many deliveries that were.

    What is being sent at this moment cannot be called back; should the channel not take it, nothing is left to say.
    """
    query = update(Delivery).where(tells_of(kind, about), Delivery.state == DeliveryState.DUE)
    if conversation_id is not None:
        query = query.where(Delivery.conversation_id == conversation_id)
    result = session.execute(query.values(state=DeliveryState.CANCELLED))
    assert isinstance(result, CursorResult)
    return result.rowcount


def planned(session: Session, kind: Kind[Row], about: Row, conversation_id: int) -> list[Delivery]:
    """Return what is queued of one kind about one thing for a conversation, the earliest first."""
    query = select(Delivery).where(tells_of(kind, about), Delivery.state == DeliveryState.DUE)
    return list(session.scalars(query.where(Delivery.conversation_id == conversation_id).order_by(Delivery.due_at)))


def waiting_for(session: Session, channel: str, address: str, *, now: datetime) -> list[Delivery]:
    """Return what is due at an address of a pulled channel, in the order in which to show it."""
    one_at_a_time(session, f"outbox:{channel}:{address}")
    return list(session.scalars(_waiting(), {"channel": channel, "address": address, "now": now}))


def anything_waits(session: Session, channel: str, address: str, *, now: datetime) -> bool:
    """Say whether something is due at an address."""
    asked = {"channel": channel, "address": address, "now": now}
    return session.connection().execute(_due_at(Delivery.id).limit(1), asked).first() is not None


@cache
def _waiting() -> Select[Delivery]:
    place = contains_eager(Delivery.conversation).contains_eager(Conversation.channel_address)
    waiting = _due_at(Delivery).options(place.joinedload(ChannelAddress.student))
    return waiting.order_by(Delivery.priority, Delivery.due_at, Delivery.id)


@cache
def _due_at(what: Any) -> Select[Any]:
    return (
        select(what)
        .join(Delivery.conversation)
        .join(Conversation.channel_address)
        .where(ChannelAddress.channel == bindparam("channel"), ChannelAddress.address == bindparam("address"))
        .where(DUE, Delivery.due_at <= bindparam("now"))
    )


def count_waiting(session: Session, conversation_id: int, *, now: datetime) -> int:
    """Return how many deliveries are due for one conversation and not sent yet."""
    return session.connection().scalar(_count_waiting(), {"conversation": conversation_id, "now": now}) or 0


@cache
def _count_waiting() -> Select[int]:
    of_it = Delivery.conversation_id == bindparam("conversation")
    return select(func.count()).select_from(Delivery).where(DUE, of_it, Delivery.due_at <= bindparam("now"))


def is_overtaken(session: Session, delivery: Delivery, *, now: datetime) -> bool:
    """Say whether a later delivery of the same kind about the same is due by now too, as after a night or an outage."""
    later = or_(Delivery.due_at > delivery.due_at, and_(Delivery.due_at == delivery.due_at, Delivery.id > delivery.id))
    same = (Delivery.kind == delivery.kind, Delivery.about == delivery.about)
    query = select(Delivery.id).where(DUE, Delivery.conversation_id == delivery.conversation_id, *same)
    return session.scalar(query.where(later, Delivery.due_at <= now).limit(1)) is not None


def record(session: Session, delivery: Delivery, outcome: Outcome, *, now: datetime) -> None:
    """Write down how a delivery ended, or when it is tried again."""
    delivery.lease_until = delivery.claimed_by = None
    match outcome:
        case Sent(external_id):
            delivery.state, delivery.sent_at, delivery.external_id = DeliveryState.SENT, now, external_id
        case TryAgain(cause, after):
            _try_again(delivery, cause, refused=after is not None, now=now)
        case Uncertain(cause):
            delivery.state, delivery.cause = DeliveryState.UNCERTAIN, cause
        case Dropped(cause):
            delivery.state, delivery.cause = DeliveryState.DROPPED, cause
        case GivenUp(cause, recipient_gone):
            delivery.state, delivery.cause = DeliveryState.GIVEN_UP, cause
            if recipient_gone:
                delivery.conversation.channel_address.blocked_at = now
    session.flush()


def _try_again(delivery: Delivery, cause: str, *, refused: bool, now: datetime) -> None:
    """Keep it for another try; a refusal is no failure of this delivery: its chat waits, it keeps its place."""
    delivery.state, delivery.cause = DeliveryState.DUE, cause
    if refused:
        return
    delivery.attempts += 1
    again = rules.retry_at(delivery.attempts, now=now)
    if delivery.attempts <= rules.HOLDS_ITS_CHAT:
        chat, held_until = delivery.conversation, min(again, now + rules.LONGEST_HOLD)
        chat.send_after = max(held_until, chat.send_after or held_until)
    else:
        delivery.due_at = again
    if delivery.attempts >= rules.MOST_ATTEMPTS:
        delivery.state = DeliveryState.GIVEN_UP


def postpone(delivery: Delivery, until: datetime) -> None:
    """Keep a delivery for later, as for the end of the quiet hours; that is no failed attempt."""
    delivery.state, delivery.due_at, delivery.claimed_by, delivery.lease_until = DeliveryState.DUE, until, None, None


def oldest_due(session: Session, channels: Collection[str], *, now: datetime) -> datetime | None:
    """Return since when the oldest delivery of the channels is overdue, None where none is."""
    oldest = select(func.min(Delivery.due_at))
    # A level at a time an index leads straight to the oldest, however many wait behind it.
    waiting = [
        oldest.where(DUE, Delivery.channel == channel, Delivery.priority == level, Delivery.due_at <= now)
        for channel in channels
        for level in Priority
    ]
    found = session.scalars(union_all(*waiting, oldest.where(SENDING, Delivery.channel.in_(tuple(channels)))))
    return min((since for since in found if since is not None), default=None)


def find_sent(session: Session, conversation_id: int, external_id: str) -> Delivery | None:
    """Return the delivery that the channel knows under that name, None where it was not ours."""
    return session.scalar(
        select(Delivery).where(Delivery.conversation_id == conversation_id, Delivery.external_id == external_id)
    )


def history(session: Session, conversation_ids: Iterable[int], *, most: int) -> list[Delivery]:
    """Return the latest deliveries that were shown in the conversations, oldest first."""
    query = select(Delivery).where(
        Delivery.conversation_id.in_(tuple(conversation_ids)), Delivery.state == DeliveryState.SENT
    )
    return list(session.scalars(query.order_by(Delivery.id.desc()).limit(most)))[::-1]
