"""Releasing many appointments at once, as after somebody has booked them for nobody; every student is told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from community import audit
from community.counseling import booking, holders
from community.counseling.kinds import RELEASED
from community.counseling.tables import STANDS, Appointment, AppointmentSlot
from community.students import newcomers
from community.students.tables import Student


@dataclass(frozen=True, slots=True)
class Pattern:
    """Which appointments are meant; None where it does not matter.

    Args:
        day: the campus day on which they lie.
        since, until: when they were booked, both included.
        newcomers_only: leave out those of students who were known when they booked.
    """

    counselor_id: int | None = None
    day: date | None = None
    since: datetime | None = None
    until: datetime | None = None
    newcomers_only: bool = True


def matching(session: Session, pattern: Pattern, *, now: datetime) -> list[Appointment]:
    """Return the appointments still to come that fit the pattern, held ones too, the earliest first."""
    rows = session.execute(_query(pattern, now)).all()
    return [
        one
        for one, student, channel in rows
        if not pattern.newcomers_only or newcomers.is_newcomer(student, channel, at=one.booked_at)
    ]


def _query(pattern: Pattern, now: datetime) -> Select[Appointment, Student, str]:
    future = holders.standing().where(AppointmentSlot.starts_at > now)
    query = future.order_by(AppointmentSlot.starts_at, Appointment.id)
    if pattern.counselor_id is not None:
        query = query.where(AppointmentSlot.counselor_id == pattern.counselor_id)
    if pattern.day is not None:
        query = query.where(AppointmentSlot.day == pattern.day)
    if pattern.since is not None:
        query = query.where(Appointment.booked_at >= pattern.since)
    if pattern.until is not None:
        query = query.where(Appointment.booked_at <= pattern.until)
    return query


def release(session: Session, numbers: Collection[int], *, staff_id: int, now: datetime) -> int:
    """Let those of the appointments that still stand go, tell each student, and return how many they were."""
    query = (
        select(Appointment)
        .join(Appointment.slot)
        .where(Appointment.id.in_(numbers), STANDS, AppointmentSlot.starts_at > now)
    )
    released: Sequence[Appointment] = session.scalars(query.order_by(Appointment.id)).all()
    for appointment in released:
        booking.end(session, appointment, now=now)
        holders.tell(session, appointment, RELEASED, now=now)
        about = f"appointment:{appointment.id}"
        audit.record(session, who=f"staff:{staff_id}", what="appointment_released", about=about, now=now)
    return len(released)
