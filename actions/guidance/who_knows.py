"""What is said to a question: the answer, what may be it, or that there is none, who knows, and that it is kept."""

from collections.abc import Sequence

from actions.dialogue import hours
from actions.dialogue.cards import joined, menu, person
from actions.dialogue.registry import action
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from actions.guidance import offices, one_of_several, written
from actions.guidance.written import Found
from community.answers import offices as directory
from community.guidance.columns import Guidance
from community.guidance.tables import GuidanceItem
from community.unanswered.keeping import Near, keep_question
from understanding.search import knowable
from understanding.search.facets import Facet, asks_for, is_bare
from understanding.search.matching import Document
from understanding.wishes.clauses import asks, reports
from understanding.wishes.idle import is_idle

FAR_BEHIND = 0.3
KNOWS = 0.8
"""How well an office must fit before a student is sent to it: of 280 questions to the sample campus 96 name one so, and
83 in 100 of them the right one."""
SURE_OF_ITS_OFFICE = 0.3
"""How sure a piece must be for its office to be named as who would know."""
ABOUT_ITSELF: tuple[Facet, ...] = ("where", "hours", "contact", "end")


def answer(turn: Turn, words: str) -> Reply:
    """Answer from all that is written; where that is not clear, say so, what is near and who knows."""
    found = written.find(turn, words)
    return clearly(turn, words, found) or without_answer(turn, words, found)


def clearly(turn: Turn, words: str, found: Sequence[Found]) -> Reply | None:
    """Return what clearly answers the words; None where nothing does."""
    clear = clearest(words, found)
    if clear is None:
        return None
    turn.conversation.misses = 0
    return written.show(turn, clear)


def has_answer(turn: Turn) -> bool:
    """Say whether the message asks what is clearly answered in writing."""
    return asks(turn.words) and clearest(turn.words, written.find(turn, turn.words)) is not None


def clearest(words: str, found: Sequence[Found]) -> Found | None:
    clear = written.clearest(found)
    if clear is not None:
        return None if _is_beyond(words) else clear
    return next((one for one in found if _is_asked_for_itself(one, words)), None)


def _asks(words: str) -> bool:
    """Say whether the words ask for something, if only by their mark: "清真 food where?"."""
    return asks(words) or any(mark in words for mark in "?？")


def _is_beyond(words: str) -> bool:
    """Say whether it is a question that nothing written could settle; who tells of trouble asks what to do."""
    return _asks(words) and not reports(words) and knowable.is_beyond(words)


def _is_asked_for_itself(one: Found, words: str) -> bool:
    """Say whether an office is what was asked for: where it is, when it is open, its number."""
    if not one.is_office or one.score < KNOWS or not asks_for(words, ABOUT_ITSELF):
        return False
    return is_bare(words, Document(tuple(one.item.searchable())).asks_of)


def is_known_somewhere(found: Sequence[Found]) -> bool:
    """Say whether something may be the answer or comes near, or an office would know."""
    return bool(written.likely(found) or written.near(found)) or _fitting(found) is not None


def without_answer(turn: Turn, words: str, found: Sequence[Found], *, office: str = "", topic: str = "") -> Reply:
    """Say what may be the answer; else that there is none, what is near it, who knows, and that the question is kept.

    Args:
        office: who knows according to the subject that was asked about, where it is known.
        topic: under which a person is asked for.
    """
    asked, beyond = _asks(words), _is_beyond(words)
    if likely := written.likely(found):
        opening = one_of_several.opening(turn, likely, asked=asked, beyond=beyond)
        return one_of_several.shown(turn, words, likely, opening, _named(turn, found, office))
    if not asked and not is_known_somewhere(found):
        return _only_talk(turn)
    return _refused(turn, words, found, beyond=beyond, office=office, topic=topic)


def _refused(
    turn: Turn, words: str, found: Sequence[Found], *, beyond: bool = False, office: str = "", topic: str = ""
) -> Reply:
    near = _worth_naming(found)
    kept = not beyond and keep_if_asked(turn, words, found)
    lines = [
        _opening(turn, near, beyond=beyond),
        _named(turn, found, office),
        turn.say("I've noted your question, without your name, for those who write my answers.") if kept else "",
    ]
    buttons = (*(one.source.button(one.item, turn.language) for one in near), person(turn, topic), menu(turn))
    return Reply(joined(*lines), buttons)


