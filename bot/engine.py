"""The engine: keeps messages, answers them, sends what is due, and does what falls due, on one database.

It knows no HTTP, no signal of the system and no channel of its own. `bot/app.py` opens its doors to the world, the
simulation drives it by hand, and tests talk to it.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from actions.dialogue.registry import Registry
from bot.sending.sender import Sender, Sends
from bot.signals import What
from bot.timetable import jobs
from bot.timetable.clock import Timetable
from bot.turns.answering import Answering
from bot.turns.dispatcher import Dispatcher, Reads, Understands
from bot.turns.first_look import FirstLook
from bot.turns.intake import Intake
from community.clock import Clock
from community.database import Database
from community.post import second_look


@dataclass(frozen=True, slots=True)
class Common:
    """What all parts of one process have in common.

    Args:
        now: the one clock, aware.
        zone: the campus zone.
        claimer: the process's own name, under which it claims what it works on.
        registry: what the assistant can do.
    """

    database: Database
    now: Clock
    zone: ZoneInfo
    term_start: date
    claimer: str
    registry: Registry


class Tells(Protocol):
    """How other processes learn at once what happened here."""

    def __call__(self, what: What, where: str | None = None) -> None:
        """Tell it, with the lane or address where one is known."""


class MakesTimetable(Protocol):
    """Makes a timetable without jobs."""

    def __call__(self, database: Database, *, now: Clock, after: Callable[[], None]) -> Timetable:
        """Make one that calls `after` when a job has committed something."""


def nobody_listens(what: What, where: str | None = None) -> None:
    """Tell nobody: there is no other process."""


class Engine:
    """The parts that answer and send, put together.

    Args:
        channels: who reads what came in, by the channel's name.
        pushed: the channels that we send to; none where other processes send.
        understanding: None where other processes answer.
        timetable: None where others keep it.
        tell: called with what other processes should look at.
    """

    def __init__(
        self,
        common: Common,
        channels: Mapping[str, Reads],
        *,
        pushed: Mapping[str, Sends] | None = None,
        understanding: Understands | None = None,
        timetable: MakesTimetable | None = None,
        tell: Tells = nobody_listens,
    ) -> None:
        self.common = common
        self._tell = tell
        database, now, claimer = common.database, common.now, common.claimer
        self.sender = Sender(database, pushed or {}, zone=common.zone, now=now, claimer=claimer)
        self.dispatcher = self._dispatcher(understanding, channels) if understanding is not None else None
        self.intake = Intake(
            database,
            self.dispatcher,
            now=now,
            claimer=claimer,
            first_look=FirstLook(channels, common.registry),
            tell_others=partial(tell, "kept"),
        )
        self.timetable = self._timetable(timetable) if timetable is not None else None

    def _dispatcher(self, understanding: Understands, channels: Mapping[str, Reads]) -> Dispatcher:
        common = self.common
        answering = Answering(
            common.database, zone=common.zone, now=common.now, claimer=common.claimer, registry=common.registry
        )
        return Dispatcher(
            answering, understanding, channels, now=common.now, registry=common.registry, wake_sender=self.queued
        )

    def _timetable(self, make: MakesTimetable) -> Timetable:
        timetable = make(self.common.database, now=self.common.now, after=self.queued)
        jobs.fill(timetable, zone=self.common.zone, term_start=self.common.term_start)
        return timetable

    def queued(self, address: str | None = None) -> None:
        """Have what waits in the outbox looked at, here and in other processes; may be called from any thread.

        Args:
            address: where an answer waits; the turn that it is of may have brought others something too.
        """
        self.sender.wake(address)
        self._tell("queued", address)

    def hear(self, what: What, where: str | None) -> None:
        """Look at what another process has told of."""
        if what == "kept":
            self.intake.wake(where)
            return
        self.sender.wake(where)
        if where is not None:
            self.intake.look_at(where)

    def look_everywhere(self) -> None:
        """Have all that waits looked at by whoever answers and sends, here or in another process."""
        self.intake.wake()
        self._tell("kept")
        self.queued()

    def begin_second_looks(self) -> int:
        """Have what only the first ear heard looked at once more; return how many messages that is."""
        with self.common.database.transaction() as session:
            return second_look.begin(session, now=self.common.now())

    async def drain(self, *, timeout_seconds: float) -> None:
        """Finish the turns and sends under way, and give back what was claimed and not begun."""
        await asyncio.gather(
            self.intake.drain(timeout_seconds=timeout_seconds), self.sender.drain(timeout_seconds=timeout_seconds)
        )
