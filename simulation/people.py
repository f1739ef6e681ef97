"""Who lives in the simulated community, and what they themselves know of it."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

SUBJECTS = ("safety", "appointments", "events", "employment", "academics", "growth", "safety_education")
Span = tuple[datetime, datetime | None]


@dataclass(slots=True)
class Asked:
    """One message of a student that waits for its answer; a tap knows what it was on."""

    elapsed: float
    at: datetime
    intent: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Appointment:
    """What a student remembers of an appointment."""

    id: str
    starts_at: datetime
    room: str


@dataclass(slots=True, eq=False)
class Person:
    """One student.

    `off` holds, for each subject, since when and until when its reminders were turned off; `gone` when the student
    had blocked the assistant and the assistant knew; `changed_at` when zone or quiet hours last changed. `play` is
    the talk that goes on, None between two; `step` counts what was done in it.
    """

    number: int
    language: str
    zone: ZoneInfo
    area: str
    chance: Random
    quiet_from: time = time(22, 30)
    quiet_until: time = time(7, 0)
    joined_at: datetime | None = None
    changed_at: datetime | None = None
    off: dict[str, list[Span]] = field(default_factory=dict)
    gone: list[Span] = field(default_factory=list)
    waiting: deque[Asked] = field(default_factory=deque)
    appointment: Appointment | None = None
    in_case: bool = False
    play: Any = None
    step: int = 0

    @property
    def address(self) -> str:
        """Where the student is reached."""
        return str(1_000_000 + self.number)

    def is_quiet(self, moment: datetime) -> bool:
        """Say whether the wall of the student shows quiet hours, by our own arithmetic."""
        wall = moment.astimezone(self.zone)
        now, begin, end = (at.hour * 60 + at.minute for at in (wall, self.quiet_from, self.quiet_until))
        return (now - begin) % 1440 < (end - begin) % 1440

    def awake_from(self, moment: datetime) -> datetime:
        """Return the moment itself, or when the quiet hours it lies in end on the student's wall."""
        if not self.is_quiet(moment):
            return moment
        wall = moment.astimezone(self.zone)
        day = wall.date() + timedelta(days=wall.time() >= self.quiet_until)
        return datetime.combine(day, self.quiet_until, self.zone)

    def turn(self, subject: str, *, on: bool, at: datetime) -> None:
        """Note that the student turned a subject's reminders on or off."""
        _mark(self.off.setdefault(subject, []), not on, at)

    def leave(self, *, gone: bool, at: datetime) -> None:
        """Note that the assistant learnt that the student had left, or was back."""
        _mark(self.gone, gone, at)

    def is_off(self, subject: str, at: datetime) -> bool:
        """Say whether the student had turned the subject off by then."""
        return _covers(self.off.get(subject, ()), at)

    def is_gone(self, at: datetime) -> bool:
        """Say whether the assistant knew by then that the student had left."""
        return _covers(self.gone, at)

    def was_hard_to_tell(self, subject: str, begin: datetime, end: datetime) -> bool:
        """Say whether at any time between the two the student was away, wanted nothing, or changed the hours."""
        changed = self.changed_at is not None and begin - timedelta(days=1) <= self.changed_at
        return changed or any(
            since <= end and (until is None or begin <= until)
            for spans in (self.off.get(subject, ()), self.gone)
            for since, until in spans
        )


def _mark(spans: list[Span], begun: bool, at: datetime) -> None:
    open_one = bool(spans) and spans[-1][1] is None
    if begun and not open_one:
        spans.append((at, None))
    elif not begun and open_one:
        spans[-1] = (spans[-1][0], at)


def _covers(spans: list[Span] | tuple[Span, ...], at: datetime) -> bool:
    return any(since <= at and (until is None or at < until) for since, until in spans)
