"""Drains the outbox: pushes what is due, and hands out what a client comes to collect."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar
from zoneinfo import ZoneInfo

import structlog

from actions.dialogue.reply import Reply
from bot.metrics import SENDS
from bot.sending import leases
from bot.sending.exchange import Collected, Ended, Exchange, Leaving, Round
from bot.sending.leases import TakenOver
from community.database import Database, DatabaseAway
from community.post.pacing import Rate
from community.post.rules import GivenUp, Outcome

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


@dataclass(slots=True)
class _Under:
    """What is under way on one channel: sends that have not ended, and how others did but is not recorded yet.

    `unsure` when more may be noted as ours: the database went away, and what it did last was not heard.
    """

    sends: dict[asyncio.Task[None], int] = field(default_factory=dict)
    ended: list[Ended] = field(default_factory=list)
    unsure: bool = False

    @property
    def places(self) -> int:
        """How many more may leave: never more than SENDS_AT_ONCE are unrecorded, whenever the process dies."""
        return SENDS_AT_ONCE - len(self.sends) - len(self.ended)

    @property
    def ids(self) -> frozenset[int]:
        """The deliveries of both kinds."""
        return frozenset((*self.sends.values(), *(delivery for delivery, _ in self.ended)))

    def round(self, channel: str, rate: Rate) -> Round:
        """Return what the next look at the outbox is to do."""
        return Round(channel, rate, tuple(self.ended), self.places, self.ids if self.unsure else None)


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
        self._exchange = Exchange(database, zone=zone, now=now, claimer=claimer)
        self._channels = channels
        self._now = now
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
            if under_way := self._tasks():
                await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            elif again is None or again > self._now():
                return again

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [task for under in self._under_way.values() for task in under.sends]

    async def drain(self, *, timeout_seconds: float) -> None:
        """Let the sends under way end and record them; one that does not end in time leaves again after the restart."""
        under_way = self._tasks()
        if under_way:
            await asyncio.wait(under_way, timeout=timeout_seconds)
        at_hand = {name: under.ids for name, under in self._under_way.items()}
        for task in under_way:
            task.cancel()
        ended = {name: tuple(under.ended) for name, under in self._under_way.items()}
        with contextlib.suppress(DatabaseAway):
            await asyncio.to_thread(self._exchange.finish, ended, at_hand)

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
        asked = under.round(name, channel.rate)
        try:
            leaving, again = await _to_its_end(self._exchange, asked)
        except DatabaseAway:
            # How sends ended stays in memory until it can be written down; no more than a handful ever does.
            under.unsure = True
            log.error("database_away")
            await asyncio.sleep(DATABASE_PAUSE_SECONDS)
            return self._now()
        under.unsure = False
        del under.ended[: len(asked.ended)]
        for delivery in leaving:
            task = asyncio.create_task(self._send(name, channel, delivery))
            under.sends[task] = delivery.id
            task.add_done_callback(under.sends.pop)
        return again if under.places > 0 else None

    async def _send(self, name: str, channel: Sends, delivery: Leaving) -> None:
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
        return await asyncio.to_thread(self._exchange.collect, channel, address)


async def _to_its_end(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Run work in a thread; if we are cancelled, wait for the thread first, so that a commit is never lost."""
    working = asyncio.ensure_future(asyncio.to_thread(work, *arguments, **named))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait({working})
        raise
