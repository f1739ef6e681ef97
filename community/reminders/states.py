"""What states a reminder has, as the database stores them."""

from enum import StrEnum


class ReminderState(StrEnum):
    """Whether the student still waits to be reminded."""

    WAITING = "waiting"
    DONE = "done"


class OwnReminderState(StrEnum):
    """Whether a reminder in the student's own words is still to come."""

    WAITING = "waiting"
    TAKEN_BACK = "taken_back"
