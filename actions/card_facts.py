"""What a card says on one side of its subject: from its columns where they know, else from its own sentences."""

from typing import Any

from actions import events
from actions.cards import Teller
from actions.offices import hours_line, phone_line, place_line
from actions.shelves import dates
from actions.turn import Turn
from community.answers.tables import Office
from community.events.tables import Event
from community.guidance import Guidance
from community.safety.tables import SafetyNotice
from understanding.facets import Facet, clauses_of, sentences_on

WHOLE: frozenset[Facet] = frozenset(("how",))
"""Sides that only the whole card answers."""


def facts(turn: Turn, item: Any, facet: Facet) -> list[str]:
    """Return the lines that answer; empty where the card says nothing about it."""
    known = [line for line in _columns(turn, item, facet) if line]
    said = sentences_on(facet, _sentences(turn.language, item)) if not known or facet in ("deadline", "hand_in") else []
    return [*known, *said]


def _columns(turn: Turn, item: Any, facet: Facet) -> list[str]:
    match item:
        case Event():
            return _of_event(turn, item, facet)
        case Office():
            return _of_office(turn, item, facet)
        case SafetyNotice():
            return _of_notice(turn, item, facet)
        case Guidance():
            return _of_guidance(turn, item, facet)
    return []


def _of_event(turn: Turn, event: Event, facet: Facet) -> list[str]:
    _, _, times, place, _ = events.facts(turn, event)
    return {
        "start": [times],
        "end": [times],
        "hours": [times],
        "duration": [times],
        "where": [place],
        "deadline": [events.room(turn, event)],
        "seats": [events.room(turn, event)],
    }.get(facet, [])


def _of_office(turn: Turn, office: Office, facet: Facet) -> list[str]:
    hours, place, phone = hours_line(turn, office), place_line(turn, office), phone_line(turn, office)
    return {
        "where": [place],
        "hours": [hours],
        "start": [hours],
        "end": [hours],
        "contact": [phone],
        "hand_in": [place, hours],
    }.get(facet, [])


def _of_notice(turn: Turn, notice: SafetyNotice, facet: Facet) -> list[str]:
    until = turn.say("In force until {when}.", when=turn.when(notice.expires))
    contact = turn.say("Contact: {contact}", contact=notice.contact) if notice.contact else ""
    return {"end": [until], "duration": [until], "contact": [contact]}.get(facet, [])


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
