"""Questions about the card just shown: "where is it?", "what do I bring?", "who do I hand it to?"."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from actions.dialogue.turn import Turn
from actions.guidance import written
from community.counseling import booking
from understanding.parse import Intent
from understanding.search.facets import Facet, facets_of, is_bare
from understanding.search.matching import Document
from understanding.wishes.plainly import ABOUT_COUNSELING

INTENT, APPOINTMENT, SUBJECT = "ask_of_card", "list_counseling", "counseling"
_WITH_WHOM = re.compile(
    r"^(?:and )?(?:who(?:'s| is| will be)? (?:it|that|this) with|with who\w*|which counsel\w+)\W*$"
    r"|^(?:是?[跟和]谁|哪[个位]老师|谁)[呀啊呢?？]*$",
    re.IGNORECASE,
)
SLOT = "card"
REMEMBERED = timedelta(minutes=30)

OF_THE_APPOINTMENT: frozenset[Facet] = frozenset(("where", "start", "end", "hours", "duration"))
"""What the row of an appointment answers, just after it was shown."""
OF_COUNSELING: frozenset[Facet] = frozenset(("cost", "duration", "bring", "materials", "who_may", "contact"))
"""What may be asked while times are offered; when and where are questions about the times."""


def remember(turn: Turn, intent: str, entity: str, number: int) -> None:
    """Keep which card is being shown, so that the next question can be about it."""
    turn.remember(**{SLOT: {"intent": intent, "entity": entity, "id": number, "at": turn.now.isoformat()}})


def leave(turn: Turn, intent: str) -> None:
    """Let the card go where something else is talked about now."""
    if not turn.registry.of(intent).keeps_card:
        turn.forget(SLOT)


def asked(turn: Turn) -> Intent | None:
    """Return the question about the card, where the message asks for one of its sides and has no other subject.

    Counseling is one subject on many cards, so a question about it is answered from all of them.
    """
    item, facets = shown(turn), facets_of(turn.words)
    if not facets:
        return Intent(APPOINTMENT, 1.0) if item is None and _is_of_the_appointment(turn, facets) else None
    if item is None and _is_of_the_appointment(turn, facets):
        return Intent(APPOINTMENT, 1.0)
    if item is None:
        goes_on = turn.registry.of(turn.conversation.last_intent).about == SUBJECT and not OF_COUNSELING.isdisjoint(
            facets
        )
        return Intent(ABOUT_COUNSELING, 1.0) if goes_on and is_bare(turn.words, _nothing) else None
    source = written.source_of(turn.conversation.slots[SLOT]["intent"])
    title = Document((source.title(item, "zh"), source.title(item, "en")))
    if not is_bare(turn.words, title.asks_of):
        return None
    return Intent(ABOUT_COUNSELING if source.intent == ABOUT_COUNSELING else INTENT, 1.0)


def _is_of_the_appointment(turn: Turn, facets: Sequence[Facet]) -> bool:
    """Say whether the appointment that was just shown is asked about: when it is, where, with whom."""
    if turn.conversation.last_intent != APPOINTMENT or booking.upcoming(turn.session, turn.student.id) is None:
        return False
    if _WITH_WHOM.search(turn.words):
        return True
    return not OF_THE_APPOINTMENT.isdisjoint(facets) and is_bare(turn.words, _nothing)


def _nothing(_word: str) -> bool:
    return False


def shown(turn: Turn) -> Any | None:
    """Return the piece of content last shown; None after a while, after another subject, or when it is not live."""
    card = turn.conversation.slots.get(SLOT)
    if not card or turn.now - datetime.fromisoformat(card["at"]) > REMEMBERED:
        return None
    return written.piece(turn, written.source_of(card["intent"]), card["id"])
