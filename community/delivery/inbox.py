"""Every message is kept here before its channel is told that we have it."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Integer,
    Select,
    String,
    Update,
    and_,
    bindparam,
    cast,
    func,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session

from community.database import DatabaseAway, UtcDateTime, insert_new_returning, one_at_a_time, table_of
from community.delivery.tables import CLAIMED, IS_URGENT, NEW, OPEN, PARKED, InboxItem

_INBOX = table_of(InboxItem)
_BY_TURN = (InboxItem.turn_at, InboxItem.id)
NEVER, EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

KNOWN_FOR = timedelta(days=2)
"""How long an id stands for the same message; after that it names a new one.

Telegram keeps an update for 24 hours at most, so no copy comes later. After a week without updates it draws the next id
at random (Bot API, "Getting updates" and "Update"), so one that was used before can come again.
"""

LEASE = timedelta(seconds=10)
"""So long a lane waits for a process that is dead or frozen; whoever lives renews its leases meanwhile."""
MOST_OF_A_LANE = 8  # answered one after the other within one lease
MOST_ATTEMPTS = 3
"""Turns that may be begun for one message; one that ended none of them is set aside."""
ORDINARY, URGENT, URGENT_OF_SOMEBODY_KNOWN = 0, 1, 2
"""A message's urgency. What may be danger goes before all else, and first that of whoever has been here for a while:
anybody can open a new talk, again and again."""

MOST_BEFORE = 3
"""Earlier messages of its own lane that are answered right before an urgent one; where more wait, it goes first."""

MOST_WAITING, MOST_WAITING_WITH_URGENT = 50_000, 60_000
"""Messages that may wait for their answer; beyond that channels are asked to keep theirs for a while.

Places are kept for what is urgent, which is answered first."""


class InboxFull(DatabaseAway):
    """So many messages wait already that no more are taken in: the channel keeps them and brings them again."""


class LeaseLost(Exception):
    """Another process has taken the message over; what was done here must not count."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as it reached us.

    Args:
        lane: its conversation; messages of one lane are answered in order, one at a time.
        update_id: unique within the channel for as long as `known_for`, so that a copy is known for one.
        visitor: whose address it comes from, where talks cost nothing to begin; kept in memory alone, and only for
            the order of turns.
        urgency: what a first look at it says; who keeps it unseen keeps it as ordinary.
        since: when the talk began that it belongs to; None where nothing of it has been answered yet.
        turn_at: when its turn comes; at once where None.
        known_for: None for an id that no other message ever bears.
    """

    channel: str
    update_id: str
    lane: str
    body: dict[str, Any]
    visitor: str = ""
    urgency: int = ORDINARY
    since: datetime | None = None
    turn_at: datetime | None = None
    known_for: timedelta | None = KNOWN_FOR

    @property
    def name(self) -> tuple[str, str]:
        """What makes it known when it comes again."""
        return self.channel, self.update_id


def keep(session: Session, arrivals: Sequence[Arrival], *, now: datetime) -> frozenset[tuple[str, str]]:
    """Store the messages and return the names of those that were new; a copy of one we have is dropped.

    Two are the same that bear one id within `known_for`.
    """
    shared = {"received_at": now, "state": "new", "attempts": 0, "interrupted": False}
    rows = [
        {
            "channel": a.channel,
            "update_id": a.update_id,
            "lane": a.lane,
            "body": a.body,
            "urgency": a.urgency,
            "turn_at": a.turn_at or now,
            **shared,
        }
        for a in arrivals
    ]
    new = _inserted(session, rows)
    if len(new) < len(rows) and _free_old_ids(session, [a for a in arrivals if a.name not in new], now):
        new |= _inserted(session, [row for row in rows if (row["channel"], row["update_id"]) not in new])
    for lane, urgency in {a.lane: a.urgency for a in arrivals if a.urgency}.items() if new else ():
        _bring_along(session, lane, urgency)
    return frozenset(new)


def _inserted(session: Session, rows: Sequence[Mapping[str, Any]]) -> set[tuple[str, str]]:
    new = insert_new_returning(session, InboxItem, rows, "channel", "update_id")
    return {(channel, update_id) for channel, update_id in new}


def _free_old_ids(session: Session, seen: Sequence[Arrival], now: datetime) -> bool:
    """Have messages that bore these ids so long ago that they are others bear them no more; say whether any did."""
    ids: defaultdict[tuple[str, timedelta], set[str]] = defaultdict(set)
    for one in seen:
        if one.known_for is not None:
            ids[one.channel, one.known_for].add(one.update_id)
    freed = 0
    for (channel, known_for), of_channel in ids.items():
        old = {"of": channel, "ids": sorted(of_channel), "before": now - known_for}
        freed += session.connection().execute(_renamed(), old).rowcount
    return freed > 0


@cache
def _renamed() -> Update:
    old = and_(
        _INBOX.c.channel == bindparam("of"),
        _INBOX.c.update_id.in_(bindparam("ids", expanding=True)),
        _INBOX.c.received_at < bindparam("before", type_=UtcDateTime),
    )
    return update(_INBOX).where(old).values(update_id=_INBOX.c.update_id + "~" + cast(_INBOX.c.id, String))


def _bring_along(session: Session, lane: str, urgency: int) -> None:
    """Let the few messages that wait before an urgent one go with it, so that the talk keeps its order."""
    if len(session.connection().scalars(_open_before(), {"lane": lane}).all()) <= MOST_BEFORE + 1:
        session.connection().execute(_hurried(), {"of": lane, "now": urgency})


def behind_their_lanes(session: Session, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Return the messages, each as urgent as what its lane holds already, and its turn no sooner than theirs.

    "Now, please" belongs to what was said before it.
    """
    lanes = {"lanes": sorted({arrival.lane for arrival in arrivals})}
    rows = session.connection().execute(_waiting_lanes(), lanes)
    waiting: dict[str, tuple[int, datetime | None]] = {lane: (urgency, turn_at) for lane, urgency, turn_at in rows}
    in_order = []
    for one in arrivals:
        urgency, turn_at = waiting.get(one.lane, (ORDINARY, None))
        one = replace(one, urgency=max(one.urgency, urgency), turn_at=_later(one.turn_at, turn_at))
        waiting[one.lane] = one.urgency, one.turn_at
        in_order.append(one)
    return in_order


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)


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
    session.connection().execute(_free_lapsed(), {"now": now, "claimer": claimer, "at_hand": list(at_hand)})
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


