"""What a student asked to be reminded of, whatever shelf it stands on."""

from sqlalchemy import select
from sqlalchemy.orm import object_session

from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.post.kinds import Kind, Priority
from community.reminders.tables import Reminder


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
