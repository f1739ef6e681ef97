"""Answering a question about the card just shown, from that card and no other."""

from dataclasses import replace
from typing import Any

from actions.dialogue.cards import joined, menu, person
from actions.dialogue.registry import action
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance import on_the_card, who_knows, written
from actions.guidance.card_facts import WHOLE, facts, office_line
from understanding.search.facets import facets_of

MOST_LINES = 4


@action(
    on_the_card.INTENT,
    title=noted("A question about the card just shown"),
    said="by_rule",
    guessed=False,
    keeps_card=True,
)
def ask_of_card(turn: Turn) -> Reply:
    """Say what the card says on the sides asked for, or that it doesn't say and who knows."""
    item = on_the_card.shown(turn)
    if item is None:
        return who_knows.answer(turn, turn.words)
    source, facets = written.source_of(turn.conversation.slots[on_the_card.SLOT]["intent"]), facets_of(turn.words)
    if WHOLE.intersection(facets):
        return written.show_item(turn, source, item)
    lines = [line for facet in facets for line in facts(turn, source, item, facet)]
    title = source.title(item, turn.language)
    again = replace(source.button(item, turn.language), title=turn.say("Show it again"))
    buttons = (again, person(turn, ""), menu(turn))
    if not lines:
        return Reply(_not_said(turn, item, title), buttons)
    return Reply(joined(title, *(f"• {line}" for line in dict.fromkeys(lines[:MOST_LINES]))), buttons)


def _not_said(turn: Turn, item: Any, title: str) -> str:
    who_knows.keep(turn, f"{title}: {turn.words}")
    knows = office_line(turn, item) or who_knows.named_for(turn, title)
    return joined(turn.say("“{title}”: what I have doesn't say that.", title=title), knows)
