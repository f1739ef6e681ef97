"""Counselors on leave: no time in it can be booked from its commit on, and who has booked one is told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from community import audit, channels
from community.counseling import rules
from community.counseling.kinds import IN_LEAVE
from community.counseling.states import AppointmentState
from community.counseling.tables import STANDS, Appointment, AppointmentSlot, AvailabilityException, Counselor
from community.database import one_at_a_time
from community.post import outbox
from community.post.conversations import Conversation
from community.post.tables import Delivery, tells_of


class LeaveReversed(Exception):
    """The leave would end before it begins."""


class LeaveOver(Exception):
    """The leave would lie in the past, where nobody can keep it."""


def cover() -> ColumnElement[bool]:
    """Return the condition that a slot of a query lies in a leave of its counselor, wholly or in part."""
    return exists().where(
        AvailabilityException.counselor_id == AppointmentSlot.counselor_id,
        AvailabilityException.starts_at < AppointmentSlot.ends_at,
        AvailabilityException.ends_at > AppointmentSlot.starts_at,
    )


def covers(session: Session, slot: AppointmentSlot) -> bool:
    """Say whether the counselor is away at some time of the slot."""
    return session.scalar(select(AppointmentSlot.id).where(AppointmentSlot.id == slot.id, cover())) is not None


def take(
    session: Session,
    counselor: Counselor,
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    staff_id: int,
    now: datetime,
) -> AvailabilityException:
    """Put a counselor on leave.

    Raises:
        LeaveReversed, LeaveOver: nothing is written.
    """
    if ends_at <= starts_at:
        raise LeaveReversed
    if ends_at <= now:
        raise LeaveOver
    leave = AvailabilityException(counselor_id=counselor.id, starts_at=starts_at, ends_at=ends_at, reason=reason)
    session.add(leave)
    session.flush()
    who = f"staff:{staff_id}"
    audit.record(session, who=who, what="leave_taken", about=f"leave:{leave.id}", now=now, counselor=counselor.id)
    tell_students(session, now=now)
    return leave


def end(session: Session, leave: AvailabilityException, *, staff_id: int, now: datetime) -> None:
    """Take a leave back: its times can be booked again, and who was told that theirs could not be is told so."""
    audit.record(session, who=f"staff:{staff_id}", what="leave_ended", about=f"leave:{leave.id}", now=now)
    session.delete(leave)
    session.flush()
    tell_students(session, now=now)


def coming(session: Session, *, now: datetime, counselor_id: int | None = None) -> Sequence[AvailabilityException]:
    """Return the leaves that are not over, the earliest first; of one counselor where one is named."""
    query = select(AvailabilityException).options(joinedload(AvailabilityException.counselor))
    query = query.where(AvailabilityException.ends_at > now)
    if counselor_id is not None:
        query = query.where(AvailabilityException.counselor_id == counselor_id)
    return session.scalars(query.order_by(AvailabilityException.starts_at, AvailabilityException.id)).all()


def booked_in(session: Session, leave: AvailabilityException, *, now: datetime) -> Sequence[Appointment]:
    """Return the appointments still to come that fall into a leave."""
    query = _standing(now).where(
        AppointmentSlot.counselor_id == leave.counselor_id,
        AppointmentSlot.starts_at < leave.ends_at,
        AppointmentSlot.ends_at > leave.starts_at,
    )
    return session.scalars(query.order_by(AppointmentSlot.starts_at)).all()


def tell_students(session: Session, *, now: datetime) -> int:
    """Tell who has booked a time in a leave that it cannot be, and who was told so that it can after all.

    Whoever saved the leave and by whichever way, it is seen here; asked again, nothing is told twice. Returns to how
    many students something was queued.
    """
    one_at_a_time(session, "leaves")
    told = Appointment.leave_told_slot_id
    unknown = and_(cover(), or_(told.is_(None), told != Appointment.slot_id))
    outdated = and_(~cover(), told == Appointment.slot_id)
    changed = session.scalars(_standing(now).where(or_(unknown, outdated))).all()
    return sum(_tell(session, appointment, now) for appointment in changed)


def _tell(session: Session, appointment: Appointment, now: datetime) -> bool:
    unsent = outbox.cancel(session, IN_LEAVE, appointment)
    if appointment.leave_told_slot_id == appointment.slot_id:
        appointment.leave_told_slot_id = None
        if unsent:
            return False  # the student never heard that it could not be
    else:
        appointment.leave_told_slot_id = appointment.slot_id
    conversation = session.get_one(Conversation, appointment.conversation_id)
    due_at = _when_to_tell(conversation, appointment.slot.starts_at, now)
    key = f"{IN_LEAVE.name}:{appointment.id}:{now.timestamp()}:{appointment.leave_told_slot_id}"
    outbox.enqueue(session, IN_LEAVE, conversation, about=appointment, due_at=due_at, now=now, key=key)
    return True


def _when_to_tell(conversation: Conversation, starts_at: datetime, now: datetime) -> datetime:
    place = conversation.channel_address
    student = place.student
    assert student is not None, "only students have appointments"
    if not channels.way(place.channel).pushed:  # a page wakes nobody
        return now
    zone, quiet = ZoneInfo(student.zone), (student.quiet_from, student.quiet_until)
    return rules.tell_of_leave_at(starts_at, zone=zone, quiet=quiet, now=now)


def telling(session: Session, appointment: Appointment) -> Delivery | None:
    """Return the latest message to the student about a leave, None where there is none."""
    query = select(Delivery).where(tells_of(IN_LEAVE, appointment))
    return session.scalar(query.order_by(Delivery.id.desc()).limit(1))


def still_to_say(session: Session, appointment: Appointment) -> Literal["cannot", "can"] | None:
    """Return what a message about a leave must say by now: that the appointment cannot be, can after all, or nothing.

    What is said, or need not be said any more, counts as told from here on.
    """
    if appointment.status != AppointmentState.CONFIRMED:
        return None
    told = appointment.leave_told_slot_id == appointment.slot_id
    away = covers(session, appointment.slot)
    appointment.leave_told_slot_id = appointment.slot_id if away else None
    if away:
        return "cannot"
    return None if told else "can"


def _standing(now: datetime) -> Select[Appointment]:
    return (
        select(Appointment)
        .join(Appointment.slot)
        .where(STANDS, Appointment.status == AppointmentState.CONFIRMED, AppointmentSlot.starts_at > now)
    )
