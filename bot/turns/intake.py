"""Keeps each message before it is confirmed, and answers each conversation's messages in order, one at a time."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from bot.logs import place_of
from bot.together import Together
from bot.turns.awaited import Awaited
from bot.turns.dispatcher import Dispatcher, TurnHangs
from bot.turns.first_look import FirstLook
from bot.turns.keeping import CLAIMED_AT_ONCE, Keeping
from bot.turns.lanes import Lane, Places, never
from community.away import TookTooLong
from community.database import Database, DatabaseAway
from community.post import claiming
from community.post.inbox import Arrival, InboxFull
from community.post.tables import InboxItem

log = structlog.get_logger()

LANES_AT_WORK = 4
MOST_AT_HAND = 128  # lanes; of more of them what comes next is not weighed against each
PLACES_FOR_URGENT = 2
"""Turns that may go on beside those of LANES_AT_WORK, of messages that may be about danger."""

LOOK_AGAIN_SECONDS = 1.0
DATABASE_PAUSE_SECONDS = 0.5
CALM_SECONDS = 5.0
"""How long a process must have answered before it tries again what two have died over; others are answered meanwhile.

Of a process that is killed again and again from outside, messages are the victims: they are not to be set aside for it.
"""


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
        self._dispatcher = dispatcher
        self._tell_others = tell_others
        channels = dispatcher.channels if dispatcher else ()
        self._is_long = first_look.is_long if first_look is not None else never
        self._keeping = Keeping(database, channels, now=now, claimer=claimer, first_look=first_look)
        if dispatcher is None:
            self._keeping.stop_claiming()
        self._coming: Together[Sequence[Arrival], int] = Together(self._take_in)
        self._arrived = asyncio.Event()
        self._lanes: dict[asyncio.Task[None], Lane] = {}
        self._open: dict[str, Lane] = {}  # those whose task takes more messages in, by name
        self._at_hand: set[int] = set()  # claimed and not answered yet
        self._under_way: set[int] = set()  # being answered at this moment
        self._behind: set[str] = set()  # lanes that may hold more than has been claimed
        self._many_wait = False
        self._places = Places(LANES_AT_WORK, PLACES_FOR_URGENT)
        self._urgent_sought_at = float("-inf")
        self._suspect = asyncio.Lock()  # of several that a process died over only the one at work can be why it dies
        self._calm_from = time.monotonic() + CALM_SECONDS
        self._closing = asyncio.Event()
        self._awaited = Awaited()

    async def keep(self, arrivals: Sequence[Arrival]) -> int:
        """Store the messages and return how many were new; then they are safe and may be confirmed to their channel.

        Raises:
            DatabaseAway: nothing was stored; the channel must not be told that we have them.
            InboxFull: likewise.
        """
        return await self._coming.do(arrivals)

    async def _take_in(self, groups: Sequence[Sequence[Arrival]]) -> Sequence[int | InboxFull]:
        kept = await asyncio.to_thread(
            self._keeping.keep, groups, before=self._before(), at_hand=frozenset(self._at_hand)
        )
        log.info("kept", new=kept.count, known=len(kept.taken) - kept.count)
        claimed = {item.lane for item in kept.claimed}
        left = kept.lanes - claimed
        for lane in left:
            self._tell_others(lane)
        if self._dispatcher is None:
            return kept.new
        self._begin(kept.claimed)
        self._behind.update(left)
        if kept.urgent_lanes - claimed:  # another process has them, or we a moment ago
            self._urgent_sought_at = float("-inf")
            self._arrived.set()
        if not left.issubset(self._open):
            self._arrived.set()
        return kept.new

    def _before(self) -> datetime:
        """Return until when a turn must come to be claimed now: once all places are taken, before those in line."""
        if self._takes_more():
            return claiming.EVER
        last = self._places.last_turn_at
        return claiming.NEVER if last is None or self._ordinary_lanes >= MOST_AT_HAND else last

    def _takes_more(self) -> bool:
        """Say whether lanes are free for ordinary messages; a flood of urgent ones takes none of them."""
        return self._ordinary_lanes < LANES_AT_WORK

    @property
    def _ordinary_lanes(self) -> int:
        return sum(not lane.urgency for lane in self._lanes.values())

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

    async def run(self) -> None:
        """Answer messages as they come, until cancelled; what is under way then is finished by `drain`."""
        self._calm_from = time.monotonic() + CALM_SECONDS  # a start is no calm, and takes long on a busy machine
        while True:
            self._arrived.clear()
            if self._takes_more():
                await self._claim()
            elif time.monotonic() - self._urgent_sought_at >= LOOK_AGAIN_SECONDS:
                await self._claim_urgent()
            await self._wait()

    async def answer_waiting(self) -> None:
        """Answer all that waits in the inbox, then return."""
        while await self._claim() or self._lanes:
            if self._lanes:
                await asyncio.wait(self._lanes, return_when=asyncio.FIRST_COMPLETED)

    async def drain(self, *, timeout_seconds: float) -> None:
        """Finish the turns under way, then give back what was claimed and not begun."""
        self._closing.set()
        self._keeping.stop_claiming()
        if self._lanes:
            await asyncio.wait(self._lanes, timeout=timeout_seconds)
        called_off = frozenset(self._under_way)
        for lane in self._lanes:
            lane.cancel()
        try:
            await asyncio.to_thread(self._keeping.release, called_off)
        except DatabaseAway:
            log.warning("not_released")  # the leases run out by themselves

    async def _wait(self) -> None:
        """Wait for a message, for a lane to come free, or for a lease of a dead process to run out."""
        arrived = asyncio.ensure_future(self._arrived.wait())
        try:
            waiting = {arrived} if self._takes_more() else {arrived, *self._lanes}
            await asyncio.wait(waiting, timeout=LOOK_AGAIN_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrived.cancel()

    async def _claim(self) -> bool:
        """Start lanes for what waits; False where nothing does."""
        passed_over, self._behind = self._behind.intersection(self._open), set()
        try:
            items = await asyncio.to_thread(self._keeping.claim, frozenset(self._at_hand))
        except DatabaseAway:
            self._behind |= passed_over
            log.error("database_away")
            await asyncio.sleep(DATABASE_PAUSE_SECONDS)
            return False
        self._behind |= passed_over
        if not passed_over.issubset(self._open):  # one came free meanwhile
            self._arrived.set()
        self._begin(items)
        self._many_wait = len(items) >= CLAIMED_AT_ONCE
        return bool(items)

    async def _claim_urgent(self) -> None:
        """Start what is urgent though all ordinary places are taken: another process may have kept it, or left it."""
        self._urgent_sought_at = time.monotonic()
        try:
            self._begin(await asyncio.to_thread(self._keeping.claim, frozenset(self._at_hand), only_urgent=True))
        except DatabaseAway:
            log.error("database_away")
            await asyncio.sleep(DATABASE_PAUSE_SECONDS)

    def _begin(self, items: Sequence[InboxItem]) -> None:
        self._at_hand.update(item.id for item in items)
        lanes: defaultdict[str, list[InboxItem]] = defaultdict(list)
        for item in items:
            lanes[item.lane].append(item)
        for name, claimed in lanes.items():
            if len(claimed) == claiming.MOST_OF_A_LANE:
                self._behind.add(name)
            if name in self._open:
                self._open[name].add(claimed)
            else:
                self._start(name, claimed)
        self._places.look_again()

    def _start(self, name: str, claimed: Sequence[InboxItem]) -> None:
        lane = self._open[name] = Lane(name, self._is_long)
        lane.add(claimed)
        task = asyncio.create_task(self._answer(lane))
        self._lanes[task] = lane
        task.add_done_callback(self._lane_ended)

    def wake(self, lane: str | None = None) -> None:
        """Look at the inbox at once, and again when the lane is free, where one is told that holds something new."""
        if lane in self._open:
            self._behind.add(lane)
        self._arrived.set()

    def _lane_ended(self, task: asyncio.Task[None]) -> None:
        lane = self._lanes.pop(task)
        self._at_hand.difference_update(lane.ids)  # what is left of a failed lane is claimed again
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("lane_failed", lane_of=min(lane.ids), error=type(error).__name__, at=place_of(error))
        if self._many_wait or lane.name in self._behind:  # else a claim would find nothing, for a transaction's price
            self._arrived.set()

    async def _answer(self, lane: Lane) -> None:
        try:
            while (first := lane.first) is not None:
                if first.interrupted and first.attempts >= 2:
                    await _is_set_within(self._closing, self._calm_from - time.monotonic())
                async with self._places.one_for(lane):
                    if self._closing.is_set():
                        return
                    await self._answer_next(lane.take())
        except claiming.LeaseLost:
            # Another process answers that one; what comes after it waits until all the lane's leases have run out, else
            # it would be answered first.
            log.warning("lane_taken_over", lane_of=min(lane.ids))
        finally:
            del self._open[lane.name]  # before anything else runs: what is claimed from now on begins a lane anew

    async def _answer_next(self, item: InboxItem) -> None:
        self._under_way.add(item.id)
        try:
            await self._answer_in_turn(item)
        finally:
            self._under_way.discard(item.id)
        self._at_hand.discard(item.id)
        self._awaited.is_here((item.channel, item.update_id))

    async def _answer_in_turn(self, item: InboxItem) -> None:
        """Answer one message; of those that a process died over one at a time, each turn counted before it begins.

        Raises:
            LeaseLost: another process has it now.
        """
        if item.interrupted:
            async with self._suspect:
                await self._answer_one(item, counted=False)
        else:
            await self._answer_one(item, counted=True)

    @property
    def _answers(self) -> Dispatcher:
        assert self._dispatcher is not None, "without a dispatcher nothing is claimed"
        return self._dispatcher

    async def _answer_one(self, item: InboxItem, *, counted: bool) -> None:
        while True:
            try:
                if not counted:
                    item.attempts, counted = await asyncio.to_thread(self._keeping.begin_turn, item.id), True
                return await self._answers.answer(item)
            except DatabaseAway as error:
                log.error("database_away", inbox=item.id)
                counted = counted and not isinstance(error, TookTooLong)
                await asyncio.sleep(DATABASE_PAUSE_SECONDS)
            except TurnHangs:
                counted = False


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(seconds, 0)):
            await event.wait()
    return event.is_set()
