"""What is on its way: noted before it leaves, and how it ended; what a dead process left unrecorded is settled."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Integer, Update, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from community.database import table_of
from community.post import outbox, pacing, rules
from community.post.conversations import Conversation
from community.post.openings import pace_of
from community.post.pacing import Rate
from community.post.rules import Outcome, Sent, TryAgain
from community.post.states import DeliveryState
from community.post.tables import SENDING, ChannelPace, Delivery

_OUTBOX = table_of(Delivery)
_IDS = bindparam("ids", type_=Integer, expanding=True)


def begin(
    session: Session,
    channel: str,
    deliveries: Sequence[Delivery],
    *,
    claimer: str,
    rate: Rate,
    now: datetime,
    leased_at: datetime | None = None,
) -> None:
    """Note, before they leave, that the deliveries are being sent.

    Args:
        leased_at: `now` by the clock that all processes share, where that may be another.
    """
    if not deliveries:
        return
    session.flush()
    connection = session.connection()  # past the session: nobody looks at these objects again
    taken = {"ids": [one.id for one in deliveries], "claimer": claimer, "until": (leased_at or now) + rules.LEASE}
    connection.execute(_take(), taken)
    connection.execute(_space(), {"ids": [one.conversation_id for one in deliveries], "until": now + rate.gap})
    pace = pace_of(session, channel)
    pace.recent = pacing.with_sent(pace.recent, len(deliveries), rate, now)


@cache
def _take() -> Update:
    ours = update(_OUTBOX).where(_OUTBOX.c.id.in_(_IDS))
    return ours.values(state=DeliveryState.SENDING, claimed_by=bindparam("claimer"), lease_until=bindparam("until"))


@cache
def _space() -> Update:
    chats = table_of(Conversation)
    return update(chats).where(chats.c.id.in_(_IDS)).values(send_after=bindparam("until"))


def renew(session: Session, delivery_id: int, *, claimer: str, leased_at: datetime) -> bool:
    """Lengthen the lease of a send that goes on; return False where another process has taken it over."""
    ours = and_(_OUTBOX.c.id == delivery_id, _OUTBOX.c.claimed_by == claimer, _OUTBOX.c.state == DeliveryState.SENDING)
    renewed = update(_OUTBOX).where(ours).values(lease_until=leased_at + rules.LEASE)
    return session.connection().execute(renewed).rowcount == 1


def end(
    session: Session, channel: str, outcomes: Sequence[tuple[int, Outcome]], *, claimer: str, now: datetime
) -> None:
    """Record how sends ended; one that another process has taken over meanwhile is left to it."""
    pace = pace_of(session, channel)
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
    # Not the condition `SENDING`, which is written out and so cannot be run for many at once.
    still = _OUTBOX.c.state == DeliveryState.SENDING
    ended = update(_OUTBOX).where(ours, still).values(state=DeliveryState.SENT, claimed_by=None, lease_until=None)
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
    session.execute(update(Delivery).where(lost).values(state=DeliveryState.DUE, claimed_by=None, lease_until=None))


def take_over(session: Session, dead: Iterable[str], *, now: datetime, living: str | None = None) -> int:
    """Settle the sends that a dead process left unrecorded; return how many there were.

    Nobody knows whether they arrived. Once, such a delivery is sent again: the student might wait for it. A second
    time it is uncertain and left to staff.

    Args:
        now: by the clock that all processes share.
        living: who asks. It knows itself which of its sends are still under way, however long it stood still.
    """
    lapsed = and_(Delivery.lease_until <= now, Delivery.claimed_by != living)
    lost = and_(SENDING, or_(Delivery.claimed_by.in_(tuple(dead)), lapsed))
    query = select(Delivery).where(lost).with_for_update(skip_locked=True, of=Delivery)
    deliveries = session.scalars(query).all()
    for delivery in deliveries:
        delivery.state = DeliveryState.UNCERTAIN if delivery.interrupted else DeliveryState.DUE
        delivery.interrupted, delivery.cause = True, "interrupted"
        delivery.claimed_by = delivery.lease_until = None
    return len(deliveries)