# Built once: building a statement takes longer than running it. Through the connection rather than the session where no
# object has to hear of it, for a third of the time.


@cache
def _free_lapsed() -> Update:
    lapsed = and_(CLAIMED, _INBOX.c.lease_until <= bindparam("now"), not_(_is_ours()))
    return update(_INBOX).where(lapsed).values(state="new", claimed_by=None, lease_until=None, interrupted=true())


@cache
def _renewed() -> Update:
    return update(_INBOX).where(CLAIMED, _is_ours()).values(lease_until=bindparam("until"))


@cache
def _next_new() -> Select[InboxItem]:
    busy = select(InboxItem.lane).where(CLAIMED)
    most = bindparam("most", type_=Integer)
    in_time = InboxItem.turn_at < bindparam("before", type_=UtcDateTime)
    waiting = select(InboxItem).where(NEW, in_time, _of_channels(), InboxItem.lane.not_in(busy))
    return waiting.order_by(*_BY_TURN).limit(most)


def _of_channels() -> ColumnElement[bool]:
    # Joined to nothing, else SQLite looks through all that a channel ever brought rather than through what waits.
    return (InboxItem.channel + "").in_(bindparam("channels", expanding=True))


def _is_ours() -> ColumnElement[bool]:
    return and_(_INBOX.c.claimed_by == bindparam("claimer"), _INBOX.c.id.in_(bindparam("at_hand", expanding=True)))


@cache
def _most_urgent() -> Select[InboxItem]:
    elsewhere = select(_INBOX.c.lane).where(CLAIMED, not_(_is_ours()))
    most = bindparam("most", type_=Integer)
    urgent = select(InboxItem).where(NEW, IS_URGENT, _of_channels(), InboxItem.lane.not_in(elsewhere))
    return urgent.order_by(InboxItem.urgency.desc(), *_BY_TURN).limit(most)


@cache
def _open_before() -> Select[int]:
    is_open = or_(NEW, CLAIMED)
    waiting = select(_INBOX.c.id).where(_INBOX.c.lane == bindparam("lane"), is_open, _INBOX.c.urgency == ORDINARY)
    return waiting.limit(MOST_BEFORE + 2)


@cache
def _hurried() -> Update:
    waiting = and_(_INBOX.c.lane == bindparam("of"), NEW, _INBOX.c.urgency == ORDINARY)
    return update(_INBOX).where(waiting).values(urgency=bindparam("now"))


