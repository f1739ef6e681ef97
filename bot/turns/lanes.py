"""All conversations that are answered here: each in order, several at once; without a database."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime

import structlog

from bot.logs import place_of
from bot.turns.lane import Lane, never
from bot.turns.places import Places
from community.post import claiming
from community.post.tables import InboxItem

log = structlog.get_logger()

LANES_AT_WORK = 4
PLACES_FOR_URGENT = 2
"""Turns that may go on beside those of LANES_AT_WORK, of messages that may be about danger."""

MOST_AT_HAND = 128  # lanes; of more of them what comes next is not weighed against each


def at_once(_item: InboxItem) -> float:
    """Have no message wait."""
    return 0.0


class Lanes:
    """Hands claimed messages on to be answered.

    Args:
        answer: answers one message; raises `LeaseLost` where another process has it now.
        ended: called when a lane has come free, with its name and whether another one may begin that could not before.
        is_long: whether a message's text takes long to work on.
        pause: for how many seconds a message waits before it asks for its place.
    """

    def __init__(
        self,
        answer: Callable[[InboxItem], Awaitable[None]],
        *,
        ended: Callable[[str, bool], None],
        is_long: Callable[[InboxItem], bool] = never,
        pause: Callable[[InboxItem], float] = at_once,
    ) -> None:
        self._answer_one, self._told_ended, self._is_long, self._pause = answer, ended, is_long, pause
        self._tasks: dict[asyncio.Task[None], Lane] = {}
        self._open: dict[str, Lane] = {}  # those whose task takes more messages in, by name
        self._at_hand: set[int] = set()  # claimed and not answered yet
        self._under_way: set[int] = set()  # being answered at this moment
        self._places = Places(LANES_AT_WORK, PLACES_FOR_URGENT)
        self._closing = asyncio.Event()

    @property
    def names(self) -> Collection[str]:
        """The lanes that take more messages in."""
        return self._open.keys()

    @property
    def at_hand(self) -> frozenset[int]:
        """The messages that were added and are not answered yet."""
        return frozenset(self._at_hand)

    @property
    def takes_more(self) -> bool:
        """Whether lanes are free for ordinary messages; a flood of urgent ones takes none of them."""
        return self._ordinary < LANES_AT_WORK

    @property
    def takes_turns_before(self) -> datetime:
        """Until when a turn must come to be begun soon: once all places are taken, before those in line."""
        if self.takes_more:
            return claiming.EVER
        last = self._places.last_turn_at
        return claiming.NEVER if last is None or self._ordinary >= MOST_AT_HAND else last

    @property
    def _ordinary(self) -> int:
        return sum(not lane.urgency for lane in self._tasks.values())

    def add(self, items: Sequence[InboxItem]) -> None:
        """Take in messages that were claimed; their turns begin when there is a place."""
        self._at_hand.update(item.id for item in items)
        lanes: defaultdict[str, list[InboxItem]] = defaultdict(list)
        for item in items:
            lanes[item.lane].append(item)
        for name, claimed in lanes.items():
            if name in self._open:
                self._open[name].add(claimed)
            else:
                self._start(name, claimed)
        self._places.look_again()

    def _start(self, name: str, claimed: Sequence[InboxItem]) -> None:
        lane = self._open[name] = Lane(name, self._is_long)
        lane.add(claimed)
        task = asyncio.create_task(self._answer(lane))
        self._tasks[task] = lane
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        was_full = not self.takes_more
        lane = self._tasks.pop(task)
        self._at_hand.difference_update(lane.ids)  # what is left of a failed lane is claimed again
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("lane_failed", lane_of=min(lane.ids), error=type(error).__name__, at=place_of(error))
        self._told_ended(lane.name, was_full)

    async def _answer(self, lane: Lane) -> None:
        try:
            while (first := lane.first) is not None:
                await self._closes_within(self._pause(first))
                async with self._places.one_for(lane):
                    if self._closing.is_set():
                        return
                    await self._answer_next(lane.take())
        except claiming.LeaseLost:
            # Another process answers that one; what comes after it waits until all the lane's leases have run out, else
            # it would be answered first.
            log.warning("lane_taken_over", lane_of=min(lane.ids))
        finally:
            del self._open[lane.name]  # before anything else runs: what is added from now on begins a lane anew

    async def _answer_next(self, item: InboxItem) -> None:
        self._under_way.add(item.id)
        try:
            await self._answer_one(item)
        finally:
            self._under_way.discard(item.id)
        self._at_hand.discard(item.id)

    async def _closes_within(self, seconds: float) -> None:
        if seconds > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._closing.wait()

    async def one_ends(self) -> bool:
        """Wait until a lane has come free; return False at once where all are."""
        if not self._tasks:
            return False
        await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        return True

    async def close(self, *, timeout_seconds: float) -> frozenset[int]:
        """Finish the turns under way and begin no other; return the messages whose turns had to be called off."""
        self._closing.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=timeout_seconds)
        called_off = frozenset(self._under_way)
        for task in self._tasks:
            task.cancel()
        return called_off
