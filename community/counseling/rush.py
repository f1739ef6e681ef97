"""Many bookings within minutes, of one day or by newcomers: staff hear of it once, and can release them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.counseling import quota, rules
from community.counseling.kinds import RUSH
from community.counseling.tables import STANDS, Appointment, AppointmentSlot, Counselor
from community.post import outbox, talks
from community.post.tables import Delivery, is_of

AGAIN_AFTER = timedelta(hours=1)  # one alarm says it; staff are looking by then


@dataclass(frozen=True, slots=True)
class Rush:
    """How many appointments were booked within minutes, how many of them by newcomers, and with whom."""

    booked: int
    by_newcomers: int
    counselors: tuple[Counselor, ...]


def look(session: Session, slot: AppointmentSlot, *, now: datetime) -> None:
    """Alarm the staff's groups where what was just booked makes a rush."""
    session.flush()
    monday = slot.day - timedelta(days=slot.day.weekday())
    query = (
        select(AppointmentSlot.day, func.count())
        .join(Appointment, Appointment.slot_id == AppointmentSlot.id)
        .where(AppointmentSlot.counselor_id == slot.counselor_id)
        .where(AppointmentSlot.day >= monday, AppointmentSlot.day < monday + timedelta(days=7))
        .where(STANDS, Appointment.booked_at > now - rules.RUSH_WITHIN)
        .group_by(AppointmentSlot.day)
    )
    days = {day: count for day, count in session.execute(query)}  # noqa: C416 - rows are no pairs to mypy
    new = len(quota.by_newcomers(session, since=now - rules.RUSH_WITHIN))
    if rules.is_rush(days.get(slot.day, 0), sum(days.values()), new, most_a_day=slot.counselor.max_per_day):
        _alarm(session, now)


def _alarm(session: Session, now: datetime) -> None:
    told = select(Delivery.id).where(is_of(RUSH), Delivery.created_at > now - AGAIN_AFTER)
    if session.scalar(told.limit(1)) is not None:
        return
    for group in talks.staff_groups(session):
        # Two bookings may find it at once: the key of the hour lets one of them tell.
        key = f"{RUSH.name}:{group.id}:{int(now.timestamp() // AGAIN_AFTER.total_seconds())}"
        outbox.enqueue(session, RUSH, group, due_at=now, now=now, key=key)


def since(session: Session, moment: datetime) -> Rush:
    """Return what was booked since then and still stands."""
    query = select(Appointment).where(STANDS, Appointment.booked_at > moment)
    booked: Sequence[Appointment] = session.scalars(query.order_by(Appointment.id)).all()
    people = dict.fromkeys(one.slot.counselor for one in booked)
    return Rush(len(booked), len(quota.by_newcomers(session, since=moment)), tuple(people))
