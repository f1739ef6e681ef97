"""Times held for newcomers: a second word in a later message makes them appointments, or the clock frees them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.counseling import booking, holders, leaves
from community.counseling.booking import NoAppointment, SlotTaken, TooLate
from community.counseling.kinds import LAPSED
from community.counseling.states import AppointmentState
from community.counseling.tables import STANDS, Appointment
from community.post.conversations import Conversation


def confirm(session: Session, appointment: Appointment, *, conversation: Conversation, now: datetime) -> Appointment:
    """Let an appointment that was held count; of one that counts already nothing changes.

    Raises:
        NoAppointment: it is held no more.
        TooLate: it would have begun.
        SlotTaken: its counselor is away then by now; it is held no more.
    """
    if appointment.status == AppointmentState.CONFIRMED:
        return appointment
    if appointment.status != AppointmentState.HELD:
        raise NoAppointment(appointment.id)
    if appointment.slot.starts_at <= now:
        raise TooLate(appointment.id)
    if leaves.covers(session, appointment.slot):
        booking.end(session, appointment, now=now)
        raise SlotTaken(appointment.slot_id)
    appointment.status, appointment.held_until, appointment.changed_at = AppointmentState.CONFIRMED, None, now
    booking.settle(session, appointment, conversation, now=now)
    return appointment


def let_lapse(session: Session, now: datetime) -> int:
    """Free the times for which no yes came, tell those who held them, and return how many they were."""
    held = Appointment.status == AppointmentState.HELD
    query = select(Appointment).where(STANDS, held, Appointment.held_until <= now)
    lapsed = sorted(session.scalars(query), key=lambda appointment: appointment.id)  # few: an index leads to them
    for appointment in lapsed:
        appointment.status, appointment.changed_at = AppointmentState.LAPSED, now
        holders.tell(session, appointment, LAPSED, now=now)
    return len(lapsed)
