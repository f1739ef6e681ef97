"""Drains the outbox: pushes what is due, and hands out what a client comes to collect."""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import ParamSpec, Protocol, TypeVar
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply
from bot.metrics import SENDS
from bot.sending import leases
from bot.sending.composing import Composed, composed_all
from bot.sending.leases import Lease, TakenOver
from community.clock import shared_moment
from community.database import Database, DatabaseAway
from community.post import openings, outbox, sending
from community.post.pacing import Rate
from community.post.rules import Dropped, GivenUp, Outcome, Sent
from community.post.tables import Delivery

log = structlog.get_logger()

P = ParamSpec("P")
T = TypeVar("T")

SENDS_AT_ONCE = 64
LOOK_AGAIN_SECONDS = 1.0
DATABASE_PAUSE_SECONDS = 0.5


class Sends(Protocol):
    """What the sender asks of a channel that we push to."""

    rate: Rate

    async def send(self, address: str, reply: Reply) -> Outcome:
        """Send one reply and say how that ended; an unforeseen failure raises."""
        ...


@dataclass(frozen=True, slots=True)
class Collected:
    """A delivery handed to a client that fetched it; ids rise in the order of showing."""

    id: int
    reply: Reply


@dataclass(frozen=True, slots=True)
class _Leaving:
    """A delivery on its way out, noted as such before it leaves."""

    id: int
    kind: str
    address: str
    reply: Reply
    lease: Lease


@dataclass(slots=True)
class _Under:
    """What is under way on one channel: sends that have not ended, and how others did but is not recorded yet.

    `unsure` when more may be noted as ours: the database went away, and what it did last was not heard.
    """

    sends: dict[asyncio.Task[None], int] = field(default_factory=dict)
    ended: list[tuple[int, Outcome]] = field(default_factory=list)
    unsure: bool = False

    @property
    def places(self) -> int:
        """How many more may leave: never more than SENDS_AT_ONCE are unrecorded, whenever the process dies."""
        return SENDS_AT_ONCE - len(self.sends) - len(self.ended)

    @property
    def ids(self) -> frozenset[int]:
        """The deliveries of both kinds."""
        return frozenset((*self.sends.values(), *(delivery for delivery, _ in self.ended)))


