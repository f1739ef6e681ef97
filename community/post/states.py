"""What states the rows of the inbox and the outbox have, as the database stores them."""

from enum import StrEnum


class InboxState(StrEnum):
    """How far a message has got."""

    NEW = "new"
    CLAIMED = "claimed"
    """A process is answering it, or will within its lease."""

    DONE = "done"
    LATER = "later"
    """It was answered and is to be looked at again; see `second_look.py`."""

    PARKED = "parked"
    """It could not be answered and is set aside, with a reference for staff."""


class DeliveryState(StrEnum):
    """How far a delivery has got; from `SENT` on it has ended. See the outcomes in `rules.py`."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"
    CANCELLED = "cancelled"


MAY_HAVE_ARRIVED = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
"""What is on its way counts too: it cannot be called back."""

NEEDS_STAFF = (DeliveryState.UNCERTAIN, DeliveryState.GIVEN_UP)
"""It did not arrive, or nobody knows."""
