"""What a student asked to be reminded of, whatever shelf it stands on, or of what they said themselves."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import object_session

from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.post.kinds import Kind, Priority
from community.reminders.tables import OwnReminder, Reminder


def _choice(reminder: Reminder) -> str:
    """Return with which choice of reminders the student turns off those of its subject."""
    session = object_session(reminder)
    assert session is not None, "a reminder that is about to leave was loaded"
    of_the_item = GuidanceSubject.id == GuidanceItem.subject_id  # it may have been moved to another subject since
    choice = select(GuidanceSubject.reminded_as).join(GuidanceItem, of_the_item)
    return session.scalar(choice.where(GuidanceItem.id == reminder.item_id)) or ""


DEADLINE = Kind(
    "tip_deadline",
    about=Reminder,
    priority=Priority.EVENT,
    preference=_choice,
    waits_for_morning=True,
    latest_says_all=True,
)

OWN = Kind(
    "own_reminder",
    about=OwnReminder,
    priority=Priority.EVENT,
    waits_for_morning=True,
    useful_until=timedelta(days=1),
)
"""No choice of reminders stops it: the student ordered this one by itself, and takes it back by itself."""
