"""Reports of hazards and crimes."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.database import one_at_a_time
from community.post import outbox, talks
from community.post.conversations import Conversation
from community.safety.kinds import INCIDENT_ALERT
from community.safety.tables import IN_HAND, Incident

MODES = ("named", "confidential", "anonymous")


def latest(session: Session, conversation_id: int) -> Incident | None:
    """Return the last report of a conversation that is not closed yet, None where there is none or it was anonymous."""
    in_hand = select(Incident).where(Incident.conversation_id == conversation_id, IN_HAND)
    return session.scalar(in_hand.order_by(Incident.id.desc()).limit(1))


def report(
    session: Session,
    *,
    kind: str,
    place: str,
    words: str,
    mode: str,
    conversation: Conversation,
    zone: ZoneInfo,
    now: datetime,
) -> Incident:
    """Open an incident, tell the staff and return it; an anonymous one keeps no trace of who reported it.

    Args:
        zone: the campus clock's, for the year in the reference.
    """
    year = now.astimezone(zone).year
    one_at_a_time(session, "incidents")  # references run on without gaps; two reports must not ask for the same
    number = (session.scalar(select(func.max(Incident.number)).where(Incident.year == year)) or 0) + 1
    known = mode != "anonymous"
    incident = Incident(
        ref=f"INC-{year}-{number:04d}",
        year=year,
        number=number,
        kind=kind,
        place=place,
        words=words,
        mode=mode,
        student_id=conversation.channel_address.student_id if known else None,
        conversation_id=conversation.id if known else None,
        opened_at=now,
    )
    session.add(incident)
    session.flush()
    for group in talks.staff_groups(session):
        outbox.enqueue(session, INCIDENT_ALERT, group, about=incident, due_at=now, now=now)
    return incident
