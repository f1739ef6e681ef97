"""Safety notices in force that belong beside another card: the cluster of flu beside what to do with a fever."""

from collections.abc import Sequence

from actions.dialogue.cards import Teller, short
from actions.dialogue.reply import Button
from actions.dialogue.turn import Turn
from community.safety import notices
from community.safety.tables import SafetyNotice

CATEGORIES = {"health": "Health", "fire": "Fire", "weather": "Met", "fraud": "Security"}
"""The CAP category of the notices that belong to a topic of the lessons."""


def on_topic(turn: Turn, topic: str) -> list[SafetyNotice]:
    """Return the notices in force on a topic of the lessons that concern the student."""
    return [one for one in _current(turn) if one.category == CATEGORIES.get(topic)]


def naming(turn: Turn, phone: str) -> list[SafetyNotice]:
    """Return the notices in force on health that name this number as their contact."""
    return [one for one in on_topic(turn, "health") if phone and phone in one.contact]


def lines(teller: Teller, beside: Sequence[SafetyNotice]) -> tuple[str, ...]:
    """Return a line for each of them."""
    return tuple(teller.say("In force now: {headline}", headline=one.headline(teller.language)) for one in beside)


def buttons(teller: Teller, beside: Sequence[SafetyNotice]) -> tuple[Button, ...]:
    """Return the way to each of them."""
    return tuple(
        Button(short(one.headline(teller.language)), "ask_safety_notices", {"notice": str(one.id)}) for one in beside
    )


def _current(turn: Turn) -> list[SafetyNotice]:
    return notices.current(turn.session, turn.now, area=turn.student.area)
