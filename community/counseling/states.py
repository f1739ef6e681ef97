"""What states appointment slots and appointments have, as the database stores them, and lines of the diary."""

from enum import StrEnum


class SlotState(StrEnum):
    """Whether a rule still gives an appointment slot."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"


class AppointmentState(StrEnum):
    """What has become of an appointment."""

    HELD = "held"
    """It waits a few minutes for the student's yes, and counts for nobody but who else would like the time."""

    CONFIRMED = "confirmed"
    LAPSED = "lapsed"
    """No yes came."""

    CANCELLED = "cancelled"
    PAST = "past"
    """It is over, and nobody has said how it went."""

    ATTENDED = "attended"
    NO_SHOW = "no_show"


class EntryState(StrEnum):
    """How a line of the diary stands."""

    STANDS = "stands"
    IN_LEAVE = "in_leave"
    CANCELLED = "cancelled"
    MOVED_AWAY = "moved_away"
    OVER = "over"
