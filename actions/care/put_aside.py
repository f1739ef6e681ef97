"""A message that was met with a question about danger: kept, and answered once that is denied."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from actions.dialogue.traits import BesideDanger
from actions.dialogue.turn import Turn
from understanding.parse import NO_DANGER, Intent, Parse

_PARSES = TypeAdapter(Parse)


def packed(turn: Turn) -> dict[str, Any]:
    """Return the message as a talk about danger keeps it."""
    return {
        "parse": _PARSES.dump_python(turn.parse, mode="json"),
        "awaiting": turn.conversation.awaiting,
        "last_intent": turn.conversation.last_intent,
        "inbox_id": turn.inbox_id,
    }


def asks_something(turn: Turn, kept: Mapping[str, Any], *, beside: tuple[BesideDanger, ...] = ("like_danger",)) -> bool:
    """Say whether the message asks for something, as far as it was understood.

    Args:
        beside: what a message about danger may be read as without its asking for anything.
    """
    parse = _PARSES.validate_python(kept["parse"])
    return any(turn.registry.of(intent.name).beside_danger not in beside for intent in parse.intents)


def turn_of(turn: Turn, kept: Mapping[str, Any]) -> Turn:
    """Return the turn in which the message is answered now; what was being asked for then is asked for again."""
    parse = _PARSES.validate_python(kept["parse"])
    intents = tuple(_harmless(intent) for intent in parse.intents)
    turn.conversation.awaiting, turn.conversation.last_intent = kept["awaiting"], kept["last_intent"]
    return replace(
        turn,
        parse=replace(parse, danger=NO_DANGER, intents=intents),
        request=intents[0] if intents else Intent("out_of_scope", 0.0),
        words=parse.text,
        as_written="",
        inbox_id=kept["inbox_id"],
        tapped=False,
        answers={},
        put_aside=None,
    )


def _harmless(intent: Intent) -> Intent:
    return replace(intent, name="share_feelings") if intent.name == "crisis" else intent
