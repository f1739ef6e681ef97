"""Booking, moving and cancelling an appointment with a counselor."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community import audit
from community.campus import house
from community.counseling import availability, leaves, news, quota, rules, rush
from community.counseling.kinds import IN_LEAVE, REMINDER
from community.counseling.states import AppointmentState, SlotState
from community.counseling.tables import (
    STANDING,
    STANDS,
    Appointment,
    AppointmentSlot,
    Counselor,
)
from community.post import outbox
from community.post.conversations import Conversation
from community.references import new_reference
from community.students import newcomers


class SlotTaken(Exception):
    """The appointment slot is not to be had: somebody else's, closed, or the counselor's day is full."""


class AlreadyBooked(Exception):
    """The student has another appointment still to come."""

    def __init__(self, appointment: Appointment) -> None:
        super().__init__(appointment.id)
        self.appointment = appointment


class TooLate(Exception):
    """The time is over, or nearer than the notice that counselors need."""


class NoticeOver(Exception):
    """The appointment has begun, or begins so soon that it cannot be moved or cancelled any more."""


class KeptBack(Exception):
    """Newcomers have had their share of that day for now; `until` is when the student can have a time of it."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class NoAppointment(Exception):
    """The student has no such appointment still to come."""


def book(session: Session, slot_id: int, *, student_id: int, conversation: Conversation, now: datetime) -> Appointment:
    """Book an appointment slot, queue its reminders and tell the counselor; one's own slot again changes nothing.

    For a newcomer it is only held: `holds.confirm` makes it count, and until then nobody is told of it.

    Raises:
        SlotTaken: it is not to be had (any more); nothing is written.
        KeptBack: newcomers have had enough of that day for now; nothing is written.
        AlreadyBooked: the student has another appointment to come; nothing is written.
        TooLate: it begins too soon; nothing is written.
    """
    close_past(session, now=now, student_id=student_id)
    mine = upcoming(session, student_id)
    if mine is not None:
        if mine.slot_id == slot_id:
            return mine
        raise AlreadyBooked(mine)
    slot = _bookable(session, slot_id, conversation, now)
    held = newcomers.is_one(conversation.channel_address, now=now)
    appointment = Appointment(
        ref=_unused_reference(session),
        slot_id=slot.id,
        student_id=student_id,
        conversation_id=conversation.id,
        booked_at=now,
        changed_at=now,
        status=AppointmentState.HELD if held else AppointmentState.CONFIRMED,
        held_until=now + rules.HELD_FOR if held else None,
        ics_seq=0,
    )
    try:
        with session.begin_nested():  # two students may tap at once; the unique indexes decide
            session.add(appointment)
    except IntegrityError:
        return _after_a_race(session, slot_id, student_id)
    rush.look(session, slot, now=now)
    if not held:
        settle(session, appointment, conversation, now=now)
    return appointment


def settle(session: Session, appointment: Appointment, conversation: Conversation, *, now: datetime) -> None:
    """Let a new appointment count: queue its reminders, and tell the counselor."""
    _remind(session, appointment, conversation, now)
    news.tell(session, appointment, before=None, after=appointment.slot, now=now)


def move(
    session: Session, appointment: Appointment, slot_id: int, *, conversation: Conversation, now: datetime
) -> Appointment:
    """Move an appointment to another slot, reminders too, and tell the counselor; the old slot is free at once.

    One that is held goes on being held, a few minutes from now.

    Raises:
        NoAppointment: it is cancelled or over.
        SlotTaken: the new slot is not to be had; the appointment stays as it was.
        KeptBack: newcomers have had enough of that day for now; the appointment stays as it was.
        TooLate: the new slot begins too soon.
        NoticeOver: the appointment has begun, or begins too soon to be changed.
    """
    _still_to_come(session, appointment, now)
    if appointment.slot_id == slot_id:
        return appointment
    old, slot = appointment.slot, _bookable(session, slot_id, conversation, now, moving=appointment)
    try:
        with session.begin_nested():
            appointment.slot, appointment.leave_told_slot_id = slot, None
            appointment.ics_seq, appointment.changed_at = appointment.ics_seq + 1, now
    except IntegrityError:
        session.refresh(appointment)
        raise SlotTaken(slot_id) from None
    if appointment.status == AppointmentState.HELD:
        appointment.held_until = now + rules.HELD_FOR
        return appointment
    take_back(session, appointment)
    _remind(session, appointment, conversation, now)
    _record(session, "appointment_moved", appointment, now, old_slot=old.id, new_slot=slot_id)
    news.tell(session, appointment, before=old, after=slot, now=now)
    return appointment


