"""Plays a transcript where students really sit: before the page in a browser, or in Telegram on a phone."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import exists, select

from bot.cli.transcript import Departed, StageClock, Step, counselor_does, matches
from community.database import Database
from community.post import talks
from community.post.tables import Delivery, InboxItem
from tests.waiting import until

_BUTTON = re.compile(r"\[([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Told:
    """Something that the assistant said, as the student sees it."""

    words: str
    buttons: tuple[str, ...]


class RunningClock(StageClock):
    """A clock that goes on from what the transcript says, for parts that keep a pace."""

    def __call__(self) -> datetime:
        return self.shown + timedelta(seconds=time.monotonic() - self._set_at)

    def set(self, words: str) -> None:
        super().set(words)
        self._set_at = time.monotonic()


class Seat(Protocol):
    """Where one student sits: the channel, their address on it, and what they do and see."""

    @property
    def channel(self) -> str: ...

    @property
    def address(self) -> str: ...

    def write(self, words: str) -> None:
        """Send words."""
        ...

    def tap(self, title: str) -> None:
        """Tap the newest button of that title."""
        ...

    def told(self) -> Sequence[Told]:
        """Return all that the student was told since they sat down, oldest first."""
        ...

    def leave(self) -> None:
        """Get up."""
        ...


class Players:
    """Students and a counselor who follow a transcript; what the assistant says meanwhile may come in any order."""

    def __init__(self, database: Database, clock: StageClock, seat: Callable[[str], Seat]) -> None:
        self._database, self._clock, self._seat = database, clock, seat
        self._seats: dict[str, Seat] = {}
        self._heard: dict[str, list[bool]] = {}
        self._student = ""
        self._last = Told("", ())

    def play(self, steps: Sequence[Step]) -> None:
        """Play every step in order.

        Raises:
            Departed: the talk went another way; names the step.
        """
        for step in steps:
            try:
                self._step(step)
            except Departed as departed:
                raise Departed(f"line {step.number}: {departed}") from departed

    def leave(self) -> None:
        """Have all students get up: a page left open asks for its stream again and again, and costs the next tests."""
        for seat in self._seats.values():
            seat.leave()

    def _step(self, step: Step) -> None:
        match step.who, step.verb:
            case "", "at":
                self._clock.set(step.words)
            case "B", "says":
                self._last = self._hear(step.words)
            case "B", "shows":
                self._look_for(_BUTTON.findall(step.words))
            case "B", "is silent":
                self._listen_to_silence()
            case "C", "is reachable":
                pass  # the staff's group is there from the beginning
            case "C", verb:
                self._counsel(verb, step.words)
            case who, "taps":
                self._sit(who).tap(step.words)
            case who, _:
                self._sit(who).write(step.words)

    def _sit(self, who: str) -> Seat:
        self._student = who
        if who not in self._seats:
            self._seats[who] = self._seat(who)
            self._heard[who] = []
        return self._seats[who]

    def _unheard(self) -> list[tuple[int, Told]]:
        told, heard = self._seats[self._student].told(), self._heard[self._student]
        heard += [False] * (len(told) - len(heard))
        return [(place, one) for place, one in enumerate(told) if not heard[place]]

    def _hear(self, expected: str) -> Told:
        def found() -> tuple[int, Told] | None:
            return next((one for one in self._unheard() if _alike(expected, one[1].words)), None)

        if not until(lambda: found() is not None):
            raise Departed(f"expected {expected!r}, but the bot said {[one.words for _, one in self._unheard()]}")
        place, told = found() or (0, Told("", ()))
        self._heard[self._student][place] = True
        return told

    def _look_for(self, titles: Sequence[str]) -> None:
        remaining = iter(self._last.buttons)
        if not all(any(matches(title, one) for one in remaining) for title in titles):
            raise Departed(f"expected the buttons {titles}, but the bot showed {self._last.buttons}")

    def _listen_to_silence(self) -> None:
        if not until(lambda: not self._is_busy()):
            raise Departed("the bot has not come to rest")
        if unheard := self._unheard():
            raise Departed(f"expected silence, but the bot said {[one.words for _, one in unheard]}")

    def _is_busy(self) -> bool:
        with self._database.reading() as session:
            waiting = select(exists().where(InboxItem.state.in_(("new", "claimed"))))
            leaving = select(exists().where(Delivery.state.in_(("due", "sending")), Delivery.due_at <= self._clock()))
            return bool(session.scalar(waiting) or session.scalar(leaving))

    def _counsel(self, verb: str, words: str) -> None:
        seat = self._seats[self._student]
        with self._database.transaction() as session:
            counselor_does(session, talks.find(session, seat.channel, seat.address), verb, words, now=self._clock())


def _alike(expected: str, said: str) -> bool:
    """Say whether it was said; how a page breaks its lines does not matter."""
    return matches(" ".join(expected.split()), " ".join(said.split()))
