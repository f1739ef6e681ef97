"""An appointment as a calendar file (RFC 5545)."""

from datetime import datetime

from icalendar import Calendar, Event

from community.counseling.states import AppointmentState
from community.counseling.tables import Appointment

MEDIA_TYPE = "text/calendar"


def calendar_file(appointment: Appointment, *, summary: str, now: datetime) -> str:
    """Return the appointment as one calendar event; a higher sequence replaces an earlier file of the same one.

    Args:
        summary: what others who see the calendar may read.
    """
    event = Event()
    event.add("uid", f"appointment-{appointment.id}-{appointment.ref}@onestop")
    event.add("sequence", appointment.ics_seq)
    event.add("dtstamp", now)
    event.add("dtstart", appointment.slot.starts_at)
    event.add("dtend", appointment.slot.ends_at)
    event.add("summary", summary)
    event.add("location", appointment.slot.counselor.room)
    event.add("status", "CANCELLED" if appointment.status == AppointmentState.CANCELLED else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//onestop//appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if appointment.status == AppointmentState.CANCELLED else "PUBLISH")
    calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text
