"""What states a case has, as the database stores them."""

from enum import StrEnum


class CaseState(StrEnum):
    """How far a case has got."""

    REQUESTED = "requested"
    CLAIMED = "claimed"
    CLOSED = "closed"
