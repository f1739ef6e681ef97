"""One layout for all that the assistant knows: what it is, what to do, until when, where, and how fresh it is."""

from collections.abc import Sequence
from unicodedata import east_asian_width

from actions.dialogue.reply import Button
from actions.dialogue.turn import Occasion, Turn
from community import samples
from community.content import Content
from community.guidance.columns import Guidance

MOST_BUTTONS = 8
LONGEST_TITLE = 30  # columns of a button's title that a phone shows in one line; a Chinese character takes two


Teller = Turn | Occasion


def card(teller: Teller, item: Guidance, *notes: str) -> str:
    """Return the whole text of a piece of guidance; `notes` are lines on its dates, set after the steps."""
    steps = [f"{number}. {step}" for number, step in enumerate(item.steps(teller.language), 1)]
    office = item.office(teller.language)
    lines = [item.title(teller.language), item.body(teller.language), *steps, *notes]
    return joined(*lines, teller.say("Where: {office}", office=office) if office else "", source(teller, item))


def joined(*lines: str) -> str:
    """Return the lines that say something, one below the other."""
    return "\n".join(line for line in lines if line)


def source(teller: Teller, item: Content) -> str:
    """Return where the content is from and when somebody last checked it, as far as either is known.

    What is invented says so instead: nobody has checked it, and there may be no such place.
    """
    if samples.is_sample(teller.session, item):
        from_where = teller.say("Source: {source}", source=item.source_url) if item.source_url else ""
        return joined(from_where, invented(teller))
    day = f"{item.reviewed_on.astimezone(teller.zone):%Y-%m-%d}" if item.reviewed_on else ""
    if item.source_url and day:
        return teller.say("Source: {source} · checked {day}", source=item.source_url, day=day)
    if item.source_url:
        return teller.say("Source: {source}", source=item.source_url)
    return teller.say("Checked {day}", day=day) if day else ""


def invented(teller: Teller) -> str:
    """Return the line under whatever came with the sample campus."""
    return teller.say("Sample content: invented, and checked by no office.")


def short(title: str) -> str:
    """Return a title that fits on a button."""
    columns = 0
    for place, sign in enumerate(title):
        columns += 2 if east_asian_width(sign) in "WF" else 1
        if columns > LONGEST_TITLE:
            return f"{title[: place - 1]}…"
    return title


def menu(teller: Teller) -> Button:
    """Return the way back to everything the assistant does."""
    return Button(teller.say("Menu"), "menu")


def person(teller: Teller, topic: str) -> Button:
    """Return the way to a person who knows the topic."""
    return Button(teller.say("A person"), "talk_to_human", {"topic": topic})


def with_menu(teller: Teller, buttons: Sequence[Button]) -> tuple[Button, ...]:
    """Return as many of the buttons as a reply may show, the menu last."""
    return (*buttons[: MOST_BUTTONS - 1], menu(teller))
