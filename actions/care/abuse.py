"""Abuse at the assistant itself, which is no danger."""

from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn


def calm(turn: Turn) -> Reply:
    """Answer with one calm line, and a person one tap away."""
    words = turn.say("I can tell that I haven't been of help. Tell me what went wrong, or let a person take over.")
    return Reply(words, (Button(turn.say("A person"), "talk_to_human"),))
