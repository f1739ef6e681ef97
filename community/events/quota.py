"""How many seats newcomers may take at once.

A third of the seats in an hour, on the waitlist too. A seat needs no second word, as an appointment does: it costs the
hosts a chair and not a counselor's hour. Nor do newcomers wait for what is left: who waits would be offered each seat
within a minute, and kept it for hours.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.events.states import SignupState
from community.events.tables import Event, EventSignup
from community.post.conversations import Conversation
from community.students import newcomers
from community.students.tables import ChannelAddress, Student


def kept_back_until(session: Session, event: Event, conversation: Conversation, *, now: datetime) -> datetime | None:
    """Return when a newcomer can try again, None where nothing keeps them back."""
    place = conversation.channel_address
    if event.capacity is None or not newcomers.is_one(place, now=now):
        return None
    query = (
        select(EventSignup.joined_at, Student, ChannelAddress.channel)
        .join(Student, Student.id == EventSignup.student_id)
        .join(EventSignup.conversation)
        .join(Conversation.channel_address)
        .where(EventSignup.event_id == event.id, EventSignup.status != SignupState.CANCELLED)
        .where(EventSignup.joined_at > now - newcomers.WITHIN)
        .order_by(EventSignup.joined_at)
    )
    rows = session.execute(query).all()
    taken = [at for at, student, channel in rows if newcomers.is_newcomer(student, channel, at=at)]
    if len(taken) < newcomers.share_of(event.capacity):
        return None
    return newcomers.next_try(place, taken[0])
