"""Words that were written for people and not passed on yet: shown once more, and sent by a tap or a yes."""

import re

from actions.dialogue.both import in_both
from actions.dialogue.cards import menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from understanding.care.crisis_answers import Answer, read
from understanding.wishes.form_answers import Meant, meant

DRAFT = "held_back"
"""A slot of the conversation: the request, the slot of it and the words."""
REFUSED = "form_refused"
"""Another: which form was refused in the message before, so that an answer that follows is still known as one."""


def hold(turn: Turn, *, intent: str, slot: str, lead: str = "") -> Reply:
    """Keep the words of this message unsent, and ask whether they shall be passed on.

    Args:
        lead: a line to be said before; it is put into the reader's language here.
    """
    turn.remember(**{DRAFT: {"intent": intent, "slot": slot, "words": turn.told.strip()}})
    turn.conversation.awaiting = {"intent": "pass_it_on", "slot": DRAFT, "accepts": "choice"}
    return in_both(turn, lambda: _asked(turn, lead))


def _asked(turn: Turn, lead: str) -> Reply:
    words = turn.say("Shall I pass on exactly these words?\n“{words}”", words=turn.told)
    said = f"{turn.say(lead)}\n{words}" if lead else words
    return Reply(said, (Button(turn.say("Yes, pass it on"), "pass_it_on"), Button(turn.say("No, leave it"), "keep_it")))


def is_held(turn: Turn) -> bool:
    """Say whether we have just asked whether words shall be passed on."""
    return (turn.conversation.awaiting or {}).get("slot") == DRAFT


def answered(turn: Turn) -> Reply | None:
    """Answer a yes or no to that question, None where the words say something else."""
    match read(turn.words):
        case Answer.YES:
            return pass_it_on(turn)
        case Answer.NO:
            return keep_it(turn)
        case Answer.OKAY if re.search(r"\w", turn.words):
            return pass_it_on(turn)
    return keep_it(turn) if meant(turn.words) == Meant.REFUSED else None


@action("pass_it_on", said="never")
def pass_it_on(turn: Turn) -> Reply:
    """Answer the form with the words that were held back."""
    draft = turn.conversation.slots.get(DRAFT)
    if draft is None:
        return Reply(turn.say("There is nothing here that waits to be passed on."))
    turn.forget(DRAFT)
    turn.conversation.awaiting = None
    handler = turn.registry.handler_for(draft["intent"])
    assert handler is not None, f"nobody answers {draft['intent']}"
    turn.answers, turn.words = {draft["slot"]: draft["words"]}, draft["words"]
    return handler(turn)


@action("keep_it", said="never")
def keep_it(turn: Turn) -> Reply:
    """Drop the words that were held back."""
    turn.forget(DRAFT)
    turn.conversation.awaiting = None
    return in_both(
        turn, lambda: Reply(turn.say("All right, I leave it there. Write whenever you like."), (menu(turn),))
    )
