"""Moves the clock from one happening to the next, and lets the assistant work in between."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from actions.dialogue import registry
from bot.engine import Common
from bot.turns.dispatcher import Understands
from community import schema
from community.database import Database
from community.post import talks
from community.post.inbox import Arrival
from simulation import campus, faults
from simulation.calendar import Guests
from simulation.channel import NAME, Attempt, RecordingChannel
from simulation.clock import Agenda, InTurnLoop, SimulatedClock
from simulation.driver import Driver
from simulation.duty import GROUP, CounselingOffice, DutyDesk
from simulation.effects import Effects
from simulation.faults import DAY, HOUR, MINUTE, WEEK
from simulation.hosts import Hosts
from simulation.ledger import ENOUGH, Ledger
from simulation.machine import Machine
from simulation.office import Office
from simulation.people import Person
from simulation.seeing import Sight
from simulation.staff import Registry, SafetyOffice, Teachers
from simulation.stage import Stage
from simulation.students import a_play, joins
from simulation.witness import Witness

TAIL = HOUR  # after the last week, for what is still on its way
EVENTS_A_WEEK = 3
TALKS = (0, 0, 1, 1, 1, 2, 3)
"""How often a student talks to the assistant after the first time."""

MOST_TALKS, MOST_READERS = 3_000, 30_000
"""Of a term, so that it is played in minutes: many students talk less often, and are told fewer notices and lessons."""

WELCOME_AT, COME_IN_A_SECOND = 10 * HOUR, 15
"""On the first morning nearly all are shown the way to the assistant in one lecture hall."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to simulate.

    Args:
        first_day: Monday of the first week.
        url: of an empty database; "" for a SQLite file that is thrown away.
    """

    weeks: int
    students: int
    seed: int
    first_day: date
    zone: ZoneInfo
    url: str = ""

    @property
    def begins(self) -> datetime:
        """Midnight of the first day on the campus clock."""
        return datetime.combine(self.first_day, time(), self.zone)

    @property
    def notices(self) -> int:
        """How many notices are published, some of them updated later; a fifth of the readers are for lessons."""
        return max(2, min(self.weeks, int(0.8 * MOST_READERS / (0.6 * self.students))))

    @property
    def lessons(self) -> int:
        """How many weekly lessons there are."""
        return max(1, min(4, int(0.2 * MOST_READERS / self.students)))

    def chance(self, what: str) -> Random:
        """Return the dice for one matter; the same seed throws the same."""
        return Random(f"{self.seed}:{what}")  # noqa: S311 - a play, no secret


class World:
    """A community, simulated."""

    def __init__(self, plan: Plan, understanding: Callable[[Callable[[], bool]], Understands]) -> None:
        self.plan, self._registry = plan, registry.load()
        self.clock, self.agenda = SimulatedClock(plan.begins), Agenda()
        self.faults = faults.drawn(plan.chance("faults"), plan.weeks)
        self.people = {number: _person(plan, number) for number in range(1, plan.students + 1)}
        self.ledger = Ledger(
            was_hindered=lambda begin, end: self.faults.were_there(*self._elapsed(begin, end)),
            was_clear=lambda begin, end: self.faults.left_clear(
                *self._elapsed(begin, end), enough=ENOUGH.total_seconds()
            ),
        )
        self.guests = Guests(self.ledger, self.people)
        self.effects = Effects(self.ledger, self.guests)
        mail: list[Arrival] = []
        self.channel = RecordingChannel(self.clock, self.faults, lambda attempt: self.witness.watch(attempt))
        self.stage = Stage(self.clock, self.agenda, self.channel, mail)
        understands = understanding(lambda: faults.inside(self.faults.without_rasa, self.clock.elapsed))
        self.driver = Driver(
            self.clock,
            self.agenda,
            self.faults,
            plan.chance("kills"),
            mail,
            lambda stir: Machine(plan.url, self.channel, understands, self._common, stir=stir),
        )
        self.office = Office(
            self.clock,
            self.agenda,
            plan.chance("staff"),
            plan.zone,
            self.people,
            self.ledger,
            self.effects,
            self.guests,
            console=self.driver.console,
            is_open=self.driver.is_open,
            tick_soon=self.driver.tick_soon,
        )
        self.duty = DutyDesk(self.office, self.stage)
        self.safety = SafetyOffice(self.office)
        self.witness = Witness(
            {person.address: person for person in self.people.values()},
            self.ledger,
            self.effects,
            self.faults,
            shown=self._shown,
            told_staff=self.duty.told,
        )

    def _common(self, database: Database) -> Common:
        """Return what the parts of one life of the process have in common."""
        plan = self.plan
        return Common(database, self.clock, plan.zone, plan.first_day, uuid.uuid4().hex, self._registry)

    def _elapsed(self, begin: datetime, end: datetime) -> tuple[float, float]:
        return self.clock.elapsed_at(begin), self.clock.elapsed_at(end)

    def _shown(self, person: Person, attempt: Attempt, seen: Sight) -> None:
        self.duty.opened(person, attempt.reply.text)
        self.stage.shown(person, attempt, seen)

    def run(self, progress: Callable[[float], None] = lambda _elapsed: None) -> None:
        """Simulate all of it; what was due is settled by `simulation.settling` afterwards."""
        self._furnish()
        self._plan_students()
        self._plan_staff()
        with asyncio.Runner(loop_factory=InTurnLoop) as runner:
            runner.run(self.driver.run(self.witness, self.plan.weeks * WEEK + TAIL, progress))

    def _furnish(self) -> None:
        database = Database(self.plan.url)
        schema.migrate(database)
        with database.transaction() as session:
            talks.keep_staff_group(session, NAME, GROUP, now=self.clock())
            campus.furnish(
                session, self.effects, begins=self.plan.begins, weeks=self.plan.weeks, lessons=self.plan.lessons
            )
        database.close()

    def _plan_students(self) -> None:
        term = self.plan.weeks * WEEK
        share = min(1.0, MOST_TALKS * len(TALKS) / sum(TALKS) / self.plan.students)
        for person in self.people.values():
            chance = person.chance
            hall = chance.uniform(WELCOME_AT, WELCOME_AT + max(5 * MINUTE, self.plan.students / COME_IN_A_SECOND))
            comes_at = hall if chance.random() < 0.9 else chance.uniform(HOUR, term)
            self.agenda.note(comes_at, partial(self.stage.begin, person, joins))
            for _ in range(chance.choice(TALKS)):
                if chance.random() < share:
                    at = chance.uniform(comes_at + HOUR, max(term, comes_at + DAY))
                    self.agenda.note(at, partial(self.stage.begin, person, a_play(chance)))

    def _plan_staff(self) -> None:
        hosts, counseling = Hosts(self.office), CounselingOffice(self.office)
        teachers = Teachers(self.office, self.plan.lessons)
        Registry(self.office).plan_days(7 * self.plan.weeks)
        for week in range(self.plan.weeks):
            hosts.plan_week(week * WEEK, EVENTS_A_WEEK)
            counseling.plan_week(week * WEEK)
        self.safety.plan_term(self.plan.weeks * WEEK, self.plan.notices)
        self.driver.before["queue_weekly_lesson"] = lambda: teachers.look(self.clock())


def _person(plan: Plan, number: int) -> Person:
    chance = plan.chance(f"student {number}")
    return Person(number, chance.choice(("zh", "zh", "en")), plan.zone, "", chance)
