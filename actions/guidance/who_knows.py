"""Where nothing written answers: what comes near, named as near; who knows; and the question kept for the office."""

from collections.abc import Sequence

from actions.dialogue import hours
from actions.dialogue.cards import joined, menu, person
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from actions.guidance import offices, written
from actions.guidance.written import Found
from community.answers import offices as directory
from community.guidance.tables import GuidanceItem
from community.unanswered.keeping import Near, keep_question
from understanding.search.facets import Facet, asks_for, is_bare
from understanding.search.matching import Document
from understanding.wishes.clauses import asks
from understanding.wishes.idle import is_idle

FAR_BEHIND = 0.2
KNOWS = 0.75
"""How well an office must fit before a student is sent to it."""
ABOUT_ITSELF: tuple[Facet, ...] = ("where", "hours", "contact", "end")


def answer(turn: Turn, words: str) -> Reply:
    """Answer from all that is written; where that is not clear, say so, what is near and who knows."""
    found = written.find(turn, words)
    return clearly(turn, words, found) or without_answer(turn, words, found)


def clearly(turn: Turn, words: str, found: Sequence[Found]) -> Reply | None:
    """Return what clearly answers the words; None where nothing does."""
    clear = _clearest(words, found)
    if clear is None:
        return None
    turn.conversation.misses = 0
    return written.show(turn, clear)


def has_answer(turn: Turn) -> bool:
    """Say whether the message asks what is clearly answered in writing."""
    return asks(turn.words) and _clearest(turn.words, written.find(turn, turn.words)) is not None


def _clearest(words: str, found: Sequence[Found]) -> Found | None:
    clear = written.clearest(found)
    if clear is None and found and _is_asked_for_itself(found[0], words):
        return found[0]
    return clear


def _is_asked_for_itself(best: Found, words: str) -> bool:
    """Say whether an office is what was asked for: where it is, when it is open, its number."""
    if not best.is_office or best.score < KNOWS or not asks_for(words, ABOUT_ITSELF):
        return False
    return is_bare(words, Document(tuple(best.item.searchable())).asks_of)


def is_known_somewhere(found: Sequence[Found]) -> bool:
    """Say whether something comes near, or an office would know."""
    return bool(written.near(found)) or any(one.is_office and one.score >= KNOWS for one in found)


def without_answer(turn: Turn, words: str, found: Sequence[Found], *, office: str = "", topic: str = "") -> Reply:
    """Say that there is no answer, what is near it, who knows, and that the question is kept.

    Args:
        office: who knows according to the subject that was asked about, where it is known.
        topic: under which a person is asked for.
    """
    near = _worth_naming(found)
    if not asks(words) and not is_known_somewhere(found):
        return _only_talk(turn)
    kept = keep_if_asked(turn, words, found)
    lines = [
        _opening(turn, near),
        _named(turn, found, office),
        turn.say("I've noted your question, without your name, for those who write my answers.") if kept else "",
    ]
    buttons = (*(one.source.button(one.item, turn.language) for one in near), person(turn, topic), menu(turn))
    return Reply(joined(*lines), buttons)


def _worth_naming(found: Sequence[Found]) -> list[Found]:
    """Return what is near, without what an office that surely knows leaves far behind."""
    best = found[0].score if found and found[0].is_office else 0.0
    return [one for one in written.near(found) if one.score > best - FAR_BEHIND]


def _only_talk(turn: Turn) -> Reply:
    words = turn.say(
        "I'm only a bot for things on campus, so I can't say much to that. If you want to know something, just ask; "
        "if you'd rather talk to somebody, a person is one tap away."
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


def _opening(turn: Turn, near: Sequence[Found]) -> str:
    if not near:
        return turn.say("I'm sorry, I don't have an answer to that.")
    titles = " · ".join(one.source.title(one.item, turn.language) for one in near)
    return turn.say("I have nothing on exactly that. Near it: {titles}.", titles=titles)


def _named(turn: Turn, found: Sequence[Found], office: str) -> str:
    fitting = next((one.item for one in found if one.is_office and one.score >= KNOWS), None)
    if fitting is not None:
        office = offices.in_one_line(turn, fitting)
    if office:
        return turn.say("Who would know: {office}.", office=office)
    general = directory.general(turn.session, turn.now)
    if general is not None:
        known = offices.in_one_line(turn, general)
        return turn.say("If it's about life here, ask the people at: {office}.", office=known)
    opens = turn.when(hours.calendar(turn).next_opening(turn.now))
    return turn.say("If it's about life here, a person of the staff can tell you, from {when}.", when=opens)
