"""What a student asked to be reminded of, whatever shelf it stands on."""

from community.post.kinds import Kind, Priority
from community.reminders.tables import Reminder


def _shelf(reminder: Reminder) -> str:
    return reminder.subject


DEADLINE = Kind(
    "tip_deadline",
    about=Reminder,
    priority=Priority.EVENT,
    preference=_shelf,
    waits_for_morning=True,
    latest_says_all=True,
)
