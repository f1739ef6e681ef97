"""What all who work for the university share: the console, the clock, and the knowledge of what they did."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from simulation.calendar import Guests
from simulation.clock import Agenda, SimulatedClock
from simulation.effects import Effects
from simulation.faults import MINUTE
from simulation.ledger import Ledger
from simulation.people import Person

Deed = Callable[[Session, datetime], None]


@dataclass(slots=True)
class Office:
    """The office.

    Args:
        console: a transaction on the assistant's database.
        is_open: says whether the assistant's process, and so the console, runs.
        tick_soon: has a job run at its next turn after so many seconds.
    """

    clock: SimulatedClock
    agenda: Agenda
    chance: Random
    zone: ZoneInfo
    people: dict[int, Person]
    ledger: Ledger
    effects: Effects
    guests: Guests
    console: Callable[[], AbstractContextManager[Session]]
    is_open: Callable[[], bool]
    tick_soon: Callable[[str, float], None]

    def plan(self, elapsed: float, deed: Deed) -> None:
        """Have somebody do it then, or as soon after as the console is there."""
        self.agenda.note(elapsed, partial(self._do, deed))

    def after(self, seconds: float, deed: Deed) -> None:
        """Have somebody do it after so many seconds."""
        self.plan(self.clock.elapsed + seconds, deed)

    def _do(self, deed: Deed) -> None:
        if not self.is_open():
            self.after(10 * MINUTE, deed)
            return
        with self.console() as session:
            deed(session, self.clock())
