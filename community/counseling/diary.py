"""A counselor's coming appointments, as the console and their own chat show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from community.counseling import leaves, news
from community.counseling.kinds import IN_LEAVE
from community.counseling.states import AppointmentState, EntryState
from community.counseling.tables import (
    STANDS,
    Appointment,
    AppointmentNews,
    AppointmentSlot,
    AvailabilityException,
    Counselor,
)
from community.post.tables import Delivery, is_of

GONE_IS_SHOWN_FOR = timedelta(days=7)  # an appointment that was cancelled or moved away stays in sight for so long

LONGER_THAN_ANY = timedelta(days=1)  # no appointment takes so long


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the diary.

    `other` is where the appointment was before it was moved here, or where it has gone from here, None where it was
    not moved. `first_visit` is None where that does not matter any more. Of one in a leave, `telling` is the message
    that tells the student.
    """

    appointment: Appointment
    slot: AppointmentSlot
    state: EntryState
    other: AppointmentSlot | None = None
    first_visit: bool | None = None
    telling: Delivery | None = None


def entries(
    session: Session, *, since: datetime, until: datetime | None, now: datetime, counselor_id: int | None = None
) -> list[Entry]:
    """Return what lies between two moments, the earliest first; of one counselor where one is named."""
    window = _window(since, until, counselor_id)
    rows = session.scalars(select(Appointment).join(Appointment.slot).where(*window, _is_shown(now))).all()
    moved = _last_moves(session, rows)
    found = [_entry(session, row, moved.get(row.id), now) for row in rows]
    found += _moved_away(session, window, now)
    return sorted(found, key=lambda entry: (entry.slot.starts_at, entry.slot.counselor_id, entry.appointment.id))


def _window(since: datetime, until: datetime | None, counselor_id: int | None) -> list[ColumnElement[bool]]:
    # By the start too, which is what is indexed.
    window = [AppointmentSlot.ends_at > since, AppointmentSlot.starts_at > since - LONGER_THAN_ANY]
    if until is not None:
        window.append(AppointmentSlot.starts_at < until)
    if counselor_id is not None:
        window.append(AppointmentSlot.counselor_id == counselor_id)
    return window


def _is_shown(now: datetime) -> ColumnElement[bool]:
    never_confirmed = Appointment.status.in_((AppointmentState.HELD, AppointmentState.LAPSED))  # no appointment yet
    cancelled = Appointment.status == AppointmentState.CANCELLED
    return ~never_confirmed & (~cancelled | (Appointment.changed_at > now - GONE_IS_SHOWN_FOR))


def _entry(session: Session, row: Appointment, other: AppointmentSlot | None, now: datetime) -> Entry:
    if row.status == AppointmentState.CANCELLED:
        return Entry(row, row.slot, EntryState.CANCELLED, other)
    if row.status != AppointmentState.CONFIRMED or row.slot.ends_at <= now:
        return Entry(row, row.slot, EntryState.OVER, other)
    first = news.is_first_visit(session, row)
    if leaves.covers(session, row.slot):
        return Entry(row, row.slot, EntryState.IN_LEAVE, other, first, leaves.telling(session, row))
    return Entry(row, row.slot, EntryState.STANDS, other, first)


def _last_moves(session: Session, rows: Sequence[Appointment]) -> Mapping[int, AppointmentSlot]:
    """Return where each appointment was before its last move, by its id."""
    query = (
        select(AppointmentNews.appointment_id, AppointmentSlot)
        .join(AppointmentSlot, AppointmentSlot.id == AppointmentNews.from_slot_id)
        .where(AppointmentNews.appointment_id.in_([row.id for row in rows]), AppointmentNews.to_slot_id.is_not(None))
        .order_by(AppointmentNews.id)
    )
    return {row.appointment_id: row.AppointmentSlot for row in session.execute(query)}


def _moved_away(session: Session, window: list[ColumnElement[bool]], now: datetime) -> list[Entry]:
    query = (
        select(Appointment, AppointmentSlot)
        .join(AppointmentNews, AppointmentNews.appointment_id == Appointment.id)
        .join(AppointmentSlot, AppointmentSlot.id == AppointmentNews.from_slot_id)
        .where(*window, AppointmentNews.to_slot_id.is_not(None), AppointmentNews.at > now - GONE_IS_SHOWN_FOR)
        .where(AppointmentSlot.id != Appointment.slot_id)
    )
    gone = {(row.id, slot.id): (row, slot) for row, slot in session.execute(query)}
    return [Entry(row, slot, EntryState.MOVED_AWAY, row.slot) for row, slot in gone.values()]


def of_account(session: Session, staff_id: int) -> Counselor | None:
    """Return the counselor who signs in with that account, None where it is nobody's."""
    return session.scalar(select(Counselor).where(Counselor.staff_id == staff_id).order_by(Counselor.id).limit(1))


def mark(session: Session) -> str:
    """Return a mark that differs whenever a diary does; cheap enough to ask for twice a second."""
    last_change = session.scalar(select(func.max(AppointmentNews.id)))
    away = select(AvailabilityException.id, AvailabilityException.starts_at, AvailabilityException.ends_at)
    people = select(Counselor.id, Counselor.staff_id, Counselor.active, Counselor.room)
    to_come = select(Appointment.id).where(STANDS)
    told = select(Delivery.state, func.count()).where(is_of(IN_LEAVE), Delivery.about.in_(to_come))
    telling = told.group_by(Delivery.state)
    queries = (away.order_by("id"), people.order_by("id"), telling.order_by(Delivery.state))
    rows = [tuple(row) for query in queries for row in session.execute(query)]
    return str((last_change, rows))
