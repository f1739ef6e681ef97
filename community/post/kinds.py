"""What a kind of delivery is: all that is true of it stands where its subject declares it, in a module `kinds`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, Generic, TypeVar, cast

from sqlalchemy.orm import Session

Row = TypeVar("Row")


class Priority(IntEnum):
    """The place of a delivery in the queue: the lowest number leaves first."""

    CRISIS = 0
    REPLY = 10
    SAFETY = 20
    BOOKING = 30
    EVENT = 40
    DIGEST = 50


@dataclass(frozen=True, slots=True, eq=False)
class Kind(Generic[Row]):
    """One kind of delivery.

    Args:
        name: as the outbox stores it. Rows outlive a release, so a name is never changed.
        about: the table of what it tells of; `int` for a number that names no row, `NoneType` for nothing.
        preference: the subject that a student turns off to hear no more of it, or how its row names that subject; empty
            for answers, and for what staff are told, which no choice stops.
        waits_for_morning: nobody is woken for it.
        latest_says_all: the latest says all that an earlier one would: two that are late together are told as one.
        useful_until: from when on nobody wants to read it any more: by its row, or so long after it was due.
    """

    name: str
    about: type[Row]
    priority: Priority
    preference: str | Callable[[Row], str] = ""
    waits_for_morning: bool = False
    latest_says_all: bool = False
    useful_until: Callable[[Row], datetime | None] | timedelta | None = None

    def number(self, about: Row | None) -> int | None:
        """Return what the outbox keeps of the row, or of the number, that a delivery is about."""
        if about is None or isinstance(about, int):
            return about
        number: int = getattr(about, "id")  # noqa: B009 - a row of any table
        return number

    def load(self, session: Session, number: int | None) -> Row | None:
        """Return what a delivery is about, from the number in the outbox; None where that is gone, or nothing."""
        if number is None or not self.names_a_row:
            return cast(Row | None, number)
        return session.get(self.about, number)

    @property
    def names_a_row(self) -> bool:
        """Whether it tells of a row, without which nothing is left to say."""
        return self.about not in (int, type(None))

    def subject_of(self, about: Row) -> str:
        """Return the subject that turns this delivery off, empty where no choice stops it."""
        return self.preference if isinstance(self.preference, str) else self.preference(about)

    def is_over(self, about: Row, *, due_at: datetime, now: datetime) -> bool:
        """Say whether a delivery is of no use any more."""
        until = self.until(about, due_at=due_at)
        return until is not None and until <= now

    def until(self, about: Row | None, *, due_at: datetime) -> datetime | None:
        """Return from when on a delivery is of no use, None where it always is of some."""
        if isinstance(self.useful_until, timedelta):
            return due_at + self.useful_until
        return self.useful_until(about) if self.useful_until is not None and about is not None else None


AnyKind = Kind[Any]

REPLY = Kind("reply", about=int, priority=Priority.REPLY)
"""An answer to a message, settled when it is queued; in the staff's group it may bear the number of a case."""

CRISIS = Kind("crisis", about=int, priority=Priority.CRISIS)
"""An answer to a message about danger."""
