"""Writing down that a part is stuck, telling whoever is on duty once, and once more when it works again."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.database import one_at_a_time
from community.outages.kinds import BEGAN, ENDED
from community.outages.tables import Outage
from community.post import outbox, talks
from community.post.conversations import Conversation
from community.post.kinds import Kind

SURELY_OVER = timedelta(seconds=60)
"""So long no process may have seen the part stuck: several look, and what is stuck in one may work in another."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the duty admin reads: a chat of one person, or a group."""

    channel: str
    address: str
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class Turned:
    """What has changed with a look: the parts that got stuck, and those that work again."""

    begun: Sequence[str] = ()
    ended: Sequence[str] = ()


def is_quiet(session: Session) -> bool:
    """Say whether no outage is open; then a look that finds nothing stuck has nothing to write."""
    return not _open(session)


def is_stuck(session: Session, part: str) -> bool:
    """Say whether a part is stuck, as far as is known."""
    return any(outage.part == part for outage in _open(session))


def report(session: Session, stuck: Collection[str], *, admin: Place | None, zone: str, now: datetime) -> Turned:
    """Keep what a look has found; the duty admin is told of each outage when it begins and when it has ended.

    Args:
        admin: where the duty admin reads; the staff's groups are told where it is None or cannot be reached.
        zone: the campus zone, for an admin who never wrote to us.
    """
    one_at_a_time(session, "outages")
    known = {outage.part: outage for outage in _open(session)}
    begun = [Outage(part=part, began_at=now, last_seen_at=now) for part in sorted(set(stuck) - set(known))]
    session.add_all(begun)
    session.flush()
    for part in set(stuck) & set(known):
        known[part].last_seen_at = now
    over = [outage for outage in known.values() if now - outage.last_seen_at >= SURELY_OVER]
    for outage in over:
        outage.ended_at = now
    _tell(session, BEGAN, begun, admin=admin, zone=zone, now=now)
    _tell(session, ENDED, over, admin=admin, zone=zone, now=now)
    return Turned([outage.part for outage in begun], [outage.part for outage in over])


def was_away(session: Session, since: datetime, *, admin: Place | None, zone: str, now: datetime) -> None:
    """Keep that the database itself was away, which nobody could write down while it was; the first to come tells."""
    one_at_a_time(session, "outages")
    told = select(Outage.id).where(Outage.part == "database", Outage.ended_at > since)
    if session.scalar(told.limit(1)) is not None:
        return
    outage = Outage(part="database", began_at=since, last_seen_at=now, ended_at=now)
    session.add(outage)
    session.flush()
    _tell(session, ENDED, [outage], admin=admin, zone=zone, now=now)


def _open(session: Session) -> list[Outage]:
    return list(session.scalars(select(Outage).where(Outage.ended_at.is_(None))))


def _tell(
    session: Session, kind: Kind[Outage], outages: Iterable[Outage], *, admin: Place | None, zone: str, now: datetime
) -> None:
    for outage in outages:
        for reader in _on_duty(session, admin, zone, now):
            key = f"{kind.name}:{outage.id}:{reader.id}"
            outbox.enqueue(session, kind, reader, about=outage, due_at=now, now=now, key=key)


def _on_duty(session: Session, admin: Place | None, zone: str, now: datetime) -> list[Conversation]:
    if admin is not None:
        talk = talks.find(session, admin.channel, admin.address) or _start(session, admin, zone, now)
        if talk.channel_address.blocked_at is None:
            return [talk]
    return talks.staff_groups(session)


def _start(session: Session, admin: Place, zone: str, now: datetime) -> Conversation:
    if admin.is_group:
        return talks.start_group(session, admin.channel, admin.address, audience="admin", now=now)
    return talks.find_or_start(session, admin.channel, admin.address, zone=zone, now=now)