class Sender:
    """Takes due deliveries out of the outbox, one at a time for each conversation, and records how each ended."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Sends],
        *,
        zone: ZoneInfo,
        now: Callable[[], datetime],
        claimer: str,
    ) -> None:
        self._database = database
        self._channels = channels
        self._zone = zone
        self._now = now
        self._claimer = claimer
        self._woken = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._under_way = {name: _Under() for name in channels}
        self._listeners: set[Callable[[str | None], None]] = set()

    def wake(self, address: str | None = None) -> None:
        """Look at the outbox at once; may be called from any thread.

        Args:
            address: where an answer waits; the turn that it is of may have brought others something too.
        """
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake_all, address)

    def _wake_all(self, address: str | None) -> None:
        self._woken.set()
        for listener in self._listeners:
            listener(address)

    def listen(self, listener: Callable[[str | None], None]) -> Callable[[], None]:
        """Have the listener called with the address, where it is known, whenever something new may be in the outbox.

        Returns what ends that.
        """
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    def attach(self) -> None:
        """Hear from now on when something is queued, on the loop that runs; also where nothing is sent from here."""
        self._loop = asyncio.get_running_loop()

    async def run(self) -> None:
        """Send what is due as it falls due, until cancelled."""
        self.attach()
        while True:
            self._woken.clear()
            await self._wait(await self._round())

    async def send_due(self) -> datetime | None:
        """Send all that may be sent at this moment; return when to look again, None where nothing waits."""
        while True:
            again = await self._round()
            under_way = [task for under in self._under_way.values() for task in under.sends]
            if under_way:
                await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            elif again is None or again > self._now():
                return again

    async def drain(self, *, timeout_seconds: float) -> None:
        """Let the sends under way end and record them; one that does not end in time leaves again after the restart."""
        under_way = [task for under in self._under_way.values() for task in under.sends]
        if under_way:
            await asyncio.wait(under_way, timeout=timeout_seconds)
        at_hand = {name: under.ids for name, under in self._under_way.items()}
        for task in under_way:
            task.cancel()
        with contextlib.suppress(DatabaseAway):
            await asyncio.to_thread(self._record_all, at_hand)

    def _record_all(self, at_hand: Mapping[str, Collection[int]]) -> None:
        with self._database.transaction() as session:
            for name, under in self._under_way.items():
                sending.end(session, name, under.ended, claimer=self._claimer, now=self._now())
                sending.give_back(session, name, claimer=self._claimer, at_hand=at_hand[name])
            session.flush()
            sending.take_over(session, (self._claimer,), now=shared_moment(session, self._now))

    async def _wait(self, until: datetime | None) -> None:
        seconds = LOOK_AGAIN_SECONDS
        if until is not None:
            seconds = min(seconds, max(0.0, (until - self._now()).total_seconds()))
        # Not asyncio.wait_for: until Python 3.12 it can swallow the cancellation that ends us.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()

    async def _round(self) -> datetime | None:
        """Record what has ended, let leave what may; return when something more may, None where nothing waits."""
        moments = [await self._round_of(name, channel) for name, channel in self._channels.items()]
        return min((moment for moment in moments if moment is not None), default=None)

    async def _round_of(self, name: str, channel: Sends) -> datetime | None:
        under = self._under_way[name]
        ended = tuple(under.ended)
        try:
            at_hand = under.ids if under.unsure else None
            leaving, again = await _to_its_end(self._exchange, name, channel.rate, ended, under.places, at_hand)
        except DatabaseAway:
            # How sends ended stays in memory until it can be written down; no more than a handful ever does.
            under.unsure = True
            log.error("database_away")
            await asyncio.sleep(DATABASE_PAUSE_SECONDS)
            return self._now()
        under.unsure = False
        del under.ended[: len(ended)]
        for delivery in leaving:
            task = asyncio.create_task(self._send(name, channel, delivery))
            under.sends[task] = delivery.id
            task.add_done_callback(under.sends.pop)
        return again if under.places > 0 else None

    def _exchange(
        self,
        name: str,
        rate: Rate,
        ended: Sequence[tuple[int, Outcome]],
        places: int,
        at_hand: Collection[int] | None,
    ) -> tuple[list[_Leaving], datetime | None]:
        """In one transaction, write down how sends ended and which ones leave now.

        Args:
            at_hand: where more may be noted as ours, what really is.
        """
        with self._database.transaction() as session:
            openings.await_turn(session, name)
            now = self._now()  # not before: what waits for its turn must not count as sent while it waited
            if at_hand is not None:
                sending.give_back(session, name, claimer=self._claimer, at_hand=at_hand)
            if ended:
                sending.end(session, name, ended, claimer=self._claimer, now=now)
                session.flush()
            opening = openings.find(session, name, rate=rate, most=places + len(ended), now=now)
            says = composed_all(session, opening.deliveries, now=now, zone=self._zone)
            both = zip(opening.deliveries, says, strict=True)
            ready = [(one, reply) for one, said in both if (reply := self._ready(session, one, said, now))]
            leaving = [self._leaving(one, reply) for one, reply in ready]
            if ready:
                sending.begin(
                    session,
                    name,
                    [one for one, _ in ready],
                    claimer=self._claimer,
                    rate=rate,
                    now=now,
                    leased_at=shared_moment(session, self._now),
                )
        # What was put off or dropped here may leave at another time, or has let something else of its chat come first.
        return leaving, opening.look_again_at if len(leaving) == len(opening.deliveries) else now

    def _leaving(self, delivery: Delivery, reply: Reply) -> _Leaving:
        lease = Lease(partial(self._renew, delivery.id))
        return _Leaving(delivery.id, delivery.kind, delivery.conversation.channel_address.address, reply, lease)

    def _renew(self, delivery_id: int) -> bool:
        with self._database.transaction(hurried=True) as session:
            leased_at = shared_moment(session, self._now)
            return sending.renew(session, delivery_id, claimer=self._claimer, leased_at=leased_at)

    def _ready(self, session: Session, delivery: Delivery, said: Composed, now: datetime) -> Reply | None:
        """Return the reply to send; None where the delivery is dropped or kept for later, which is noted."""
        if isinstance(said, Reply):
            return said
        if isinstance(said, datetime):
            outbox.postpone(delivery, said)
        else:
            outbox.record(session, delivery, said, now=now)
            SENDS.labels(delivery.channel, type(said).__name__).inc()
        return None

    async def _send(self, name: str, channel: Sends, delivery: _Leaving) -> None:
        leases.hold(delivery.lease)
        try:
            await leases.make_sure()
            outcome = await channel.send(delivery.address, delivery.reply)
        except TakenOver:
            log.warning("send_taken_over", delivery=delivery.id, hint="this process stood still, and another sends it")
            self._woken.set()
            return
        except Exception as error:  # a reply that a channel cannot render must not stop the others
            log.error("send_failed", delivery=delivery.id, error=type(error).__name__)
            outcome = GivenUp(f"could not be sent: {type(error).__name__}")
        self._under_way[name].ended.append((delivery.id, outcome))
        self._woken.set()
        SENDS.labels(name, type(outcome).__name__).inc()
        log.info("delivery", delivery=delivery.id, kind=delivery.kind, outcome=type(outcome).__name__)

    async def collected(self, channel: str, address: str) -> list[Collected]:
        """Hand out what waits for a conversation of a pulled channel; handed out is delivered."""
        return await asyncio.to_thread(self._collect, channel, address)

    def _collect(self, channel: str, address: str) -> list[Collected]:
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


async def _to_its_end(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Run work in a thread; who is cancelled meanwhile is so once it has ended, and what it did is known for done."""
    working = asyncio.ensure_future(asyncio.to_thread(work, *arguments, **named))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait({working})
        raise
