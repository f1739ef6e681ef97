"""What is told of appointments unasked."""

from datetime import datetime, timedelta
from types import NoneType

from community.counseling.tables import Appointment, AppointmentNews
from community.post.kinds import Kind, Priority


def _begins(appointment: Appointment) -> datetime:
    return appointment.slot.starts_at


REMINDER = Kind(
    "appointment_reminder",
    about=Appointment,
    priority=Priority.BOOKING,
    preference="appointments",
    waits_for_morning=True,
    latest_says_all=True,
    useful_until=_begins,
)
IN_LEAVE = Kind("appointment_in_leave", about=Appointment, priority=Priority.BOOKING, useful_until=_begins)
"""That an appointment cannot be, as the counselor is away, or can after all; when to tell is the leave's own rule."""

LAPSED = Kind("appointment_lapsed", about=Appointment, priority=Priority.BOOKING, useful_until=_begins)
RELEASED = Kind("appointment_released", about=Appointment, priority=Priority.BOOKING, useful_until=_begins)

NEWS = Kind("appointment_news", about=AppointmentNews, priority=Priority.BOOKING, waits_for_morning=True)
"""To the counselor: booked, moved, cancelled."""

RUSH = Kind("appointments_rush", about=NoneType, priority=Priority.BOOKING, useful_until=timedelta(hours=1))
"""To the staff's groups: many were booked at once."""
