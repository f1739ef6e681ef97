"""Asking a shelf of guidance: by topic, by meaning, or one item after another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from actions.dialogue import lookup
from actions.dialogue.cards import MOST_BUTTONS, Teller, card, invented, joined, person, short, with_menu
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Occasion, Turn
from actions.guidance import library, notices_beside, on_the_card, who_knows, written
from actions.guidance.library import Pile
from community import samples
from community.guidance import stock
from community.guidance.columns import Guidance
from community.guidance.rules import ANSWERS
from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.safety.tables import SafetyNotice

CIRCLED = "①②③④⑤⑥"


@dataclass(frozen=True, slots=True)
class Topic:
    """A button of a shelf: its title, and the topic that it opens, or several joined by blanks."""

    keys: str
    title: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """One subject's guidance, as one student may see it now, and how to speak of it.

    Args:
        subject: its code, empty where its items have no reminders.
        welcome: what stands above the topics.
        general: the questions that ask for the topics rather than for an item.
        helper: the topic under which a person is asked for.
        slow: what it asks for takes days, so that reminders begin a week ahead.
        reminded_as: the choice of reminders that turns its deadlines off.
        beside: which notices in force belong beside an item.
    """

    intent: str
    items: Pile
    topics: Sequence[Topic]
    welcome: str
    general: lookup.Searchable
    helper: str
    subject: str = ""
    slow: bool = False
    reminded_as: str = ""
    beside: Callable[[Turn, Guidance], Sequence[SafetyNotice]] = lambda _turn, _item: ()


NOTHING = lookup.General(())


def shelf_for(turn: Turn, intent: str) -> Shelf:
    """Return the shelf that a request asks for; an empty one where the office has made no such subject."""
    subject = stock.subject_for(turn.session, intent)
    if subject is None:
        return Shelf(intent, library.piled(()), (), "", NOTHING, helper="")
    return shelf_of(turn, subject)


def shelf_of(teller: Teller, subject: GuidanceSubject) -> Shelf:
    """Return the shelf of a subject."""
    zh = teller.language == "zh"
    topics = [
        Topic(one["keys"], (one["zh"] or one["en"]) if zh else (one["en"] or one["zh"])) for one in subject.topics
    ]
    return Shelf(
        subject.intent or ANSWERS,
        library.of_subject(teller, subject),
        topics,
        subject.welcome(teller.language),
        subject,
        subject.helper,
        subject.code,
        subject.slow,
        subject.reminded_as,
    )


def shelf_with(teller: Turn | Occasion, item: Guidance) -> Shelf:
    """Return the shelf that an item stands on."""
    return shelf_of(teller, library.subject_of(teller.session, item))


def ask(turn: Turn, shelf: Shelf) -> Reply:
    """Answer from the shelf: what was tapped, else what the words mean, else the topics."""
    if not shelf.items:
        return _nothing_yet(turn, shelf)
    if tapped := turn.request.entity("item") or turn.request.entity("another"):
        return _tapped(turn, shelf, int(tapped))
    if turn.tapped or not turn.words.strip():
        return _of_topic(turn, shelf, turn.request.entity("topic"))
    asked = asked_of(turn, shelf.items)
    if len(asked) > 1:
        return several(turn, shelf, asked)
    candidates = shelf.items.only(asked) if asked else shelf.items
    if candidates.is_asked_in_general(turn.words, shelf.general):
        return _of_topic(turn, shelf, turn.request.entity("topic"))
    return _clearest(turn, shelf)


def _clearest(turn: Turn, shelf: Shelf) -> Reply:
    """Show what clearly answers, on whatever shelf; else say what may be it, what is near and who knows."""
    found = written.find_beside(turn, shelf.items)
    if turn.request.entity("topic") and not who_knows.is_known_somewhere(found):
        return _of_topic(turn, shelf, turn.request.entity("topic"))
    best = written.clearest(found)
    if best is None or best.item not in shelf.items or who_knows.clearest(turn.words, found) is None:
        return who_knows.clearly(turn, turn.words, found) or who_knows.without_answer(
            turn, turn.words, found, office=shelf.items.usual_office(turn.language), topic=shelf.helper
        )
    near = shelf.items.nearest(turn.words, at_least=lookup.CLEARLY, most=1 + lookup.MOST_OTHERS)
    return one(turn, shelf, best.item, others=[item for item in near if item is not best.item])


def asked_of(turn: Turn, items: Pile) -> list[Guidance]:
    """Return the items that answer a clause of the message each, first asked first."""
    return [one.item for one in written.each(turn, turn.words) if one.item in items]


def _nothing_yet(turn: Turn, shelf: Shelf) -> Reply:
    words = turn.say("I have nothing to show you on that yet, so I can't answer it. You can ask a person.")
    return Reply(words, with_menu(turn, (person(turn, shelf.helper),)))


def _tapped(turn: Turn, shelf: Shelf, number: int) -> Reply:
    item = shelf.items.get(number)
    if item is None:
        return topics(turn, shelf, turn.say("That is no longer current, so I won't show it. What else?"))
    return one(turn, shelf, shelf.items.following(item) if turn.request.entity("another") else item)


def _of_topic(turn: Turn, shelf: Shelf, topic: str | None) -> Reply:
    alike = shelf.items.of_topics((topic or "").split())
    if not alike:
        return topics(turn, shelf, shelf.welcome)
    return one(turn, shelf, alike[0], others=alike[1:])


def topics(turn: Turn, shelf: Shelf, words: str) -> Reply:
    """Return the topics as buttons under the words; the first items where the subject has no topics."""
    buttons = [Button(one.title, shelf.intent, {**_named(shelf), "topic": one.keys}) for one in shelf.topics]
    items = [] if buttons else [_open(turn, shelf, item) for item in islice(shelf.items, MOST_BUTTONS)]
    return Reply(words, with_menu(turn, buttons or items))


def opening(shelf: Shelf, title: str) -> Button:
    """Return the way to the topics of a shelf."""
    return Button(title, shelf.intent, _named(shelf))


def _named(shelf: Shelf) -> dict[str, str]:
    """Return what a button has to name where its request alone does not tell the subject."""
    return {"subject": shelf.subject} if shelf.intent == ANSWERS else {}


def one(turn: Turn, shelf: Shelf, item: Guidance, *, others: Sequence[Guidance] = ()) -> Reply:
    """Return one item in full, with the way on to others."""
    on_the_card.remember(turn, shelf.intent, "item", item.id)
    buttons = [_remind(turn, shelf, item)] if has_date_ahead(turn, item) else []
    buttons += [_open(turn, shelf, other) for other in others[: lookup.MOST_OTHERS]]
    if not others:
        buttons.append(Button(turn.say("Another"), shelf.intent, {"another": str(item.id)}))
    notices = shelf.beside(turn, item)
    buttons += [*notices_beside.buttons(turn, notices), opening(shelf, turn.say("Topics"))]
    notes = (*dates(turn, item), *notices_beside.lines(turn, notices))
    return Reply(card(turn, item, *notes), with_menu(turn, (*buttons, person(turn, shelf.helper))))


def alone(turn: Turn, shelf: Shelf, item: Guidance) -> Reply:
    """Return an item of a subject that nobody leafs through."""
    on_the_card.remember(turn, shelf.intent, "item", item.id)
    buttons = [_remind(turn, shelf, item)] if has_date_ahead(turn, item) else []
    return Reply(card(turn, item, *dates(turn, item)), with_menu(turn, (*buttons, person(turn, shelf.helper))))


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


def opening_item(turn: Turn, item: Guidance) -> Button:
    """Return the way to an item, whatever shelf it stands on."""
    return _open(turn, shelf_with(turn, item), item)


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


def live_item(teller: Teller, number: int) -> GuidanceItem | None:
    """Return the item of that number where it may be shown now, else None."""
    item = library.shown(teller).get(number)
    return item if isinstance(item, GuidanceItem) else None
