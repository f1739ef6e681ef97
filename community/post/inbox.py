"""Every message is kept here before its channel is told that we have it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Update,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from community.database import DatabaseAway, UtcDateTime, insert_new_returning, table_of
from community.post.states import InboxState
from community.post.tables import CLAIMED, NEW, OPEN, PARKED, InboxItem

_INBOX = table_of(InboxItem)

KNOWN_FOR = timedelta(days=2)
"""How long an id stands for the same message; after that it names a new one.

Telegram keeps an update for 24 hours at most, so no copy comes later. After a week without updates it draws the next id
at random (Bot API, "Getting updates" and "Update"), so one that was used before can come again.
"""

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
    shared = {"received_at": now, "state": InboxState.NEW, "attempts": 0, "interrupted": False}
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


def keep_together(session: Session, lanes: Collection[str]) -> None:
    """Let what was given back go again with what is urgent in its lane, though that came while it was claimed."""
    for lane, urgency, _ in session.connection().execute(_waiting_lanes(), {"lanes": sorted(set(lanes))}).all():
        if urgency > ORDINARY:
            _bring_along(session, lane, urgency)


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


# Built once: building a statement takes longer than running it. Through the connection rather than the session where no
# object has to hear of it, for a third of the time.


def of_channels() -> ColumnElement[bool]:
    """Return the condition that a message is of one of the `channels` bound."""
    # Joined to nothing, else SQLite looks through all that a channel ever brought rather than through what waits.
    return (InboxItem.channel + "").in_(bindparam("channels", expanding=True))


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


def count_waiting(session: Session) -> int:
    """Return how many messages are not answered yet, counting no further than the most that may be."""
    some = select(InboxItem.id).where(OPEN).limit(MOST_WAITING_WITH_URGENT).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def is_answered(session: Session, arrival: Arrival) -> bool:
    """Say whether a kept message has been answered, or set aside as unanswerable."""
    state = session.scalar(
        select(InboxItem.state).where(InboxItem.channel == arrival.channel, InboxItem.update_id == arrival.update_id)
    )
    return state in (InboxState.DONE, InboxState.PARKED)


def count_parked(session: Session) -> int:
    """Return how many messages were set aside for staff."""
    return session.scalar(select(func.count()).select_from(InboxItem).where(PARKED)) or 0


def oldest_waiting(session: Session, channels: Collection[str]) -> datetime | None:
    """Return when the oldest unanswered message of the channels arrived, None where all are answered."""
    oldest = select(func.min(InboxItem.received_at)).where(OPEN, of_channels())
    return session.scalar(oldest, {"channels": list(channels)})
