"""What a student asked to be reminded of, whatever shelf it stands on."""

from sqlalchemy import select
from sqlalchemy.orm import object_session

from community.guidance.tables import GuidanceSubject
from community.post.kinds import Kind, Priority
from community.reminders.tables import Reminder


def _choice(reminder: Reminder) -> str:
    """Return with which choice of reminders the student turns off those of its subject."""
    session = object_session(reminder)
    assert session is not None, "a reminder that is about to leave was loaded"
    subject = select(GuidanceSubject.reminded_as).where(GuidanceSubject.code == reminder.subject)
    return session.scalar(subject) or ""


DEADLINE = Kind(
    "tip_deadline",
    about=Reminder,
    priority=Priority.EVENT,
    preference=_choice,
    waits_for_morning=True,
    latest_says_all=True,
)
