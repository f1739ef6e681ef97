"""Asking a shelf of guidance: by topic, by meaning, or one item after another."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from actions.dialogue import lookup
from actions.dialogue.cards import Teller, card, invented, joined, person, short, with_menu
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.guidance import notices_beside, on_the_card, who_knows, written
from community.guidance.columns import Guidance
from community.safety.tables import SafetyNotice
from community.seed import samples

CIRCLED = "①②③④⑤⑥"


@dataclass(frozen=True, slots=True)
class Shelf:
    """One subject's guidance and how to speak of it.

    Args:
        topics: each topic, or several joined by blanks behind one button, with its title in the reader's language.
        welcome: what stands above the topics.
        general: the questions that ask for the topics rather than for an item.
        helper: the topic under which a person is asked for.
        slow: what it asks for takes days, so that reminders begin a week ahead.
        beside: which notices in force belong beside an item.
    """

    subject: str
    intent: str
    table: type[Guidance]
    topics: Callable[[Teller], Mapping[str, str]]
    welcome: Callable[[Teller], str]
    general: lookup.General
    helper: str
    slow: bool = False
    beside: Callable[[Turn, Guidance], Sequence[SafetyNotice]] = lambda _turn, _item: ()


def ask(turn: Turn, shelf: Shelf, items: Sequence[Guidance]) -> Reply:
    """Answer from the shelf: what was tapped, else what the words mean, else the topics.

    Args:
        items: those that may be shown to this student now.
    """
    if not items:
        return _nothing_yet(turn, shelf)
    if tapped := turn.request.entity("item") or turn.request.entity("another"):
        return _tapped(turn, shelf, items, int(tapped))
    if turn.tapped or not turn.words.strip():
        return _of_topic(turn, shelf, items, turn.request.entity("topic"))
    asked = asked_of(turn, items)
    if len(asked) > 1:
        return several(turn, shelf, asked)
    found = lookup.specific(turn.words, asked or items, shelf.general)
    if not found:
        return _of_topic(turn, shelf, items, turn.request.entity("topic"))
    return _clearest(turn, shelf, items)


def _clearest(turn: Turn, shelf: Shelf, items: Sequence[Guidance]) -> Reply:
    """Show what clearly answers, first on this shelf; where nothing does, name what is near, and who knows."""
    found = written.find_beside(turn, items)
    here = next((one for one in found if one.item in items), None)
    if here is None or not here.match.answers_its_subject or found[0].score - here.score > who_knows.FAR_BEHIND:
        elsewhere = who_knows.clearly(turn, turn.words, found)
        return elsewhere or who_knows.without_answer(
            turn, turn.words, found, office=_usual_office(turn, items), topic=shelf.helper
        )
    near = lookup.find(turn.words, items, at_least=lookup.CLEARLY)
    return one(turn, shelf, here.item, others=[item for item in near if item is not here.item])


def _usual_office(turn: Turn, items: Sequence[Guidance]) -> str:
    """Return who is named on most of the shelf's items."""
    offices = Counter(office for item in items if (office := item.office(turn.language)))
    return offices.most_common(1)[0][0] if offices else ""


def asked_of(turn: Turn, items: Sequence[Guidance]) -> list[Guidance]:
    """Return the items that answer a clause of the message each, first asked first."""
    return [one.item for one in written.each(turn, turn.words) if one.item in items]


def _nothing_yet(turn: Turn, shelf: Shelf) -> Reply:
    words = turn.say("I have nothing to show you on that yet, so I can't answer it. You can ask a person.")
    return Reply(words, with_menu(turn, (person(turn, shelf.helper),)))


def _tapped(turn: Turn, shelf: Shelf, items: Sequence[Guidance], number: int) -> Reply:
    shown = next((item for item in items if item.id == number), None)
    if shown is None:
        return topics(turn, shelf, turn.say("That is no longer current, so I won't show it. What else?"))
    return one(turn, shelf, _following(items, shown) if turn.request.entity("another") else shown)