@action(one_of_several.NONE_OF_THESE, title=noted("None of these"), said="never")
def none_of_these(turn: Turn) -> Reply:
    """Say who would know what none of the pieces shown answers, and keep the question."""
    words = str(turn.conversation.slots.get(one_of_several.SLOT, ""))
    turn.forget(one_of_several.SLOT)
    if not words:
        return Reply(turn.say("I'm sorry, I don't have an answer to that."), (person(turn, ""), menu(turn)))
    found = written.find(turn, words)
    kept = keep(turn, words, found)
    lines = (
        turn.say("I'm sorry, I don't have an answer to that."),
        _named(turn, found, ""),
        turn.say("I've noted your question, without your name, for those who write my answers.") if kept else "",
    )
    return Reply(joined(*lines), (person(turn, ""), menu(turn)))


def _worth_naming(found: Sequence[Found]) -> list[Found]:
    """Return what is near, without what an office that surely knows leaves far behind."""
    best = found[0].score if found and found[0].is_office else 0.0
    return [one for one in written.near(found) if one.score > best - FAR_BEHIND]


def _only_talk(turn: Turn) -> Reply:
    words = turn.say(
        "I'm a bot for things on campus, and I'm not sure what to say to that. If you need something, ask me in a "
        "sentence; if you'd rather talk to somebody, a person is one tap away."
    )
    return Reply(words, (person(turn, ""), menu(turn)))


def keep_if_asked(turn: Turn, words: str, found: Sequence[Found]) -> bool:
    """Keep what is a question that an office could answer; say whether it was kept."""
    return asks(words) and not is_idle(words) and keep(turn, words, found)


def keep(turn: Turn, words: str, found: Sequence[Found] = ()) -> bool:
    """Keep the question for the office, unless something weighs on the student; say whether it was kept."""
    items = (one for one in found if isinstance(one.item, GuidanceItem))
    near = next((Near(one.item.id, one.score) for one in items), None)
    return keep_question(
        turn.session,
        turn.conversation,
        words,
        language=turn.language,
        now=turn.now,
        danger=turn.parse.danger.level != "none",
        near=near,
    )


def named_for(turn: Turn, words: str) -> str:
    """Return the line that names who would know about the words."""
    return _named(turn, written.find(turn, words), "")


def _opening(turn: Turn, near: Sequence[Found], *, beyond: bool) -> str:
    titles = " · ".join(one.source.title(one.item, turn.language) for one in near)
    if beyond:
        cannot = turn.say("I can't know that: I only have what the offices have written down.")
        return joined(cannot, turn.say("Near it: {titles}.", titles=titles) if near else "")
    if not near:
        return turn.say("I'm sorry, I don't have an answer to that.")
    return turn.say("I have nothing on exactly that. Near it: {titles}.", titles=titles)


def _fitting(found: Sequence[Found]) -> Found | None:
    """Return the office that surely knows: one that fits well, or that fits better than all else that is written."""
    if found and found[0].is_office and found[0].sure >= SURE_OF_ITS_OFFICE:
        return found[0]
    return next((one for one in found if one.is_office and one.score >= KNOWS), None)


def _named(turn: Turn, found: Sequence[Found], office: str) -> str:
    """Return the line that names who would know: an office that fits, that of what is likely, or the general one."""
    fitting = _fitting(found)
    if fitting is not None:
        office = offices.in_one_line(turn, fitting.item)
    office = office or _office_of_the_likeliest(turn, found)
    if office:
        return turn.say("Who would know: {office}.", office=office)
    general = directory.general(turn.session, turn.now)
    if general is not None:
        known = offices.in_one_line(turn, general)
        return turn.say("If it's about life here, ask the people at: {office}.", office=known)
    opens = turn.when(hours.calendar(turn).next_opening(turn.now))
    return turn.say("If it's about life here, a person of the staff can tell you, from {when}.", when=opens)


def _office_of_the_likeliest(turn: Turn, found: Sequence[Found]) -> str:
    likeliest = next((one for one in written.likely(found) if one.sure >= SURE_OF_ITS_OFFICE), None)
    return likeliest.item.office(turn.language) if likeliest and isinstance(likeliest.item, Guidance) else ""
