"""Drains the outbox: pushes what is due, and hands out what a client comes to collect."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from actions.reply import Reply
from bot.composing import composed
from bot.metrics import SENDS
from bot.rates import RateLimit
from community.conversations import talks
from community.database import Database, DatabaseAway
from community.delivery import outbox
from community.delivery.rules import Dropped, GivenUp, Outcome, Sent, TryAgain
from community.delivery.tables import Delivery

log = structlog.get_logger()

SENDS_AT_ONCE = 8
CLAIMED_AT_ONCE = 32
LOOK_AGAIN_SECONDS = 1.0


class Sends(Protocol):
    """What the sender asks of a channel that we push to."""

    rate: RateLimit

    async def send(self, address: str, reply: Reply) -> Outcome:
        """Send one reply and say how that ended; an unforeseen failure raises."""
        ...


@dataclass(frozen=True, slots=True)
class Collected:
    """A delivery handed to a client that fetched it; ids rise in the order of showing."""

    id: int
    reply: Reply


class Sender:
    """Takes due deliveries out of the outbox, one conversation's in order, and records how each ended."""

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
        self._lanes: set[asyncio.Task[None]] = set()
        self._at_once = asyncio.Semaphore(SENDS_AT_ONCE)
        self._listeners: set[Callable[[], None]] = set()

    def wake(self) -> None:
        """Look at the outbox at once; may be called from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake_all)

    def _wake_all(self) -> None:
        self._woken.set()
        for listener in self._listeners:
            listener()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Have the listener called whenever something new may be in the outbox; returns what ends that."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    async def run(self) -> None:
        """Send what is due as it falls due, until cancelled."""
        self._loop = asyncio.get_running_loop()
        while True:
            self._woken.clear()
            if len(self._lanes) < CLAIMED_AT_ONCE and await self._claim():
                continue
            await self._wait()

    async def drain(self, *, timeout_seconds: float) -> None:
        """Let the sends under way end; what was not begun is claimed again when its lease has run out."""
        if self._lanes:
            await asyncio.wait(self._lanes, timeout=timeout_seconds)
        for lane in self._lanes:
            lane.cancel()
        try:
            await asyncio.to_thread(self._release)
        except DatabaseAway:
            log.warning("not_released")  # the leases run out by themselves

    def _release(self) -> None:
        with self._database.transaction() as session:
            outbox.release(session, self._claimer)

    async def _wait(self) -> None:
        # Not asyncio.wait_for: until Python 3.12 it can swallow the cancellation that ends us.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                await self._woken.wait()

    async def _claim(self) -> bool:
        try:
            claimed = await asyncio.to_thread(self._claimed)
        except DatabaseAway:
            log.error("database_away")
            return False
        for queue in claimed.values():
            task = asyncio.create_task(self._send_all(queue))
            self._lanes.add(task)
            task.add_done_callback(self._lane_ended)
        return bool(claimed)

    def _lane_ended(self, lane: asyncio.Task[None]) -> None:
        self._lanes.discard(lane)
        self._woken.set()

    def _claimed(self) -> Mapping[int, Sequence[Delivery]]:
        lanes: defaultdict[int, list[Delivery]] = defaultdict(list)
        with self._database.transaction() as session:
            for delivery in outbox.claim(session, claimer=self._claimer, most=CLAIMED_AT_ONCE, now=self._now()):
                lanes[delivery.conversation_id].append(delivery)
        return lanes

    async def _send_all(self, queue: Sequence[Delivery]) -> None:
        for delivery in queue:
            try:
                async with self._at_once:
                    await self._send(delivery)
            except DatabaseAway:
                # Nothing is known to be recorded; the lease runs out and the row is settled by its state.
                log.error("database_away", delivery=delivery.id)

    async def _send(self, delivery: Delivery) -> None:
        place = delivery.conversation.channel_address
        channel = self._channels.get(place.channel)
        if channel is None:
            outcome: Outcome = GivenUp(f"no channel {place.channel} is running")
        else:
            await channel.rate.wait(place.address)
            reply = await asyncio.to_thread(self._prepare, delivery.id)
            if reply is None:
                return
            outcome = await self._outcome(channel, place.address, reply)
        await asyncio.to_thread(self._record, delivery.id, outcome)
        SENDS.labels(place.channel, type(outcome).__name__).inc()
        log.info("delivery", delivery=delivery.id, kind=delivery.kind, outcome=type(outcome).__name__)

    async def _outcome(self, channel: Sends, address: str, reply: Reply) -> Outcome:
        try:
            outcome = await channel.send(address, reply)
        except Exception as error:  # a reply that a channel cannot render must not stop the others
            log.error("send_failed", error=type(error).__name__)
            return GivenUp(f"could not be sent: {type(error).__name__}")
        if isinstance(outcome, TryAgain) and outcome.after is not None:
            channel.rate.pause(outcome.after.total_seconds())
        return outcome

    def _prepare(self, delivery_id: int) -> Reply | None:
        """Compose the reply as things stand, in the transaction that says it is now being sent."""
        now = self._now()
        with self._database.transaction() as session:
            delivery = outbox.begin_sending(session, delivery_id, claimer=self._claimer, now=now)
            if delivery is None:
                return None
            reply = composed(session, delivery, now=now, zone=self._zone)
            if isinstance(reply, Reply):
                return reply
            if isinstance(reply, datetime):
                outbox.postpone(delivery, reply)
            else:
                outbox.record(session, delivery, reply, now=now)
            return None

    def _record(self, delivery_id: int, outcome: Outcome) -> None:
        with self._database.transaction() as session:
            outbox.record(session, session.get_one(Delivery, delivery_id), outcome, now=self._now())

    async def collected(self, channel: str, address: str) -> list[Collected]:
        """Hand out what waits for a conversation of a pulled channel; handed out is delivered."""
        return await asyncio.to_thread(self._collect, channel, address)

    def _collect(self, channel: str, address: str) -> list[Collected]:
        now = self._now()
        collected = []
        with self._database.transaction() as session:
            conversation = talks.find(session, channel, address)
            for delivery in outbox.waiting_for(session, conversation.id, now=now) if conversation else ():
                reply = composed(session, delivery, now=now, zone=self._zone)
                if isinstance(reply, Reply):
                    collected.append(Collected(delivery.id, reply))
                    outbox.record(session, delivery, Sent(), now=now)
                elif isinstance(reply, (Dropped, GivenUp)):
                    outbox.record(session, delivery, reply, now=now)
        return collected
