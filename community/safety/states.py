"""What states a report has, as the database stores them."""

from enum import StrEnum


class IncidentState(StrEnum):
    """How far a report has got."""

    OPEN = "open"
    ASSIGNED = "assigned"
    CLOSED = "closed"


class NoticeStatus(StrEnum):
    """What CAP 1.2 calls the status of a notice; whether it is published is its `ContentState`."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    TEST = "Test"


class MessageType(StrEnum):
    """What a notice is to an earlier one, in the words of CAP 1.2."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