def cancel(session: Session, appointment: Appointment, *, now: datetime) -> Appointment:
    """Cancel an appointment and its reminders, and tell the counselor; its slot is free at once.

    Raises:
        NoAppointment: it is cancelled already, or over.
        NoticeOver: it has begun, or begins too soon to be changed.
    """
    _still_to_come(session, appointment, now)
    end(session, appointment, now=now)
    _record(session, "appointment_cancelled", appointment, now)
    return appointment


def end(session: Session, appointment: Appointment, *, now: datetime) -> None:
    """Let an appointment stand no more, and tell the counselor, who never heard of one that was only held."""
    was_held = appointment.status == AppointmentState.HELD
    appointment.status = AppointmentState.LAPSED if was_held else AppointmentState.CANCELLED
    appointment.changed_at, appointment.held_until = now, None
    appointment.ics_seq += 1
    take_back(session, appointment)
    if not was_held:
        news.tell(session, appointment, before=appointment.slot, after=None, now=now)


def upcoming(session: Session, student_id: int) -> Appointment | None:
    """Return the student's appointment, confirmed or held, None where there is none; there is never more than one."""
    return session.scalar(select(Appointment).where(Appointment.student_id == student_id, STANDS))


def of_student(session: Session, appointment_id: int, *, student_id: int) -> Appointment | None:
    """Return the appointment of that id, None where it is nobody's or somebody else's."""
    appointment = session.get(Appointment, appointment_id)
    return appointment if appointment is not None and appointment.student_id == student_id else None


def close_past(session: Session, *, now: datetime, student_id: int | None = None) -> None:
    """Mark confirmed appointments whose time is over as past, so that the student may book again."""
    query = (
        select(Appointment)
        .join(Appointment.slot)
        .where(STANDS, Appointment.status == AppointmentState.CONFIRMED, AppointmentSlot.ends_at <= now)
    )
    if student_id is not None:
        query = query.where(Appointment.student_id == student_id)
    for appointment in session.scalars(query):
        appointment.status, appointment.changed_at = AppointmentState.PAST, now
    session.flush()


def _bookable(
    session: Session, slot_id: int, conversation: Conversation, now: datetime, *, moving: Appointment | None = None
) -> AppointmentSlot:
    slot = session.get(AppointmentSlot, slot_id)
    if slot is None or slot.state != SlotState.OPEN or not slot.counselor.active or leaves.covers(session, slot):
        raise SlotTaken(slot_id)
    if slot.starts_at < rules.earliest_start(now, house.rules(session).booking_notice):
        raise TooLate(slot_id)
    # Bookers of one counselor queue here: that a day is full is a sum, which no index can guard.
    session.get(Counselor, slot.counselor_id, with_for_update={"key_share": True})
    if availability.is_full(session, slot, moving=moving):
        raise SlotTaken(slot_id)
    if until := quota.is_kept_back(slot, quota.kept_back(session, conversation, now=now, moving=moving)):
        raise KeptBack(until)
    return slot


def _after_a_race(session: Session, slot_id: int, student_id: int) -> Appointment:
    mine = upcoming(session, student_id)
    if mine is None:
        raise SlotTaken(slot_id) from None
    if mine.slot_id == slot_id:
        return mine
    raise AlreadyBooked(mine) from None


def _still_to_come(session: Session, appointment: Appointment, now: datetime) -> None:
    if appointment.status not in STANDING:
        raise NoAppointment(appointment.id)
    is_held = appointment.status == AppointmentState.HELD  # nothing is booked yet, so nobody counts on it
    notice = timedelta(0) if is_held else house.rules(session).cancel_notice
    if not rules.can_be_changed(appointment.slot.starts_at, notice, now=now):
        raise NoticeOver(appointment.id)


def take_back(session: Session, appointment: Appointment) -> None:
    """Take back what is still to be said of the time that the appointment had."""
    for kind in (REMINDER, IN_LEAVE):
        outbox.cancel(session, kind, appointment)


def _remind(session: Session, appointment: Appointment, conversation: Conversation, now: datetime) -> None:
    leads = house.rules(session).appointment_reminders
    for due_at in rules.reminder_times(appointment.slot.starts_at, leads, now=now):
        outbox.enqueue(
            session,
            REMINDER,
            conversation,
            about=appointment,
            due_at=due_at,
            now=now,
            # An appointment that is moved away and back has had rows for the same times: the sequence tells them apart.
            key=f"{REMINDER.name}:{appointment.id}:{appointment.ics_seq}:{due_at.timestamp():.0f}",
        )


def _record(session: Session, what: str, appointment: Appointment, now: datetime, **details: int) -> None:
    who = f"student:{appointment.student_id}"
    audit.record(session, who=who, what=what, about=f"appointment:{appointment.id}", now=now, **details)


def _unused_reference(session: Session) -> str:
    reference = new_reference(4)
    while session.scalar(select(Appointment.id).where(Appointment.ref == reference)) is not None:
        reference = new_reference(4)
    return reference
