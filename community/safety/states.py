"""What states a report has, as the database stores them."""

from enum import StrEnum


class IncidentState(StrEnum):
    """How far a report has got."""

    OPEN = "open"
    ASSIGNED = "assigned"
    CLOSED = "closed"
