"""Who answers what is kept: messages are claimed, for a while at a time, and closed or given back."""

import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Update,
    and_,
    bindparam,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from community.database import UtcDateTime, one_at_a_time, table_of
from community.post.inbox import keep_together, of_channels
from community.post.states import InboxState
from community.post.tables import CLAIMED, IS_URGENT, NEW, InboxItem

_INBOX = table_of(InboxItem)

NEVER, EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
LEASE = timedelta(seconds=10)
"""So long a lane waits for a process that is dead or frozen; whoever lives renews its leases meanwhile."""
MOST_OF_A_LANE = 8  # answered one after the other within one lease
MOST_ATTEMPTS = 3
"""Turns that may be begun for one message; one that ended none of them is set aside."""
_BY_TURN = (InboxItem.turn_at, InboxItem.id)


class LeaseLost(Exception):
    """Another process has taken the message over; what was done here must not count."""


def claim(
    session: Session,
    *,
    claimer: str,
    channels: Collection[str],
    most: int,
    now: datetime,
    at_hand: Collection[int] = (),
    ordinary_before: datetime = EVER,
) -> list[InboxItem]:
    """Take up to `most` urgent messages to answer and as many others, no more than `MOST_OF_A_LANE` of one lane.

    Urgent ones come first, and those of one urgency as their turns come. A lane that is being answered, here or in
    another process, is left alone until its lease runs out; but what is urgent goes to the claimer that is answering
    its lane.

    Args:
        channels: whose messages the claimer can read; those of others wait for a process that can.
        at_hand: what the claimer is at work on, however long it takes. Where a claim was committed and the news of it
            lost, its messages are not among them and are claimed again when their lease has run out.
        ordinary_before: of those that are not urgent take only what has its turn before then.
        now: by the clock that all processes share.
    """
    one_at_a_time(session, "inbox")
    lapsed = {"now": now, "claimer": claimer, "at_hand": list(at_hand)}
    if freed := session.connection().scalars(_free_lapsed(), lapsed).all():
        keep_together(session, freed)
    mine = {"most": most, "channels": list(channels), "claimer": claimer, "at_hand": list(at_hand)}
    found = list(session.scalars(_most_urgent(), mine))
    if ordinary_before > NEVER:
        found += session.scalars(_next_new(), {"most": most, "channels": list(channels), "before": ordinary_before})
    items = _some_of_each_lane(found)
    if items:
        taken = {"ids": [item.id for item in items], "claimer": claimer, "until": now + LEASE, "begun": _begun(items)}
        session.connection().execute(_take(), taken)
    return items


def renew(session: Session, item_ids: Collection[int], *, claimer: str, now: datetime) -> None:
    """Keep what the claimer is at work on: it lives, and is to be left its lanes for a while longer."""
    ours = {"claimer": claimer, "at_hand": list(item_ids), "until": now + LEASE}
    session.connection().execute(_renewed(), ours)


def begin(session: Session, item_id: int, *, claimer: str) -> int:
    """Count one more turn for a message before it begins, and return how many that makes.

    Only for what a process died over, or what took too long: counting every turn by itself would cost a transaction.

    Raises:
        LeaseLost: another process took it over.
    """
    counted = {"item": item_id, "claimer": claimer}
    if session.connection().execute(_counted(), counted).rowcount != 1:
        raise LeaseLost(item_id)
    return session.scalars(select(InboxItem.attempts).where(InboxItem.id == item_id)).one()


def finish(session: Session, item_id: int, *, claimer: str, now: datetime) -> None:
    """Mark a message answered, in the transaction of its answer.

    Raises:
        LeaseLost: another process took it over; the caller's transaction must not be committed.
    """
    _close(session, item_id, claimer, state=InboxState.DONE, at=now)


def park(session: Session, item_id: int, *, claimer: str, now: datetime) -> str:
    """Set a message aside that could not be answered, and return the reference under which staff find it."""
    reference = f"M-{secrets.token_hex(3).upper()}"
    _close(session, item_id, claimer, state=InboxState.PARKED, at=now, reference=reference)
    return reference


