"""Who comes to an event: seats first, then those to whom one is offered, then the waitlist."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.content import OUT
from community.events.signup import HOLDING, TOLD
from community.events.tables import Event, EventSignup
from community.students.tables import Student

SHOWN_AFTER = timedelta(days=14)  # an event that is over stays in the list for so long


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are signed up for an event; `seats_left` is None where all who come have room."""

    confirmed: int
    offered: int
    waitlisted: int
    seats_left: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One student of an event; `place` is the place on the waitlist, from 1, None for who has a seat."""

    signup: EventSignup
    student: Student
    place: int | None


def events(session: Session, *, now: datetime) -> Sequence[Event]:
    """Return the events that are not long over and can have been signed up for, the soonest first."""
    query = select(Event).where(Event.status.in_(OUT), Event.ends_at > now - SHOWN_AFTER)
    return session.scalars(query.order_by(Event.starts_at, Event.id)).all()


def counts(session: Session, found: Sequence[Event]) -> dict[int, Counts]:
    """Return how many are signed up for each of the events, by its id."""
    query = (
        select(EventSignup.event_id, EventSignup.status, func.count())
        .where(EventSignup.event_id.in_([event.id for event in found]))
        .group_by(EventSignup.event_id, EventSignup.status)
    )
    number: Counter[tuple[int, str]] = Counter()
    for event_id, status, count in session.execute(query):
        number[event_id, status] = count
    return {event.id: _counts(event, number) for event in found}


def _counts(event: Event, number: Counter[tuple[int, str]]) -> Counts:
    confirmed, offered, waitlisted = (number[event.id, status] for status in TOLD)
    left = None if event.capacity is None else max(0, event.capacity - confirmed - offered)
    return Counts(confirmed, offered, waitlisted, left)


def lines(session: Session, event: Event) -> list[Line]:
    """Return who is signed up for an event, in the order of the list; who has left it is not."""
    query = (
        select(EventSignup, Student)
        .join(Student, Student.id == EventSignup.student_id)
        .where(EventSignup.event_id == event.id, EventSignup.status.in_(TOLD))
    )
    rows = sorted(session.execute(query), key=lambda row: _order(row.EventSignup))
    seated = sum(signup.status in HOLDING for signup, _ in rows)
    return [
        Line(signup, student, None if signup.status in HOLDING else number - seated)
        for number, (signup, student) in enumerate(rows, 1)
    ]


def _order(signup: EventSignup) -> tuple[int, int, float, int]:
    return (TOLD.index(signup.status), signup.seat or 0, signup.joined_at.timestamp(), signup.id)
