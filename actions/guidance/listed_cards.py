"""Questions about a card just listed: "when is the second one?", 第二个在哪; and 那个在哪, where none is chosen."""

import re
from dataclasses import dataclass

from actions.dialogue.cards import with_menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance import on_the_card, written
from community.post import buttons
from community.post.conversations import OfferedButton
from understanding.parse import Intent
from understanding.search.facets import facets_of, is_bare

WHICH = "which_of_the_listed"
_PLACES = {
    word: place
    for place, words in enumerate(
        ("first 1st 一 1", "second 2nd 二 2", "third 3rd 三 3", "fourth 4th 四 4", "fifth 5th 五 5")
    )
    for word in words.split()
}
_ORDINAL = re.compile(
    r"第(?P<zh>[一二三四五1-5])[个项条场]?(?:活动|的|是)*"
    r"|\b(?P<en>first|second|third|fourth|fifth|[1-5](?:st|nd|rd|th)) one\b"
    r"|\bnumber (?P<number>[1-5])\b|(?P<last>最后(?:一)?个|\blast one\b)",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class _Card:
    """A card that one of the buttons just shown leads to."""

    button: OfferedButton
    entity: str
    number: int


def asked(turn: Turn) -> Intent | None:
    """Return the question about one of the cards listed, or that it must be said which; None for anything else."""
    named = _ORDINAL.search(turn.words)
    rest = _ORDINAL.sub(" ", turn.words)
    if not facets_of(rest) or not is_bare(rest, lambda _word: False):
        return None
    if named is None and on_the_card.shown(turn) is not None:
        return None
    cards = _listed(turn)
    place = None if named is None else _place(named, len(cards))
    if place is None:
        return Intent(WHICH, 1.0) if len(cards) > 1 else None
    card = cards[place]
    on_the_card.remember(turn, card.button.intent, card.entity, card.number)
    return Intent(on_the_card.INTENT, 1.0)


@action(WHICH, title=noted("A question about one of the cards just listed"), said="by_rule", guessed=False)
def which_of_the_listed(turn: Turn) -> Reply:
    """Ask which of the cards just listed is meant, with all of them again."""
    again = [Button(card.button.title, card.button.intent, dict(card.button.entities)) for card in _listed(turn)]
    return Reply(turn.say("Which one do you mean?"), with_menu(turn, again))


def _listed(turn: Turn) -> list[_Card]:
    """Return the cards that the buttons last shown lead to, one each, in their order."""
    cards = []
    for button in buttons.last_offered(turn.session, turn.conversation.id):
        if turn.now - button.offered_at > on_the_card.REMEMBERED:
            continue
        entity, value = next(iter(button.entities.items()), ("", ""))
        if len(button.entities) == 1 and str(value).isdecimal() and written.is_shown_by(button.intent):
            cards.append(_Card(button, entity, int(value)))
    return cards


def _place(named: re.Match[str], listed: int) -> int | None:
    said = named["zh"] or named["en"] or named["number"]
    place = listed - 1 if named["last"] else _PLACES[said.lower()]
    return place if 0 <= place < listed else None
