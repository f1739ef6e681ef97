"""What a restored backup must not say again: what was sent, and answered, between the backup and its restore.

Nothing in a backup tells what happened after it. So all that could have left is taken for what may have been sent:
staff see it, and no student is told twice. What is about danger is the exception, and what is for staff: rather twice
than never. See docs/decisions/0017.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, func, or_, select, update
from sqlalchemy.orm import Session

from community import audit
from community.post import claiming, inbox
from community.post.conversations import Conversation
from community.post.kinds import Priority
from community.post.states import DeliveryState, InboxState
from community.post.tables import CLAIMED, DUE, NEW, SENDING, Delivery, InboxItem
from community.staff.tables import StaffSession

CAUSE = "restored from a backup: it may have been sent since"
RESTORER = "restore"


@dataclass(frozen=True, slots=True)
class Settled:
    """How many deliveries and messages were left to staff, and how many are still to come."""

    uncertain: int
    parked: int
    still_due: int


def settle(session: Session, *, now: datetime) -> Settled:
    """Leave to staff what may have been sent or answered before now; sign all staff out."""
    uncertain = _mark_deliveries(session, now)
    parked = _park_messages(session, now)
    session.execute(update(StaffSession).where(StaffSession.revoked_at.is_(None)).values(revoked_at=now))
    due = session.scalar(select(func.count()).select_from(Delivery).where(DUE)) or 0
    audit.record(session, who="system", what="restored", about="database", now=now, uncertain=uncertain, parked=parked)
    return Settled(uncertain, parked, due)


def _mark_deliveries(session: Session, now: datetime) -> int:
    could_have_left = or_(SENDING, DUE & (Delivery.due_at <= now))
    free = {"claimed_by": None, "lease_until": None}
    students = select(Conversation.id).where(Conversation.audience == "student")
    told = update(Delivery).where(
        could_have_left, Delivery.priority > Priority.CRISIS, Delivery.conversation_id.in_(students)
    )
    marked = session.execute(told.values(state=DeliveryState.UNCERTAIN, cause=CAUSE, **free))
    session.execute(update(Delivery).where(SENDING).values(state=DeliveryState.DUE, **free))
    assert isinstance(marked, CursorResult)
    return marked.rowcount


def _park_messages(session: Session, now: datetime) -> int:
    """Set aside what waited for its answer, but for what may be danger, which is answered."""
    session.execute(update(InboxItem).where(CLAIMED).values(state=InboxState.NEW, claimed_by=None, lease_until=None))
    ordinary = update(InboxItem).where(NEW, InboxItem.urgency == inbox.ORDINARY)
    session.execute(ordinary.values(state=InboxState.CLAIMED, claimed_by=RESTORER, lease_until=now))
    waiting = session.scalars(select(InboxItem.id).where(CLAIMED)).all()
    for item in waiting:
        claiming.park(session, item, claimer=RESTORER, now=now)
    return len(waiting)
