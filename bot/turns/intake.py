"""Keeps each message before it is confirmed, claims what waits, and hands it to its conversation's lane."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from bot.together import Together
from bot.turns.awaited import Awaited
from bot.turns.dispatcher import Dispatcher
from bot.turns.first_look import FirstLook
from bot.turns.keeping import CLAIMED_AT_ONCE, Keeping
from bot.turns.lane import never
from bot.turns.lanes import Lanes
from bot.turns.tries import DATABASE_PAUSE_SECONDS, Tries
from community.database import Database, DatabaseAway
from community.post import claiming
from community.post.inbox import Arrival, InboxFull
from community.post.tables import InboxItem

log = structlog.get_logger()

LOOK_AGAIN_SECONDS = 1.0


class Intake:
    """The inbox's door: `keep` takes messages in, `run` has them answered.

    Args:
        dispatcher: answers them; None where other processes do, and what is kept is only told to them.
        first_look: says which messages may not wait; without one all take their turns by age.
        tell_others: called with the lane of what is kept and not begun here.
    """

    def __init__(
        self,
        database: Database,
        dispatcher: Dispatcher | None,
        *,
        now: Callable[[], datetime],
        claimer: str,
        first_look: FirstLook | None = None,
        tell_others: Callable[[str], None] = lambda _lane: None,
    ) -> None:
        channels = dispatcher.channels if dispatcher else ()
        self._keeping = Keeping(database, channels, now=now, claimer=claimer, first_look=first_look)
        self._tries = Tries(dispatcher, self._keeping) if dispatcher else None
        if self._tries is None:
            self._keeping.stop_claiming()
        self._tell_others = tell_others
        self._coming: Together[Sequence[Arrival], int] = Together(self._take_in)
        self._arrived = asyncio.Event()
        self._behind: set[str] = set()  # lanes that may hold more than has been claimed
        self._many_wait = False
        self._urgent_sought_at = float("-inf")
        self._awaited = Awaited()
        self._lanes = Lanes(
            self._answer,
            ended=self._lane_ended,
            is_long=first_look.is_long if first_look is not None else never,
            pause=self._answers.pause if self._tries else lambda _: 0.0,
        )

    async def keep(self, arrivals: Sequence[Arrival]) -> int:
        """Store the messages and return how many were new; then they are safe and may be confirmed to their channel.

        Raises:
            DatabaseAway: nothing was stored; the channel must not be told that we have them.
            InboxFull: likewise.
        """
        return await self._coming.do(arrivals)

    async def _take_in(self, groups: Sequence[Sequence[Arrival]]) -> Sequence[int | InboxFull]:
        before, at_hand = self._lanes.takes_turns_before, self._lanes.at_hand
        kept = await asyncio.to_thread(self._keeping.keep, groups, before=before, at_hand=at_hand)
        log.info("kept", new=kept.count, known=len(kept.taken) - kept.count)
        claimed = {item.lane for item in kept.claimed}
        left = kept.lanes - claimed
        for lane in left:
            self._tell_others(lane)
        if self._tries is None:
            return kept.new
        self._begin(kept.claimed)
        self._behind.update(left)
        if kept.urgent_lanes - claimed:  # another process has them, or we a moment ago
            self._urgent_sought_at = float("-inf")
            self._arrived.set()
        if not left.issubset(self._lanes.names):
            self._arrived.set()
        return kept.new

    async def keep_and_await(self, arrival: Arrival, *, timeout_seconds: float) -> bool:
        """Keep one message and wait until it is answered; False where that takes longer than the timeout.

        A copy of a message that is answered already needs no wait, and one may be answered by another process.
        """
        try:
            async with asyncio.timeout(timeout_seconds):
                with self._awaited.answer_to(arrival) as answer:
                    is_copy = await self.keep([arrival]) == 0
                    if is_copy and await asyncio.to_thread(self._keeping.is_answered, arrival):
                        return True
                    while not await answer.comes_within(LOOK_AGAIN_SECONDS):
                        if await asyncio.to_thread(self._keeping.is_answered, arrival):
                            return True
        except TimeoutError:
            return False
        return True

    def look_at(self, address: str) -> None:
        """Have those look again at once who wait for an answer to that address: another process may have given it."""
        self._awaited.look_at(address)

    def wake(self, lane: str | None = None) -> None:
        """Look at the inbox at once, and again when the lane is free, where one is told that holds something new."""
        if lane is not None and lane in self._lanes.names:
            self._behind.add(lane)
        self._arrived.set()

    async def run(self) -> None:
        """Answer messages as they come, until cancelled; what is under way then is finished by `drain`."""
        self._answers.start()
        while True:
            self._arrived.clear()
            if self._lanes.takes_more:
                await self._claim()
            elif time.monotonic() - self._urgent_sought_at >= LOOK_AGAIN_SECONDS:
                await self._claim_urgent()
            await self._wait()

    async def answer_waiting(self) -> None:
        """Answer all that waits in the inbox, then return."""
        claimed = ended = True
        while claimed or ended:
            claimed = await self._claim()
            ended = await self._lanes.one_ends()

    async def drain(self, *, timeout_seconds: float) -> None:
        """Finish the turns under way, then give back what was claimed and not begun."""
        self._keeping.stop_claiming()
        called_off = await self._lanes.close(timeout_seconds=timeout_seconds)
        try:
            await asyncio.to_thread(self._keeping.release, called_off)
        except DatabaseAway:
            log.warning("not_released")  # the leases run out by themselves

    async def _wait(self) -> None:
        """Wait for a message, for a lane to come free, or for a lease of a dead process to run out."""
        # Not asyncio.wait_for: until Python 3.12 it can swallow the cancellation that ends us.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                await self._arrived.wait()

    async def _claim(self) -> bool:
        """Start lanes for what waits; False where nothing does."""
        passed_over, self._behind = self._behind.intersection(self._lanes.names), set()
        items = await self._claimed(only_urgent=False)
        self._behind |= passed_over
        if items is None:
            return False
        if not passed_over.issubset(self._lanes.names):  # one came free meanwhile
            self._arrived.set()
        self._begin(items)
        self._many_wait = len(items) >= CLAIMED_AT_ONCE
        return bool(items)

    async def _claim_urgent(self) -> None:
        """Start what is urgent though all ordinary places are taken: another process may have kept it, or left it."""
        self._urgent_sought_at = time.monotonic()
        self._begin(await self._claimed(only_urgent=True) or ())

    async def _claimed(self, *, only_urgent: bool) -> Sequence[InboxItem] | None:
        """Claim what waits; None where the database is away, after a pause."""
        try:
            return await asyncio.to_thread(self._keeping.claim, self._lanes.at_hand, only_urgent=only_urgent)
        except DatabaseAway:
            log.error("database_away")
            await asyncio.sleep(DATABASE_PAUSE_SECONDS)
            return None

    def _begin(self, items: Sequence[InboxItem]) -> None:
        self._lanes.add(items)
        counts = Counter(item.lane for item in items)
        self._behind.update(name for name, count in counts.items() if count == claiming.MOST_OF_A_LANE)

    def _lane_ended(self, name: str, made_room: bool) -> None:
        """Look at the inbox where that may find something; else it would cost a transaction for nothing."""
        if made_room or self._many_wait or name in self._behind:
            self._arrived.set()

    async def _answer(self, item: InboxItem) -> None:
        await self._answers.answer(item)
        self._awaited.is_here((item.channel, item.update_id))

    @property
    def _answers(self) -> Tries:
        assert self._tries is not None, "without a dispatcher nothing is claimed"
        return self._tries
