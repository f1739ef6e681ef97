"""What the sender asks of the outbox, one transaction each: for threads, not for the event loop."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply
from bot.metrics import SENDS
from bot.sending.composing import composed_all
from bot.sending.leases import Lease
from community.clock import shared_moment
from community.database import Database
from community.post import openings, outbox, sending
from community.post.pacing import Rate
from community.post.rules import Dropped, GivenUp, Outcome, Sent
from community.post.tables import Delivery

Ended = tuple[int, Outcome]
"""A delivery, and how it ended."""


@dataclass(frozen=True, slots=True)
class Collected:
    """A delivery handed to a client that fetched it; ids rise in the order of showing."""

    id: int
    reply: Reply


@dataclass(frozen=True, slots=True)
class Leaving:
    """A delivery on its way out, noted as such before it leaves."""

    id: int
    kind: str
    address: str
    reply: Reply
    lease: Lease


@dataclass(frozen=True, slots=True)
class Round:
    """What one look at a channel's part of the outbox is to do.

    Args:
        ended: how sends ended, to be written down.
        places: how many deliveries may leave.
        at_hand: what really is under way, where more may be noted as ours; None where the notes are right.
    """

    channel: str
    rate: Rate
    ended: Sequence[Ended]
    places: int
    at_hand: Collection[int] | None = None


class Exchange:
    """Records what became of deliveries and takes out those that leave next, each once over all processes."""

    def __init__(self, database: Database, *, zone: ZoneInfo, now: Callable[[], datetime], claimer: str) -> None:
        self._database, self._zone, self._now, self._claimer = database, zone, now, claimer

    def __call__(self, asked: Round) -> tuple[list[Leaving], datetime | None]:
        """Write down how sends ended and which ones leave now; return these, and when to look again, if ever."""
        with self._database.transaction() as session:
            openings.await_turn(session, asked.channel)
            now = self._now()  # not before: what waits for its turn must not count as sent while it waited
            self._write_down(session, asked, now)
            most = asked.places + len(asked.ended)
            opening = openings.find(session, asked.channel, rate=asked.rate, most=most, now=now)
            ready = self._ready(session, opening.deliveries, now)
            leaving = [self._leaving(one, reply) for one, reply in ready]
            self._begin(session, asked, [one for one, _ in ready], now)
        # What was put off or dropped here may leave at another time, or has let something else of its chat come first.
        return leaving, opening.look_again_at if len(leaving) == len(opening.deliveries) else now

    def _write_down(self, session: Session, asked: Round, now: datetime) -> None:
        if asked.at_hand is not None:
            sending.give_back(session, asked.channel, claimer=self._claimer, at_hand=asked.at_hand)
        if asked.ended:
            sending.end(session, asked.channel, asked.ended, claimer=self._claimer, now=now)
            session.flush()

    def _ready(self, session: Session, deliveries: Sequence[Delivery], now: datetime) -> list[tuple[Delivery, Reply]]:
        """Return what is said now; what is dropped or kept for later is noted."""
        says = composed_all(session, deliveries, now=now, zone=self._zone)
        ready = []
        for delivery, said in zip(deliveries, says, strict=True):
            if isinstance(said, Reply):
                ready.append((delivery, said))
            else:
                _note(session, delivery, said, now)
        return ready

    def _leaving(self, delivery: Delivery, reply: Reply) -> Leaving:
        address = delivery.conversation.channel_address.address
        lease = Lease(partial(self._renew, delivery.id))  # made before it is noted, so that it never counts too long
        return Leaving(delivery.id, delivery.kind, address, reply, lease)

    def _begin(self, session: Session, asked: Round, deliveries: Sequence[Delivery], now: datetime) -> None:
        if not deliveries:
            return
        leased_at = shared_moment(session, self._now)
        sending.begin(
            session,
            asked.channel,
            deliveries,
            claimer=self._claimer,
            rate=asked.rate,
            now=now,
            leased_at=leased_at,
        )

    def _renew(self, delivery_id: int) -> bool:
        with self._database.transaction(hurried=True) as session:
            leased_at = shared_moment(session, self._now)
            return sending.renew(session, delivery_id, claimer=self._claimer, leased_at=leased_at)

    def finish(self, ended: Mapping[str, Sequence[Ended]], at_hand: Mapping[str, Collection[int]]) -> None:
        """Write down at our end, by channel, how sends ended and what is still at hand; the rest is left to others."""
        with self._database.transaction() as session:
            for channel, outcomes in ended.items():
                sending.end(session, channel, outcomes, claimer=self._claimer, now=self._now())
                sending.give_back(session, channel, claimer=self._claimer, at_hand=at_hand[channel])
            session.flush()
            sending.take_over(session, (self._claimer,), now=shared_moment(session, self._now))

    def collect(self, channel: str, address: str) -> list[Collected]:
        """Hand out what waits for a conversation of a pulled channel; handed out is delivered."""
        now = self._now()
        with self._database.reading() as session:  # who looks and finds nothing holds up nobody who writes
            if not outbox.anything_waits(session, channel, address, now=now):
                return []
        collected = []
        with self._database.transaction(hurried=True) as session:
            waiting = outbox.waiting_for(session, channel, address, now=now)
            says = composed_all(session, waiting, now=now, zone=self._zone)
            for delivery, said in zip(waiting, says, strict=True):
                if isinstance(said, Reply):
                    collected.append(Collected(delivery.id, said))
                    outbox.record(session, delivery, Sent(), now=now)
                elif isinstance(said, (Dropped, GivenUp)):
                    outbox.record(session, delivery, said, now=now)
        return collected


def _note(session: Session, delivery: Delivery, said: Dropped | GivenUp | datetime, now: datetime) -> None:
    if isinstance(said, datetime):
        outbox.postpone(delivery, said)
        return
    outbox.record(session, delivery, said, now=now)
    SENDS.labels(delivery.channel, type(said).__name__).inc()
