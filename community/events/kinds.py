"""What those signed up for an event are told without asking."""

from datetime import datetime

from community.events.tables import EventSignup
from community.post.kinds import Kind, Priority

EVENTS = "events"
"""The subject that turns all of it off."""


def _begins(signup: EventSignup) -> datetime:
    return signup.event.starts_at


def _ends(signup: EventSignup) -> datetime:
    return signup.event.ends_at


def _is_kept_until(signup: EventSignup) -> datetime | None:
    return None if signup.held_until is None else min(signup.held_until, signup.event.starts_at)


REMINDER = Kind(
    "event_reminder",
    about=EventSignup,
    priority=Priority.EVENT,
    preference=EVENTS,
    waits_for_morning=True,
    latest_says_all=True,
    useful_until=_begins,
)
CHANGED = Kind(
    "event_changed",
    about=EventSignup,
    priority=Priority.EVENT,
    preference=EVENTS,
    waits_for_morning=True,
    latest_says_all=True,
    useful_until=_ends,
)
SEAT = Kind(
    "event_seat",
    about=EventSignup,
    priority=Priority.BOOKING,
    preference=EVENTS,
    waits_for_morning=True,
    useful_until=_is_kept_until,
)
"""A seat that came free, as long as it is kept."""
