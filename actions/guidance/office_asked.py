"""Which office a question about opening hours names, by any of its names; or that it must be said which."""

from actions.dialogue.turn import Turn
from actions.guidance import offices, on_the_card
from community.answers import offices as directory
from community.answers.tables import Office
from understanding.parse import Entity, Intent
from understanding.wishes.opening_asked import asks_nothing_else, asks_opening


def named(turn: Turn) -> Intent | None:
    """Return the question about an office that is named with nothing else; several may be called so."""
    if not asks_opening(turn.words):
        return None
    name, found = directory.named(turn.session, turn.words, turn.now)
    if not found or not asks_nothing_else(directory.without_name(turn.words, name), turn.parse.time_words):
        return None
    if len(found) == 1:
        return Intent(offices.INTENT, 1.0, (Entity("office", str(found[0].id)),))
    return Intent(offices.WHICH, 1.0, (Entity("offices", " ".join(str(one.id) for one in found)),))


def of_the_card(turn: Turn) -> Intent | None:
    """Return the question whether the office is open whose card was just shown."""
    if not asks_opening(turn.words) or not asks_nothing_else(turn.words, turn.parse.time_words):
        return None
    shown = on_the_card.shown(turn)
    return Intent(offices.INTENT, 1.0, (Entity("office", str(shown.id)),)) if isinstance(shown, Office) else None
