"""The places for turns that go on at once, and who gets the next one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.turns.lane import Lane
from community.post.inbox import URGENT_OF_SOMEBODY_KNOWN

LONG_AT_ONCE = 2
"""Turns on long texts at once: they are worked on one after the other, and one more may be on its way to that."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place for one turn: whether it is one of those kept for urgent ones, and whether the turn is on a long text."""

    is_kept: bool
    is_long: bool


class Places:
    """Turns that may go on at once: so many of any kind, and some more that only urgent ones get.

    Urgent ones take an ordinary place only where no other waits for it, so that a flood of them silences nobody; and
    half of the others are kept for talks that have gone on for a while, as new ones can be begun again and again.
    Long texts never take more than LONG_AT_ONCE, so that a flood of them, dangerous or not, keeps nobody waiting.
    """

    def __init__(self, ordinary: int, kept_for_urgent: int) -> None:
        self._ordinary, self._kept = ordinary, kept_for_urgent
        self._for_known = kept_for_urgent // 2
        self._for_long = LONG_AT_ONCE
        self._line: list[tuple[Lane, asyncio.Future[Place]]] = []

    @asynccontextmanager
    async def one_for(self, lane: Lane) -> AsyncIterator[None]:
        """Wait for a place for the lane's next turn, and hold it."""
        place = await self._place(lane)
        try:
            yield
        finally:
            self._back(place)

    @property
    def last_turn_at(self) -> datetime | None:
        """When the turn comes of whoever is last in line; None where nobody waits, or only for something urgent."""
        return max((lane.turn_at for lane, _ in self._line if not lane.urgency), default=None)

    def look_again(self) -> None:
        """Give free places to those in line: one of them may be more urgent than before."""
        while (urgent := self._most_urgent()) is not None and self._kept > self._kept_from(urgent[0]):
            self._kept -= 1
            self._grant(urgent, is_kept=True)
        while self._ordinary and (line := self._ready()):
            self._ordinary -= 1
            self._grant(min(line, key=lambda one: (bool(one[0].urgency), one[0].turn_at)), is_kept=False)

    def _ready(self) -> list[tuple[Lane, asyncio.Future[Place]]]:
        """Return those in line who wait for nothing but a place."""
        return [one for one in self._line if self._for_long or not one[0].is_long]

    def _grant(self, one: tuple[Lane, asyncio.Future[Place]], *, is_kept: bool) -> None:
        self._line.remove(one)
        self._for_long -= one[0].is_long
        one[1].set_result(Place(is_kept, one[0].is_long))

    async def _place(self, lane: Lane) -> Place:
        granted: asyncio.Future[Place] = asyncio.get_running_loop().create_future()
        self._line.append((lane, granted))
        self.look_again()
        try:
            return await asyncio.shield(granted)
        except asyncio.CancelledError:
            if granted.done():
                self._back(granted.result())
            else:
                self._line.remove((lane, granted))
            raise

    def _back(self, place: Place) -> None:
        self._kept, self._ordinary = self._kept + place.is_kept, self._ordinary + (not place.is_kept)
        self._for_long += place.is_long
        self.look_again()

    def _kept_from(self, lane: Lane) -> int:
        """Return how many of the urgent ones' places are not for this lane."""
        return 0 if lane.urgency >= URGENT_OF_SOMEBODY_KNOWN else self._for_known

    def _most_urgent(self) -> tuple[Lane, asyncio.Future[Place]] | None:
        """Return what is first in line of the most urgent lanes; None where none is urgent."""
        urgent = [one for one in self._ready() if one[0].urgency]
        return min(urgent, key=lambda one: (-one[0].urgency, one[0].turn_at), default=None)
