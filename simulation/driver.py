"""The life of the process: it works, ticks, is killed, stopped, away and started again, on the simulated clock."""

import asyncio
import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from community.post.inbox import Arrival
from simulation.clock import Agenda, SimulatedClock
from simulation.faults import HOUR, SET_BACK, Faults
from simulation.fuse import Killed
from simulation.machine import Machine
from simulation.witness import Witness

LOOKED_AT_EVERY = 6 * HOUR
"""A job whose turn comes every few seconds is run when something happened that it looks for, and at least so often."""

POLLED_EVERY_SECONDS = 0.5
"""What comes while the last updates are being taken in is taken in together."""

STEPS_TO_DEATH = 12


class Driver:
    """Runs the assistant.

    Args:
        build: puts a new process together.
        mail: what the channel has for it.
        before: called before a job runs, by the job's name.
    """

    def __init__(
        self,
        clock: SimulatedClock,
        agenda: Agenda,
        faults: Faults,
        chance: Random,
        mail: list[Arrival],
        build: Callable[[Callable[[], None]], Machine],
    ) -> None:
        self.machine: Machine | None = None
        self.before: dict[str, Callable[[], None]] = {}
        self.starts, self.kills, self.failed_jobs = 0, 0, 0
        self._clock, self._agenda, self._faults, self._chance = clock, agenda, faults, chance
        self._mail, self._build = mail, build
        self._dead: list[str] = []
        self._poll_at = 0.0
        self._stirred = False
        self._stopping = False
        self._turns: set[tuple[str, int]] = set()

    async def run(self, witness: Witness, until: float, progress: Callable[[float], None]) -> None:
        """Let everything happen until then."""
        self._witness = witness
        asyncio.get_running_loop().set_exception_handler(_unless_killed)
        self._plan_faults()
        self._start()
        self._plan_looks()
        while (at := self._next_at()) is not None and at <= until:
            self._clock.advance_to(at)
            while (noted := self._agenda.next_at()) is not None and noted <= self._clock.elapsed:
                self._happen(self._agenda.pop())
            await self._work()
            progress(self._clock.elapsed)
        if self.machine is not None:
            await self.machine.stop()

    def is_open(self) -> bool:
        """Say whether the process runs."""
        return self.machine is not None

    def console(self) -> AbstractContextManager[Session]:
        """Return a transaction of the staff console, which lives in the process."""
        assert self.machine is not None, "the console is there while the process runs"
        return self.machine.database.by_staff()

    def is_recent(self, elapsed: float) -> bool:
        """Say whether a message of that time may still wait when the play ends."""
        return self._clock.elapsed - elapsed < HOUR

    def tick_soon(self, name: str, seconds: float) -> None:
        """Have a job run at its first turn after so many seconds."""
        if self.machine is None:
            return
        period, _ = self.machine.timetable.jobs[name]
        turn = math.floor((self._clock.elapsed + seconds) / period) + 1
        if (name, turn) not in self._turns:
            self._turns.add((name, turn))
            self._agenda.note(turn * period, partial(self._tick, name))

    def stir(self) -> None:
        """Something new may have to be sent."""
        self._stirred = True

    def _next_at(self) -> float | None:
        moments = [self._agenda.next_at()]
        if self.machine is not None and self.machine.look_again_at is not None:
            moments.append(self._clock.elapsed_at(self.machine.look_again_at))
        if self._stirred and self.machine is not None:
            moments.append(self._clock.elapsed)
        if self._mail and self.machine is not None:
            moments.append(max(self._clock.elapsed, self._poll_at))
        return min((moment for moment in moments if moment is not None), default=None)

    def _happen(self, happening: Callable[[], None]) -> None:
        try:
            happening()
        except Killed:
            self._die()

    async def _work(self) -> None:
        """Answer what has come in and send what may be sent; every step may be the last."""
        machine = self.machine
        if machine is None:
            return
        try:
            if self._stopping:
                await self._end(machine)
                return
            if self._mail and self._clock.elapsed >= self._poll_at:
                self._poll_at = self._clock.elapsed + POLLED_EVERY_SECONDS
                self._stirred = True
                await machine.take_in(self._mail)
                self._mail.clear()
            if self._stirred or machine.is_time_to_look(self._clock()):
                self._stirred = False
                await machine.send_due()
                self._witness.round_ends()
        except Killed:
            pass
        if machine.fuse.is_dead:
            self._die()

    def _tick(self, name: str) -> None:
        if self.machine is None:
            return
        period, _ = self.machine.timetable.jobs[name]
        self._turns.discard((name, round(self._clock.elapsed / period)))
        if name in self.before:
            self.before[name]()
        self.failed_jobs += not self.machine.timetable.tick(name)

    # Beginning and end

    def _start(self) -> None:
        if self.machine is not None:
            return
        self.starts += 1
        self.machine = self._build(self.stir)
        for name in self.machine.timetable.jobs:
            self._agenda.note(self._clock.elapsed, partial(self._tick, name))
        if self._dead:
            self.machine.take_over(self._dead)
            self._dead.clear()

    def _plan_looks(self) -> None:
        assert self.machine is not None
        for name, (period, _) in self.machine.timetable.jobs.items():
            self._look_regularly(name, max(period, LOOKED_AT_EVERY if period < HOUR else period))

    def _look_regularly(self, name: str, seconds: float) -> None:
        self.tick_soon(name, 0)
        self._agenda.note(self._clock.elapsed + seconds, partial(self._look_regularly, name, seconds))

    def _plan_faults(self) -> None:
        for at in self._faults.kills:
            self._agenda.note(at, self._light)
        for at in self._faults.restarts:
            self._agenda.note(at, partial(self._stop, 10.0))
        for begin, end in self._faults.away:
            self._agenda.note(begin, partial(self._stop, end - begin))
        for at in self._faults.set_back:
            self._agenda.note(at, self._set_back)

    def _light(self) -> None:
        if self.machine is not None:
            self.machine.fuse.light(self._chance.randint(1, STEPS_TO_DEATH))

    def _die(self) -> None:
        if self.machine is None:
            return
        self.kills += 1
        self._dead.append(self.machine.claimer)
        self.machine.die()
        self.machine = None
        self._witness.killed()
        self._start_in(self._chance.uniform(1, 30))

    def _stop(self, seconds: float) -> None:
        if self.machine is not None:
            self._stopping = True
            self._away_for = seconds
            self.stir()

    async def _end(self, machine: Machine) -> None:
        self._stopping = False
        await machine.stop()
        self.machine = None
        self._start_in(self._away_for)

    def _start_in(self, seconds: float) -> None:
        now = self._clock.elapsed
        self._faults.down.append((now, now + seconds))
        self._agenda.note(now + seconds, self._start)

    def _set_back(self) -> None:
        self._clock.set_by(SET_BACK)
        self.stir()


def _unless_killed(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Be silent about what dies with its process."""
    if not isinstance(context.get("exception"), Killed):
        loop.default_exception_handler(context)
