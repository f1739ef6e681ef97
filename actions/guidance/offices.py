"""Who knows: an office with its place, hours and number, as the database has them."""

from actions.dialogue.cards import Teller, joined, person, source, with_menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance import notices_beside, on_the_card, written
from community.answers.tables import Office
from understanding.search.facets import Facet

INTENT = "ask_office"


def _says(turn: Turn, office: Office, facet: Facet) -> list[str]:
    hours, place, phone = hours_line(turn, office), place_line(turn, office), phone_line(turn, office)
    return {
        "where": [place],
        "hours": [hours],
        "start": [hours],
        "end": [hours],
        "contact": [phone],
        "hand_in": [place, hours],
    }.get(facet, [])


written.source(INTENT, "office", lambda turn: Office.live(turn.session, turn.now), says=_says)


@action(INTENT, title=noted("An office: where, when, by which number"), said="by_rule", guessed=False)
def ask_office(turn: Turn) -> Reply:
    """Show the office that was found or tapped."""
    office = turn.session.get(Office, int(turn.request.entity("office") or 0))
    if office is None or office not in Office.live(turn.session, turn.now):
        return Reply(turn.say("That is no longer current, so I won't show it. What else?"), with_menu(turn, ()))
    on_the_card.remember(turn, INTENT, "office", office.id)
    beside = notices_beside.naming(turn, office.phone)
    contact = (place_line(turn, office), hours_line(turn, office), phone_line(turn, office))
    lines = (office.title(turn.language), office.body(turn.language), *contact, *notices_beside.lines(turn, beside))
    buttons = (*notices_beside.buttons(turn, beside), person(turn, "life"))
    return Reply(joined(*lines, source(turn, office)), with_menu(turn, buttons))


def place_line(teller: Teller, office: Office) -> str:
    """Return where it is."""
    place = office.place(teller.language)
    return teller.say("Where: {office}", office=place) if place else ""


def hours_line(teller: Teller, office: Office) -> str:
    """Return when it is open."""
    hours = office.hours(teller.language)
    return teller.say("Open: {hours}", hours=hours) if hours else ""


def phone_line(teller: Teller, office: Office) -> str:
    """Return its number."""
    return teller.say("Phone: {number}", number=office.phone) if office.phone else ""


def in_one_line(teller: Teller, office: Office) -> str:
    """Return all of it in one line: name, place, hours, number."""
    facts = (office.place(teller.language), office.hours(teller.language), office.phone)
    known = "，" if teller.language == "zh" else ", "
    return known.join((office.title(teller.language), *(fact for fact in facts if fact)))
