"""What a card says on one side of its subject: from its columns where they know, else from its own sentences."""

from typing import Any

from actions.dialogue.cards import Teller
from actions.dialogue.turn import Turn
from actions.guidance.shelves import dates
from actions.guidance.written import Source
from community.guidance.columns import Guidance
from community.safety.tables import SafetyNotice
from understanding.search.facets import Facet, clauses_of, sentences_on

WHOLE: frozenset[Facet] = frozenset(("how",))
"""Sides that only the whole card answers."""


def facts(turn: Turn, source: Source, item: Any, facet: Facet) -> list[str]:
    """Return the lines that answer; empty where the card says nothing about it."""
    columns = _of_guidance(turn, item, facet) if isinstance(item, Guidance) else source.says(turn, item, facet)
    known = [line for line in columns if line]
    said = sentences_on(facet, _sentences(turn.language, item)) if not known or facet in ("deadline", "hand_in") else []
    return [*known, *said]


def _of_guidance(turn: Turn, item: Guidance, facet: Facet) -> list[str]:
    office = office_line(turn, item)
    opens, closes = dates(turn, item)
    return {
        "where": [office],
        "contact": [office],
        "hours": [office],
        "hand_in": [office],
        "start": [opens, closes],
        "deadline": [closes],
        "end": [closes],
    }.get(facet, [])


def office_line(teller: Teller, item: Any) -> str:
    """Return where a card says to turn to; empty where it doesn't."""
    office = item.office(teller.language) if isinstance(item, Guidance) else ""
    return teller.say("Where: {office}", office=office) if office else ""


def _sentences(language: str, item: Any) -> list[str]:
    if isinstance(item, SafetyNotice):
        return clauses_of(f"{item.description(language)}；{item.instruction(language)}")
    steps = item.steps(language) if isinstance(item, Guidance) else []
    return [*clauses_of(item.body(language)), *steps]
