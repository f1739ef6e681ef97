"""Every message is kept here before its channel is told that we have it."""

import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, and_, func, not_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from community.database import DatabaseAway, one_at_a_time
from community.delivery.tables import CLAIMED, NEW, InboxItem

LEASE = timedelta(seconds=30)
MOST_OF_A_LANE = 8  # answered one after the other within one lease
MOST_WAITING = 50_000
"""Messages that may wait for their answer; beyond that channels are asked to keep theirs for a while."""


class InboxFull(DatabaseAway):
    """So many messages wait already that no more are taken in: the channel keeps them and brings them again."""


class LeaseLost(Exception):
    """Another process has taken the message over; what was done here must not count."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as it reached us.

    Args:
        lane: its conversation; messages of one lane are answered in order, one at a time.
        update_id: unique within the channel, so that a copy is known for one.
    """

    channel: str
    update_id: str
    lane: str
    body: dict[str, Any]


def keep(session: Session, arrivals: Sequence[Arrival], *, now: datetime) -> int:
    """Store the messages and return how many were new; a copy of one we have is dropped."""
    if not arrivals:
        return 0
    rows = [
        {"channel": a.channel, "update_id": a.update_id, "lane": a.lane, "body": a.body, "received_at": now}
        for a in arrivals
    ]
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(InboxItem).values([{**row, "state": "new"} for row in rows])
    return len(session.scalars(statement.on_conflict_do_nothing().returning(InboxItem.id)).all())


def claim(
    session: Session, *, claimer: str, most: int, now: datetime, at_hand: Collection[int] = ()
) -> list[InboxItem]:
    """Take up to `most` messages to answer, oldest first and no more than `MOST_OF_A_LANE` of one lane.

    A lane that is being answered, here or in another process, is left alone until its lease runs out.

    Args:
        at_hand: what the claimer is at work on, however long it takes. Where a claim was committed and the news of it
            lost, its messages are not among them and are claimed again when their lease has run out.
    """
    one_at_a_time(session, "inbox")
    is_ours = and_(InboxItem.claimed_by == claimer, InboxItem.id.in_(at_hand))
    lapsed = and_(CLAIMED, InboxItem.lease_until <= now, not_(is_ours))
    session.execute(update(InboxItem).where(lapsed).values(state="new", claimed_by=None, lease_until=None))
    busy = select(InboxItem.lane).where(CLAIMED)
    query = select(InboxItem).where(NEW, InboxItem.lane.not_in(busy)).order_by(InboxItem.id).limit(most)
    of_lane: Counter[str] = Counter()
    items = []
    for item in session.scalars(query):
        of_lane[item.lane] += 1
        if of_lane[item.lane] <= MOST_OF_A_LANE:
            item.state, item.claimed_by, item.lease_until = "claimed", claimer, now + LEASE
            items.append(item)
    return items


def finish(session: Session, item_id: int, *, claimer: str, now: datetime) -> None:
    """Mark a message answered, in the transaction of its answer.

    Raises:
        LeaseLost: another process took it over; the caller's transaction must not be committed.
    """
    _close(session, item_id, claimer, state="done", done_at=now)


def park(session: Session, item_id: int, *, claimer: str, now: datetime) -> str:
    """Set a message aside that could not be answered, and return the reference under which staff find it."""
    reference = f"M-{secrets.token_hex(3).upper()}"
    _close(session, item_id, claimer, state="parked", done_at=now, reference=reference)
    return reference


def release(session: Session, claimers: Iterable[str]) -> int:
    """Give back what these processes had claimed and will not answer any more; return how many messages."""
    result = session.execute(
        update(InboxItem)
        .where(CLAIMED, InboxItem.claimed_by.in_(tuple(claimers)))
        .values(state="new", claimed_by=None, lease_until=None)
    )
    assert isinstance(result, CursorResult)
    return result.rowcount


def is_full(session: Session) -> bool:
    """Say whether as many messages wait as may."""
    some = (select(InboxItem.id).where(state).limit(MOST_WAITING).subquery() for state in (NEW, CLAIMED))
    return sum(session.scalar(select(func.count()).select_from(part)) or 0 for part in some) >= MOST_WAITING


def is_answered(session: Session, arrival: Arrival) -> bool:
    """Say whether a kept message has been answered, or set aside as unanswerable."""
    state = session.scalar(
        select(InboxItem.state).where(InboxItem.channel == arrival.channel, InboxItem.update_id == arrival.update_id)
    )
    return state in ("done", "parked")


def oldest_waiting(session: Session) -> datetime | None:
    """Return when the oldest unanswered message arrived, None where all are answered."""
    oldest = [
        session.scalar(select(InboxItem.received_at).where(state).order_by(InboxItem.id).limit(1))
        for state in (NEW, CLAIMED)
    ]
    return min((since for since in oldest if since is not None), default=None)


def _close(session: Session, item_id: int, claimer: str, **values: Any) -> None:
    result = session.execute(
        update(InboxItem)
        .where(InboxItem.id == item_id, InboxItem.state == "claimed", InboxItem.claimed_by == claimer)
        .values(**values)
    )
    assert isinstance(result, CursorResult)
    if result.rowcount != 1:
        raise LeaseLost(item_id)
