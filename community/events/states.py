"""What states a sign-up has, as the database stores them."""

from enum import StrEnum


class SignupState(StrEnum):
    """What a student has of an event."""

    CONFIRMED = "confirmed"
    OFFERED = "offered"
    """A freed seat, kept for a while."""

    WAITLISTED = "waitlisted"
    CANCELLED = "cancelled"
