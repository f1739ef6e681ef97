"""What states a reminder has, as the database stores them."""

from enum import StrEnum


class ReminderState(StrEnum):
    """Whether the student still waits to be reminded."""

    WAITING = "waiting"
    DONE = "done"
