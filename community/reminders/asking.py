"""Asking to be reminded, and saying that it is done."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.post import outbox
from community.post.conversations import Conversation
from community.reminders.kinds import DEADLINE
from community.reminders.states import ReminderState
from community.reminders.tables import Reminder


def find(session: Session, subject: str, item_id: int, student_id: int) -> Reminder | None:
    """Return the student's reminder of that item, waiting or done, or None."""
    query = select(Reminder).where(
        Reminder.subject == subject, Reminder.item_id == item_id, Reminder.student_id == student_id
    )
    return session.scalar(query)


def waiting(session: Session, student_id: int) -> list[Reminder]:
    """Return the student's reminders that are not done."""
    query = select(Reminder).where(Reminder.student_id == student_id, Reminder.state == ReminderState.WAITING)
    return list(session.scalars(query.order_by(Reminder.id)))


def remind(
    session: Session,
    subject: str,
    item_id: int,
    *,
    student_id: int,
    conversation: Conversation,
    moments: Sequence[datetime],
    valid_until: datetime | None,
    now: datetime,
) -> Reminder:
    """Queue one delivery at each moment; asking again replaces what was queued before."""
    reminder = find(session, subject, item_id, student_id)
    if reminder is None:
        reminder = Reminder(subject=subject, item_id=item_id, student_id=student_id)
        session.add(reminder)
    reminder.conversation_id, reminder.state, reminder.asked_at = conversation.id, ReminderState.WAITING, now
    session.flush()
    outbox.cancel(session, DEADLINE, reminder)
    for due_at in moments:
        outbox.enqueue(
            session,
            DEADLINE,
            conversation,
            about=reminder,
            due_at=due_at,
            valid_until=valid_until,
            now=now,
            key=f"{DEADLINE.name}:{reminder.id}:{now.timestamp()}:{due_at.timestamp():.0f}",
        )
    return reminder


def done(session: Session, subject: str, item_id: int, *, student_id: int) -> int:
    """Take back what is still queued about the item; return how many deliveries that were."""
    reminder = find(session, subject, item_id, student_id)
    if reminder is None:
        return 0
    reminder.state = ReminderState.DONE
    return outbox.cancel(session, DEADLINE, reminder)