@cache
def _waiting_lanes() -> Select[str, int, datetime]:
    ours = _INBOX.c.lane.in_(bindparam("lanes", expanding=True))
    waiting = select(_INBOX.c.lane, func.max(_INBOX.c.urgency), func.max(_INBOX.c.turn_at))
    return waiting.where(ours, OPEN).group_by(_INBOX.c.lane)


@cache
def _take() -> Update:
    taken = update(_INBOX).where(_INBOX.c.id.in_(bindparam("ids", type_=Integer, expanding=True)))
    begun = sql_case((_INBOX.c.id.in_(bindparam("begun", type_=Integer, expanding=True)), 1), else_=0)
    return taken.values(
        state="claimed",
        claimed_by=bindparam("claimer"),
        lease_until=bindparam("until"),
        attempts=_INBOX.c.attempts + begun,
    )


@cache
def _counted() -> Update:
    mine = and_(_INBOX.c.id == bindparam("item"), CLAIMED, _INBOX.c.claimed_by == bindparam("claimer"))
    return update(_INBOX).where(mine).values(attempts=_INBOX.c.attempts + 1, interrupted=true())


def finish(session: Session, item_id: int, *, claimer: str, now: datetime) -> None:
    """Mark a message answered, in the transaction of its answer.

    Raises:
        LeaseLost: another process took it over; the caller's transaction must not be committed.
    """
    _close(session, item_id, claimer, state="done", at=now)


def park(session: Session, item_id: int, *, claimer: str, now: datetime) -> str:
    """Set a message aside that could not be answered, and return the reference under which staff find it."""
    reference = f"M-{secrets.token_hex(3).upper()}"
    _close(session, item_id, claimer, state="parked", at=now, reference=reference)
    return reference


def release(session: Session, claimers: Iterable[str], *, called_off: Collection[int] | None = None) -> int:
    """Give back what these processes had claimed and will not answer any more; return how many messages.

    Args:
        called_off: the turns that were under way when a process ended in order; None where it died, over any of them.
    """
    theirs = update(InboxItem).where(CLAIMED, InboxItem.claimed_by.in_(tuple(claimers)))
    given = theirs.values(state="new", claimed_by=None, lease_until=None, interrupted=True)
    if called_off is not None:
        suspect = or_(InboxItem.interrupted, InboxItem.id.in_(called_off))
        # What was only claimed has had no turn, whatever was counted for it.
        given = given.values(interrupted=suspect, attempts=sql_case((suspect, InboxItem.attempts), else_=0))
    result = session.execute(given)
    assert isinstance(result, CursorResult)
    return result.rowcount


def count_waiting(session: Session) -> int:
    """Return how many messages are not answered yet, counting no further than the most that may be."""
    some = select(InboxItem.id).where(OPEN).limit(MOST_WAITING_WITH_URGENT).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def is_answered(session: Session, arrival: Arrival) -> bool:
    """Say whether a kept message has been answered, or set aside as unanswerable."""
    state = session.scalar(
        select(InboxItem.state).where(InboxItem.channel == arrival.channel, InboxItem.update_id == arrival.update_id)
    )
    return state in ("done", "parked")


def count_parked(session: Session) -> int:
    """Return how many messages were set aside for staff."""
    return session.scalar(select(func.count()).select_from(InboxItem).where(PARKED)) or 0


def oldest_waiting(session: Session, channels: Collection[str]) -> datetime | None:
    """Return when the oldest unanswered message of the channels arrived, None where all are answered."""
    oldest = select(func.min(InboxItem.received_at)).where(OPEN, _of_channels())
    return session.scalar(oldest, {"channels": list(channels)})


def _close(
    session: Session, item_id: int, claimer: str, *, state: str, at: datetime, reference: str | None = None
) -> None:
    closed = {"item": item_id, "claimer": claimer, "as": state, "at": at, "under": reference}
    if session.connection().execute(_closed(), closed).rowcount != 1:
        raise LeaseLost(item_id)


@cache
def _closed() -> Update:
    mine = and_(_INBOX.c.id == bindparam("item"), CLAIMED, _INBOX.c.claimed_by == bindparam("claimer"))
    closed = update(_INBOX).where(mine)
    return closed.values(state=bindparam("as"), done_at=bindparam("at"), reference=bindparam("under"))
