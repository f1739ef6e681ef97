"""What the office has written in subjects that no request of their own asks for."""

from sqlalchemy.orm import Session

from actions.dialogue.cards import menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance import library, shelves, written
from actions.guidance.shelves import live_item, shelf_of, shelf_with
from community.guidance import stock
from community.guidance.rules import ANSWERS
from community.guidance.tables import GuidanceSubject

written.guidance(ANSWERS)


@action(ANSWERS, title=noted("An answer that the office has written"), said="by_rule", guessed=False)
def ask_answer(turn: Turn) -> Reply:
    """Show the answer that was found or tapped, or what its subject has."""
    named = turn.request.entity("subject")
    subject = _subject(turn.session, named) if named else None
    if subject is not None:
        return shelves.ask(turn, shelf_of(turn, subject))
    item = live_item(turn, int(turn.request.entity("item") or turn.request.entity("another") or 0))
    if item is None:
        return Reply(turn.say("That is no longer current, so I won't show it. What else?"), (menu(turn),))
    shelf = shelf_with(turn, item)
    if turn.request.entity("another"):
        return shelves.ask(turn, shelf)
    return shelves.one(turn, shelf, item) if shelf.topics else shelves.alone(turn, shelf, item)


def _subject(session: Session, code: str) -> GuidanceSubject | None:
    return next((one for one in stock.subjects(session) if one.code == code), None)


def menu_of_subjects(turn: Turn) -> tuple[Button, ...]:
    """Return a button for each subject that has a place in the menu, no request of its own, and something to show."""
    return tuple(
        shelves.opening(shelf_of(turn, one), one.title(turn.language))
        for one in stock.subjects(turn.session)
        if one.position is not None and not one.intent and library.of_subject(turn, one)
    )
