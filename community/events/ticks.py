"""What the clock does about events: seats that nobody took, changes to tell."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.events import signup as signups
from community.events.kinds import CHANGED
from community.events.states import SignupState
from community.events.tables import WAITS, Event, EventSignup
from community.post import outbox


def keep_waitlists(session: Session, now: datetime) -> int:
    """Let offered seats lapse whose time is over, offer what is free, and return how many were offered."""
    lapsed = select(EventSignup).where(WAITS, EventSignup.status == SignupState.OFFERED, EventSignup.held_until <= now)
    for signup in session.scalars(lapsed).all():
        signups.give_up(session, signup)
    waited_for = select(EventSignup.event_id).where(WAITS, EventSignup.status == SignupState.WAITLISTED)
    events = session.scalars(
        select(Event).where(Event.id.in_(waited_for), Event.starts_at > now).order_by(Event.id)
    ).all()
    return sum(signups.fill_seats(session, event, now=now) for event in events)


def announce_changes(session: Session, now: datetime) -> int:
    """Tell those signed up of a new place or time or of a cancellation, once for each change; return how many."""
    changed = select(Event).where(Event.seq > Event.announced_seq)
    return sum(_announce(session, event, now) for event in session.scalars(changed).all())


def _announce(session: Session, event: Event, now: datetime) -> int:
    event.announced_seq = event.seq
    if event.ends_at <= now:
        return 0
    query = select(EventSignup).where(EventSignup.event_id == event.id, EventSignup.status.in_(signups.TOLD))
    told = 0
    for signup in session.scalars(query).all():
        queued = outbox.enqueue(
            session,
            CHANGED,
            signup.conversation,
            about=signup,
            due_at=now,
            now=now,
            key=f"{CHANGED.name}:{signup.id}:{event.seq}",
        )
        told += queued is not None
        signups.remind_anew(session, signup, now=now)
    return told
