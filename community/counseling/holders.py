"""Who has an appointment: how they are found, and how they are told of what became of it."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from community.counseling.tables import STANDS, Appointment
from community.post import outbox
from community.post.conversations import Conversation
from community.post.kinds import Kind
from community.students.tables import ChannelAddress, Student


def standing() -> Select[Appointment, Student, str]:
    """Return a query for the appointments that stand, each with its student and the channel it was booked on."""
    return (
        select(Appointment, Student, ChannelAddress.channel)
        .join(Appointment.slot)
        .join(Student, Student.id == Appointment.student_id)
        .join(Conversation, Conversation.id == Appointment.conversation_id)
        .join(Conversation.channel_address)
        .where(STANDS)
    )


def tell(session: Session, appointment: Appointment, kind: Kind[Appointment], *, now: datetime) -> None:
    """Queue one message of that kind about it, where it was booked."""
    conversation = session.get_one(Conversation, appointment.conversation_id)
    outbox.enqueue(
        session,
        kind,
        conversation,
        about=appointment,
        due_at=now,
        now=now,
        key=f"{kind.name}:{appointment.id}",
    )