def release(session: Session, claimers: Iterable[str], *, called_off: Collection[int] | None = None) -> int:
    """Give back what these processes had claimed and will not answer any more; return how many messages.

    Args:
        called_off: the turns that were under way when a process ended in order; None where it died, over any of them.
    """
    theirs = update(InboxItem).where(CLAIMED, InboxItem.claimed_by.in_(tuple(claimers)))
    given = theirs.values(state=InboxState.NEW, claimed_by=None, lease_until=None, interrupted=True)
    if called_off is not None:
        suspect = or_(InboxItem.interrupted, InboxItem.id.in_(called_off))
        # What was only claimed has had no turn, whatever was counted for it.
        given = given.values(interrupted=suspect, attempts=sql_case((suspect, InboxItem.attempts), else_=0))
    lanes = session.scalars(given.returning(InboxItem.lane)).all()
    keep_together(session, lanes)
    return len(lanes)


def _some_of_each_lane(found: Sequence[InboxItem]) -> list[InboxItem]:
    of_lane: Counter[str] = Counter()
    items = []
    for item in dict.fromkeys(found):
        of_lane[item.lane] += 1
        if of_lane[item.lane] <= MOST_OF_A_LANE:
            items.append(item)
    return items


def _begun(items: Sequence[InboxItem]) -> list[int]:
    """Return what is answered at once: the first of each lane. The turns of others are counted by `begin`."""
    first = {item.lane: item.id for item in reversed(items)}
    return [item.id for item in items if first[item.lane] == item.id and not item.interrupted]


def _close(
    session: Session, item_id: int, claimer: str, *, state: str, at: datetime, reference: str | None = None
) -> None:
    closed = {"item": item_id, "claimer": claimer, "as": state, "at": at, "under": reference}
    if session.connection().execute(_closed(), closed).rowcount != 1:
        raise LeaseLost(item_id)


# Built once, and run through the connection, for the reasons that inbox.py gives.


@cache
def _free_lapsed() -> ReturningUpdate[str]:
    lapsed = and_(CLAIMED, _INBOX.c.lease_until <= bindparam("now"), not_(_is_ours()))
    freed = (
        update(_INBOX).where(lapsed).values(state=InboxState.NEW, claimed_by=None, lease_until=None, interrupted=true())
    )
    return freed.returning(_INBOX.c.lane)


@cache
def _next_new() -> Select[InboxItem]:
    busy = select(InboxItem.lane).where(CLAIMED)
    most = bindparam("most", type_=Integer)
    in_time = InboxItem.turn_at < bindparam("before", type_=UtcDateTime)
    waiting = select(InboxItem).where(NEW, in_time, of_channels(), InboxItem.lane.not_in(busy))
    return waiting.order_by(*_BY_TURN).limit(most)


@cache
def _most_urgent() -> Select[InboxItem]:
    elsewhere = select(_INBOX.c.lane).where(CLAIMED, not_(_is_ours()))
    most = bindparam("most", type_=Integer)
    urgent = select(InboxItem).where(NEW, IS_URGENT, of_channels(), InboxItem.lane.not_in(elsewhere))
    return urgent.order_by(InboxItem.urgency.desc(), *_BY_TURN).limit(most)


def _is_ours() -> ColumnElement[bool]:
    return and_(_INBOX.c.claimed_by == bindparam("claimer"), _INBOX.c.id.in_(bindparam("at_hand", expanding=True)))


@cache
def _take() -> Update:
    taken = update(_INBOX).where(_INBOX.c.id.in_(bindparam("ids", type_=Integer, expanding=True)))
    begun = sql_case((_INBOX.c.id.in_(bindparam("begun", type_=Integer, expanding=True)), 1), else_=0)
    return taken.values(
        state=InboxState.CLAIMED,
        claimed_by=bindparam("claimer"),
        lease_until=bindparam("until"),
        attempts=_INBOX.c.attempts + begun,
    )


@cache
def _renewed() -> Update:
    return update(_INBOX).where(CLAIMED, _is_ours()).values(lease_until=bindparam("until"))


@cache
def _counted() -> Update:
    mine = and_(_INBOX.c.id == bindparam("item"), CLAIMED, _INBOX.c.claimed_by == bindparam("claimer"))
    return update(_INBOX).where(mine).values(attempts=_INBOX.c.attempts + 1, interrupted=true())


@cache
def _closed() -> Update:
    mine = and_(_INBOX.c.id == bindparam("item"), CLAIMED, _INBOX.c.claimed_by == bindparam("claimer"))
    closed = update(_INBOX).where(mine)
    return closed.values(state=bindparam("as"), done_at=bindparam("at"), reference=bindparam("under"))
