"""How much of a counselor's time newcomers may take at once: whoever makes sessions by the dozen gets no further."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from community.counseling import holders
from community.counseling.tables import Appointment, AppointmentSlot
from community.post.conversations import Conversation
from community.students import newcomers

Days = Mapping[tuple[int, date], datetime]
"""Days by counselor, each with when a newcomer can have a time of it again."""


def kept_back(
    session: Session, conversation: Conversation, *, now: datetime, moving: Appointment | None = None
) -> Days:
    """Return the days of which newcomers have had their share lately; none where the student is no newcomer.

    Args:
        moving: an appointment that would give up its own place.
    """
    if not newcomers.is_one(conversation.channel_address, now=now):
        return {}
    taken: defaultdict[tuple[int, date], list[Appointment]] = defaultdict(list)
    for appointment in by_newcomers(session, since=now - newcomers.WITHIN):
        if moving is None or appointment.id != moving.id:
            taken[appointment.slot.counselor_id, appointment.slot.day].append(appointment)
    return {
        key: newcomers.next_try(conversation.channel_address, rows[0].booked_at)
        for key, rows in taken.items()
        if len(rows) >= newcomers.share_of(rows[0].slot.counselor.max_per_day)
    }


def by_newcomers(session: Session, *, since: datetime) -> list[Appointment]:
    """Return what stands of the appointments that newcomers have booked since then, the earliest booked first."""
    lately = holders.standing().where(Appointment.booked_at > since)
    query = lately.order_by(Appointment.booked_at, Appointment.id)
    rows = session.execute(query).all()
    return [one for one, student, channel in rows if newcomers.is_newcomer(student, channel, at=one.booked_at)]


def is_kept_back(slot: AppointmentSlot, days: Days) -> datetime | None:
    """Return when a newcomer can have a time of that day again, None where nothing keeps it back."""
    return days.get((slot.counselor_id, slot.day))
