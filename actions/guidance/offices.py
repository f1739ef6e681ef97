"""Who knows: an office with its place, hours and number, as the database has them."""

from collections.abc import Sequence

from actions.dialogue.cards import Teller, joined, person, short, source, with_menu
from actions.dialogue.registry import action
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance import notices_beside, on_the_card, open_or_closed, written
from community.answers.tables import Office
from understanding.search.facets import Facet, facets_of

INTENT = "ask_office"
WHICH = "which_office"


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


@action(
    INTENT,
    title=noted("An office: where, when, by which number"),
    said="by_rule",
    guessed=False,
    takes_time=True,
    keeps_card=True,
)
def ask_office(turn: Turn) -> Reply:
    """Answer what was asked about the office that was found, tapped or shown before; below it stands its card."""
    office = _meant(turn)
    if office is None:
        return Reply(turn.say("That is no longer current, so I won't show it. What else?"), with_menu(turn, ()))
    on_the_card.remember(turn, INTENT, "office", office.id)
    beside = notices_beside.naming(turn, office.phone)
    answer = open_or_closed.answer(turn, office) or _side_asked(turn, office)
    contact = (place_line(turn, office), hours_line(turn, office), phone_line(turn, office))
    lines = (
        answer,
        office.title(turn.language),
        office.body(turn.language),
        *(line for line in contact if line != answer),
        *notices_beside.lines(turn, beside),
    )
    buttons = (*notices_beside.buttons(turn, beside), person(turn, "life"))
    return Reply(joined(*lines, source(turn, office)), with_menu(turn, buttons))


def _meant(turn: Turn) -> Office | None:
    named = turn.request.entity("office")
    shown = None if named else on_the_card.shown(turn)
    found = turn.session.get(Office, int(named)) if named else shown
    return found if isinstance(found, Office) and found in Office.live(turn.session, turn.now) else None


def _side_asked(turn: Turn, office: Office) -> str:
    """Return the line that says where it is, or its number, where that was asked."""
    sides = {"where": place_line, "hand_in": place_line, "contact": phone_line}
    asked = next((sides[facet] for facet in facets_of(turn.words) if facet in sides), None)
    return asked(turn, office) if asked else ""


@action(WHICH, title=noted("Which of the offices called so"), said="by_rule", guessed=False)
def which_office(turn: Turn) -> Reply:
    """Ask which of the offices is meant that are called so, and answer after the tap."""
    asked = {"moment": open_or_closed.asked_for(turn)}
    named = {int(number) for number in (turn.request.entity("offices") or "").split()}
    offices: Sequence[Office] = [one for one in Office.live(turn.session, turn.now) if one.id in named]
    buttons = [Button(short(one.title(turn.language)), INTENT, {"office": str(one.id), **asked}) for one in offices]
    return Reply(turn.say("Several are called so. Which one do you mean?"), with_menu(turn, buttons))


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
