"""All that is written, on whatever shelf it stands: found before anything is refused."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from actions.dialogue.cards import short
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from actions.guidance import library
from community.answers.tables import Office
from community.guidance.columns import Guidance
from community.guidance.rules import ANSWERS
from understanding.parse import Entity, Intent
from understanding.search.facets import Facet
from understanding.search.matching import BESIDE, LIKELY, NEAR, Document, Match
from understanding.wishes.clauses import split

MOST_NEAR, MOST_FOUND = 3, 60
FEW_SIGNS = 45
"""A text so short opens its steps, and answers nothing by itself."""


class Written(Protocol):
    """A piece of content that can be searched."""

    id: Any

    def searchable(self) -> list[str]: ...
    def everything(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of content: how to get at it, and the request that shows one piece of it.

    Args:
        items: what may be shown to this student now.
        entity: under which the request names the piece by its id.
        held: its pieces are in the library, which is searched as a whole.
        title: what a piece is called in a language.
        concerns: whether a question may be about this kind of content at all.
        says: the lines with which a piece's columns answer one side of it, as "where" or "until when".
        heart: what a piece says, before its details.
    """

    intent: str
    entity: str
    items: Callable[[Turn], Sequence[Any]]
    title: Callable[[Any, str], str]
    concerns: Callable[[str], bool]
    says: Callable[[Turn, Any, Facet], list[str]]
    heart: Callable[[Any, str], str]
    held: bool = False

    def request(self, item: Any) -> Intent:
        """Return the request that shows a piece."""
        return Intent(self.intent, 1.0, (Entity(self.entity, str(item.id)),))

    def button(self, item: Any, language: str) -> Button:
        """Return the button that shows a piece."""
        return Button(short(self.title(item, language)), self.intent, {self.entity: str(item.id)})


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of content that a question may be about, with how well it fits."""

    match: Match
    item: Any
    source: Source

    @property
    def score(self) -> float:
        """How well it fits the question."""
        return self.match.score

    @property
    def sure(self) -> float:
        """The chance that it is what was asked for."""
        return self.match.sure

    @property
    def is_office(self) -> bool:
        """Whether it only says who knows."""
        return isinstance(self.item, Office)


_sources: dict[str, Source] = {}


def source(
    intent: str,
    entity: str,
    items: Callable[[Turn], Sequence[Any]],
    title: Callable[[Any, str], str] = lambda item, language: item.title(language),
    concerns: Callable[[str], bool] = lambda _words: True,
    says: Callable[[Turn, Any, Facet], list[str]] = lambda _turn, _item, _facet: [],
    heart: Callable[[Any, str], str] = lambda item, language: _heart(item, language),
) -> None:
    """Have a kind of content searched by every question that nothing else answers."""
    _sources[intent] = Source(intent, entity, items, title, concerns, says, heart)


def _heart(item: Any, language: str) -> str:
    """Return the text of a piece; its steps where it has none, or only a few words."""
    body = str(item.body(language))
    steps = item.steps(language) if isinstance(item, Guidance) else []
    mark = "；" if language == "zh" else "; "
    return body if len(body) > FEW_SIGNS or not steps else " ".join(filter(None, (body, mark.join(steps))))


def guidance(intent: str) -> None:
    """Have a request show pieces of guidance; those of a subject are searched with all others."""
    source(intent, "item", lambda turn: list(library.shown(turn)))
    _sources[intent] = replace(_sources[intent], held=True)


def source_of(intent: str) -> Source:
    """Return the kind of content that a request shows."""
    return _sources[intent]


def is_shown_by(intent: str) -> bool:
    """Say whether a request shows a kind of content."""
    return intent in _sources


def piece(turn: Turn, source: Source, number: int) -> Any | None:
    """Return the piece of that number where it may be shown now, else None."""
    if source.held:
        return library.shown(turn).get(number)
    return next((item for item in source.items(turn) if item.id == number), None)


def find(turn: Turn, words: str) -> list[Found]:
    """Return all that is written, what answers the words best first."""
    return _matched(turn, (words,))[0]


def find_beside(turn: Turn, items: Container[Any]) -> list[Found]:
    """Return what `find` finds for one request, whose subject has these items.

    In a message that makes several requests, what the others are about is answered by them.
    """
    others = {intent.name for intent in turn.parse.intents if intent is not turn.request}
    return [one for one in find(turn, turn.words) if one.item in items or one.source.intent not in others]


def each(turn: Turn, words: str) -> list[Found]:
    """Return what answers each clause of its own, first asked first, none twice."""
    answers = [found[0] for found in _matched(turn, split(words)) if found and found[0].match.answers_a_clause]
    return list({(one.source.intent, one.item.id): one for one in answers}.values())


def _matched(turn: Turn, clauses: Sequence[str]) -> list[list[Found]]:
    guidance = library.concerning(turn)
    searched = [one for one in _sources.values() if not one.held and one.concerns(turn.words)]
    beside = [(source, item) for source in searched for item in source.items(turn)]
    documents = [_document(tuple(item.searchable()), tuple(item.everything())) for _, item in beside]

    def found(one: Match) -> Found:
        if one.index < len(guidance.items):
            item = guidance.items[one.index]
            return Found(one, item, _sources[library.subject_of(turn.session, item).intent or ANSWERS])
        source, piece = beside[one.index - len(guidance.items)]
        return Found(one, piece, source)

    return [
        [found(one) for one in guidance.index.match(clause, among=guidance.marks, beside=documents, most=MOST_FOUND)]
        for clause in clauses
    ]


def clearest(found: Sequence[Found]) -> Found | None:
    """Return the piece that answers, None where nothing clearly does or only somebody who knows is found."""
    best = found[0] if found else None
    return best if best is not None and best.match.answers and not best.is_office else None


def likely(found: Sequence[Found]) -> list[Found]:
    """Return the pieces that may well be what was asked for, best first; none where not even the first may."""
    pieces = [one for one in found if not one.is_office]
    if not pieces or pieces[0].sure < LIKELY:
        return []
    return [one for one in pieces if one.sure >= BESIDE][:MOST_NEAR]


def near(found: Sequence[Found]) -> list[Found]:
    """Return the pieces worth naming as near, best first."""
    return [one for one in found if one.score >= NEAR and not one.is_office][:MOST_NEAR]


def show(turn: Turn, found: Found) -> Reply:
    """Show what was found, as a tap on its button would."""
    return show_item(turn, found.source, found.item)


def show_item(turn: Turn, source: Source, item: Any) -> Reply:
    """Show one piece, as a tap on its button would."""
    handler = turn.registry.handler_for(source.intent)
    assert handler is not None, source.intent
    turn.request = source.request(item)
    return handler(turn)


@lru_cache(maxsize=2_000)
def _document(asked: tuple[str, ...], said: tuple[str, ...]) -> Document:
    return Document(asked, said)
