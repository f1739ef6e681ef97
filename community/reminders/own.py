"""Reminders in a student's own words: set, listed, taken back, set again."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from community.database import one_at_a_time
from community.post import outbox
from community.post.conversations import Conversation
from community.post.tables import DUE, Delivery, is_of
from community.reminders.kinds import OWN
from community.reminders.rules import FARTHEST, LONGEST_WORDS, MOST_OWN
from community.reminders.states import OwnReminderState
from community.reminders.tables import OwnReminder


class TooMany(Exception):
    """As many reminders wait as one student may have."""


class NotAhead(Exception):
    """The moment is over, or farther away than anybody remembers."""


def remind(
    session: Session,
    words: str,
    *,
    student_id: int,
    conversation: Conversation,
    due_at: datetime,
    now: datetime,
) -> OwnReminder:
    """Set a reminder and queue its one delivery; the same words at the same moment are one reminder.

    Raises:
        NotAhead: the moment is over, or more than a year away; nothing is written.
        TooMany: `MOST_OWN` wait already; nothing is written.
    """
    if not now < due_at <= now + FARTHEST:
        raise NotAhead
    one_at_a_time(session, f"own_reminders:{student_id}")
    before = waiting(session, student_id)
    kept = words[:LONGEST_WORDS]
    same = next((one for one in before if one.words == kept and one.due_at == due_at), None)
    if same is not None:
        return same
    if len(before) >= MOST_OWN:
        raise TooMany
    reminder = OwnReminder(
        student_id=student_id, conversation_id=conversation.id, words=kept, due_at=due_at, asked_at=now
    )
    session.add(reminder)
    _queue(session, reminder, conversation, now)
    return reminder


def waiting(session: Session, student_id: int) -> list[OwnReminder]:
    """Return the student's reminders that are still to be sent, the next first."""
    to_come = exists().where(is_of(OWN), Delivery.about == OwnReminder.id, DUE)
    query = select(OwnReminder).where(OwnReminder.student_id == student_id, to_come)
    return list(session.scalars(query.order_by(OwnReminder.due_at, OwnReminder.id)))


def find(session: Session, number: int, *, student_id: int) -> OwnReminder | None:
    """Return the student's reminder of that number; None where it is another's, or is gone."""
    reminder = session.get(OwnReminder, number)
    return reminder if reminder is not None and reminder.student_id == student_id else None


def take_back(session: Session, reminder: OwnReminder, *, now: datetime) -> bool:
    """Take a reminder back; say whether anything was still to be sent."""
    if reminder.state != OwnReminderState.WAITING:
        return False
    reminder.state, reminder.taken_back_at = OwnReminderState.TAKEN_BACK, now
    return outbox.cancel(session, OWN, reminder) > 0


def set_again(session: Session, reminder: OwnReminder, conversation: Conversation, *, now: datetime) -> None:
    """Set a reminder again that was taken back.

    Raises:
        NotAhead: its moment has passed meanwhile; nothing is written.
        TooMany: `MOST_OWN` wait already; nothing is written.
    """
    if reminder.due_at <= now:
        raise NotAhead
    if reminder.state == OwnReminderState.WAITING:
        return
    one_at_a_time(session, f"own_reminders:{reminder.student_id}")
    if len(waiting(session, reminder.student_id)) >= MOST_OWN:
        raise TooMany
    reminder.state, reminder.taken_back_at, reminder.asked_at = OwnReminderState.WAITING, None, now
    reminder.conversation_id = conversation.id
    _queue(session, reminder, conversation, now)


def _queue(session: Session, reminder: OwnReminder, conversation: Conversation, now: datetime) -> None:
    session.flush()
    key = f"{OWN.name}:{reminder.id}:{now.timestamp()}"
    outbox.enqueue(session, OWN, conversation, about=reminder, due_at=reminder.due_at, now=now, key=key)
