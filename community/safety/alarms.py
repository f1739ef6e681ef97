"""Telling security at once: an incident about a danger to somebody's life, to which more may be added."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.post import outbox, talks
from community.post.conversations import Conversation
from community.safety import incidents
from community.safety.kinds import INCIDENT_ALERT
from community.safety.tables import IN_HAND, Incident

ABOUT_LIFE = ("danger", "threat")


def sound(
    session: Session,
    *,
    kind: str,
    words: str,
    place: str,
    named: bool,
    conversation: Conversation,
    zone: ZoneInfo,
    since: datetime,
    now: datetime,
) -> Incident:
    """Tell security of a danger; where it knows of this one since `since`, add to what it knows.

    Args:
        named: security needs to know who wrote; else it alone may see who did.
    """
    known = latest(session, conversation.id, since=since)
    if known is not None:
        add(session, known, words, now=now)
        return known
    mode = "named" if named else "confidential"
    return incidents.report(
        session, kind=kind, place=place, words=words, mode=mode, conversation=conversation, zone=zone, now=now
    )


def latest(session: Session, conversation_id: int, *, since: datetime) -> Incident | None:
    """Return the alarm of a conversation, sounded at `since` or later and not closed yet, None where there is none."""
    in_hand = select(Incident).where(Incident.conversation_id == conversation_id, IN_HAND)
    of_life = in_hand.where(Incident.kind.in_(ABOUT_LIFE), Incident.opened_at >= since)
    return session.scalar(of_life.order_by(Incident.id.desc()).limit(1))


def add(session: Session, incident: Incident, words: str, *, now: datetime) -> None:
    """Add what the student writes to an alarm, and tell security again."""
    if not words.strip():
        return
    incident.words = "\n".join(part for part in (incident.words, words.strip()) if part)
    session.flush()
    for group in talks.staff_groups(session):
        outbox.enqueue(session, INCIDENT_ALERT, group, about=incident, due_at=now, now=now)
