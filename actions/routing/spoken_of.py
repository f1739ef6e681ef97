"""A deed that was spoken of and not ordered, and shown with its button: a plain yes does it, "ok, got it" does not."""

import re

from actions.dialogue.cards import menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community.post import buttons
from community.post.conversations import OfferedButton
from understanding.parse import Entity, Intent
from understanding.wishes import assent

SLOT = "only_spoken_of"
"""A slot of the conversation: the deed that the last reply showed and nobody ordered."""
NOT_ORDERED = frozenset(("asked", "negated", "of_others", "hypothetical"))
ACKNOWLEDGED = "acknowledged"
# A title that begins so says yes by itself; that of an event, as "Northern lights", only begins with the letters.
YES_TITLES = re.compile(
    r"^(?:yes|agree|take it|join the waitlist)\b|^(?:是|是的|好|好的|同意|有|确认|参加候补)(?:[，,]|$)", re.I
)


def note(turn: Turn, request: Intent) -> None:
    """Remember that the deed was shown although nobody ordered it; of a bare name we ask whether it is wanted."""
    if request.wish.kind in NOT_ORDERED:
        turn.remember(**{SLOT: request.name})


def is_it(turn: Turn, intent: str) -> bool:
    """Say whether the deed is the one that was spoken of and not ordered."""
    return turn.conversation.slots.get(SLOT) == intent


def request(turn: Turn) -> Intent | None:
    """Return the deed where the words say yes to it, a kind word where they only take note; None else."""
    if (button := _offered(turn)) is None:
        return None
    if assent.is_plain_yes(turn.words) or _orders_it(turn):
        return Intent(button.intent, 1.0, tuple(Entity(name, str(value)) for name, value in button.entities.items()))
    return Intent(ACKNOWLEDGED, 1.0) if assent.takes_note(turn.words) else None


@action(
    ACKNOWLEDGED,
    title=noted("Taking note"),
    said="by_rule",
    guessed=False,
)
def acknowledged(turn: Turn) -> Reply:
    """Take note that the student has read it; the button stays."""
    button = _offered(turn)
    if button is None:
        return Reply(turn.say("You're welcome!"), (menu(turn),))
    turn.remember(**{SLOT: button.intent})
    words = turn.say("All right. I have changed nothing; if you want it after all, tap below.")
    return Reply(words, (Button(button.title, button.intent, dict(button.entities)), menu(turn)))


def _offered(turn: Turn) -> OfferedButton | None:
    """Return the button that would do it, where the last reply showed it."""
    if SLOT not in turn.conversation.slots:
        return None
    shown = buttons.last_offered(turn.session, turn.conversation.id)
    return next((one for one in shown if is_it(turn, one.intent) and YES_TITLES.search(one.title)), None)


def _orders_it(turn: Turn) -> bool:
    """Say whether the words agree and name the deed: 好，取消."""
    own = turn.parse.intent
    named = own is not None and is_it(turn, own.name) and own.wish.kind == "ordered"
    return named and assent.begins_with_assent(turn.words)