def _following(items: Sequence[Guidance], shown: Guidance) -> Guidance:
    alike = [item for item in items if item.topic == shown.topic]
    row = alike if len(alike) > 1 else list(items)
    return row[(row.index(shown) + 1) % len(row)]


def _of_topic(turn: Turn, shelf: Shelf, items: Sequence[Guidance], topic: str | None) -> Reply:
    alike = [item for item in items if item.topic in (topic or "").split()]
    if not alike:
        return topics(turn, shelf, shelf.welcome(turn))
    return one(turn, shelf, alike[0], others=alike[1:])


def topics(turn: Turn, shelf: Shelf, words: str) -> Reply:
    """Return the topics as buttons under the words."""
    buttons = [Button(title, shelf.intent, {"topic": topic}) for topic, title in shelf.topics(turn).items()]
    return Reply(words, with_menu(turn, buttons))


def one(turn: Turn, shelf: Shelf, item: Guidance, *, others: Sequence[Guidance] = ()) -> Reply:
    """Return one item in full, with the way on to others."""
    on_the_card.remember(turn, shelf.intent, "item", item.id)
    buttons = [_remind(turn, shelf, item)] if has_date_ahead(turn, item) else []
    buttons += [_open(turn, shelf, other) for other in others[: lookup.MOST_OTHERS]]
    if not others:
        buttons.append(Button(turn.say("Another"), shelf.intent, {"another": str(item.id)}))
    notices = shelf.beside(turn, item)
    buttons += [*notices_beside.buttons(turn, notices), Button(turn.say("Topics"), shelf.intent)]
    notes = (*dates(turn, item), *notices_beside.lines(turn, notices))
    return Reply(card(turn, item, *notes), with_menu(turn, (*buttons, person(turn, shelf.helper))))


def several(turn: Turn, shelf: Shelf, items: Sequence[Guidance], opening: str = "") -> Reply:
    """Answer several questions in one reply: each item's heart, its dates, and a button to the whole of it."""
    answers = [
        joined(f"{sign} {item.title(turn.language)}", *item.steps(turn.language)[:2], *dates(turn, item))
        for sign, item in zip(CIRCLED, items, strict=False)
    ]
    reminders = [
        _remind(turn, shelf, item, sign)
        for sign, item in zip(CIRCLED, items, strict=False)
        if has_date_ahead(turn, item)
    ]
    buttons = [*(_open(turn, shelf, item) for item in items), *reminders[:2], person(turn, shelf.helper)]
    mark = invented(turn) if any(samples.is_sample(turn.session, item) for item in items) else ""
    return Reply("\n\n".join(filter(None, (opening, *answers, mark))), with_menu(turn, buttons))


def _open(turn: Turn, shelf: Shelf, item: Guidance) -> Button:
    return Button(short(item.title(turn.language)), shelf.intent, {"item": str(item.id)})


def _remind(turn: Turn, shelf: Shelf, item: Guidance, sign: str = "") -> Button:
    title = f"{turn.say('Remind me')} {sign}".strip()
    return Button(title, "remind_tip", {"subject": shelf.subject, "tip": str(item.id)})


def dates(teller: Teller, item: Guidance) -> tuple[str, ...]:
    """Return the lines on when an item can be done and until when."""
    opens = teller.say("Opens: {when}", when=teller.when(item.opens)) if item.opens else ""
    closes = teller.say("Deadline: {when}", when=teller.when(item.closes)) if item.closes else ""
    return opens, closes


def has_date_ahead(teller: Teller, item: Guidance) -> bool:
    """Say whether there is anything to be reminded of."""
    return any(moment is not None and moment > teller.now for moment in (item.opens, item.closes))


def live_item(teller: Teller, shelf: Shelf, number: int) -> Guidance | None:
    """Return the item of that number where it may be shown now, else None."""
    return next((item for item in shelf.table.live(teller.session, teller.now) if item.id == number), None)
