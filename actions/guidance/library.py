"""All guidance as one student may see it now, held ready for questions."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np
from sqlalchemy.orm import Session

from actions.dialogue.lookup import Searchable
from actions.dialogue.turn import Occasion, Turn
from community.content import read_once
from community.guidance import stock
from community.guidance.columns import Guidance
from community.guidance.rules import meant_for
from community.guidance.stock import Stock
from community.guidance.tables import GuidanceItem, GuidanceSubject
from understanding.search import search, vectors
from understanding.search.grown import Grown
from understanding.search.index import Index, Marks
from understanding.search.matching import Document

LARGE, FEW = 2_000, 50
"""An index of so many items is not made anew for so few that have changed."""

_CONCERNS: dict[str, Callable[[str], bool]] = {}


def only_where(intent: str, concerns: Callable[[str], bool]) -> None:
    """Have the subject of an intent searched only by messages that concern it."""
    _CONCERNS[intent] = concerns


@dataclass(frozen=True, eq=False)
class Pile:
    """Some items of guidance: those of one student, of one subject, or both.

    Args:
        items: all that the index holds.
        place_of: where each of them stands, by its number.
        marks: which of them are in the pile.
    """

    items: Sequence[Guidance]
    place_of: Mapping[int, int]
    index: Index
    marks: Marks

    def __bool__(self) -> bool:
        return bool(self.marks.any())

    def __iter__(self) -> Iterator[Guidance]:
        return (self.items[int(place)] for place in np.flatnonzero(self.marks))

    def __contains__(self, item: object) -> bool:
        return isinstance(item, Guidance) and self.get(item.id) is item

    def get(self, number: int) -> Guidance | None:
        """Return the item of that number, None where it is not in the pile."""
        place = self.place_of.get(number)
        return self.items[place] if place is not None and self.marks[place] else None

    def narrowed(self, marks: Marks) -> "Pile":
        """Return those of the pile that are marked."""
        return Pile(self.items, self.place_of, self.index, self.marks & marks)

    def only(self, items: Sequence[Guidance]) -> "Pile":
        """Return the pile of these items of it."""
        marks = np.zeros(len(self.marks), dtype=np.bool_)
        marks[[self.place_of[item.id] for item in items]] = True
        return self.narrowed(marks)

    def of_topics(self, topics: Sequence[str]) -> list[Guidance]:
        """Return the items on one of the topics."""
        return [item for item in self if item.topic in topics]

    def following(self, shown: Guidance) -> Guidance:
        """Return the item after this one, on the same topic where that has others; behind the last comes the first."""
        alike = self.of_topics((shown.topic,))
        row = alike if len(alike) > 1 else list(self)
        return row[(row.index(shown) + 1) % len(row)]

    def nearest(self, words: str, *, at_least: float, most: int) -> list[Guidance]:
        """Return the items nearest in meaning to the words, best first; none where none is near enough."""
        return [self.items[place] for place, _ in self._nearest(words, at_least=at_least, most=most)]

    def _nearest(self, words: str, *, at_least: float, most: int) -> list[tuple[int, float]]:
        return self.index.nearest(words, among=self.marks, at_least=at_least, most=most)

    def is_asked_in_general(self, words: str, general: Searchable) -> bool:
        """Say whether the words come nearer to the general questions than to any of the items."""
        best = self._nearest(words, at_least=search.AT_LEAST, most=1)
        questions = general.searchable()
        if not questions:
            return not best
        return search.rank(words, [questions])[0][1] > (best[0][1] if best else search.AT_LEAST)

    def usual_office(self, language: str) -> str:
        """Return who is named on most of them; empty where nobody is."""
        offices = Counter(office for item in self if (office := item.office(language)))
        return offices.most_common(1)[0][0] if offices else ""


def piled(items: Sequence[Guidance]) -> Pile:
    """Return a few items as a pile."""
    index = _index_of(tuple(document_of(item) for item in items))
    return Pile(items, {item.id: place for place, item in enumerate(items)}, index, np.ones(len(items), dtype=np.bool_))


@lru_cache(maxsize=8)
def _index_of(documents: tuple[Document, ...]) -> Index:
    return Index(documents)


def document_of(item: Guidance) -> Document:
    """Return what is searched of an item."""
    return Document(tuple(item.searchable()), tuple(item.everything()))


class Library:
    """A stock with its index, and when and for whom each item is shown.

    Args:
        before: an earlier one, whose documents serve where nothing has changed. Where it is large and little has
            changed since, its index serves too: what came later stands behind it, and what is gone is not shown.
    """

    def __init__(self, kept: Stock, before: "Library | None", *, anew: bool = False) -> None:
        self.stock = kept
        old = before.documents if before else {}
        self.documents: dict[GuidanceItem, Document] = {item: old.get(item) or document_of(item) for item in kept.items}
        self.is_read = vectors.read(list(self.documents.values()))
        behind = _behind(kept.items, before) if before and not anew else None
        self.items = kept.items if behind is None else behind
        self.index = self._made(None if behind is None else before)
        self.place_of = {item.id: place for place, item in enumerate(self.items) if item in self.documents}
        self._begins = np.array([_begins(item) if item in self.documents else np.inf for item in self.items])
        self._ends = np.array([item.expires_at.timestamp() if item.expires_at else np.inf for item in self.items])
        self._subjects = np.array([item.subject_id for item in self.items], dtype=np.int64)
        self._narrowed = [place for place, item in enumerate(self.items) if item.audience]

    def _made(self, before: "Library | None") -> Index:
        if before is None:
            return Index([self.documents[item] for item in self.items])
        whole = _whole(before.index)
        return Grown(whole, [self.documents.get(item) or document_of(item) for item in self.items[len(whole) :]])

    def shown(self, teller: Turn | Occasion) -> Pile:
        """Return what may be shown to this student now."""
        now = teller.now.timestamp()
        marks = (self._begins <= now) & (self._ends > now)
        grade = teller.student.grade if teller.student else None
        for place in self._narrowed:
            marks[place] &= meant_for(self.items[place].audience, grade=grade)
        return Pile(self.items, self.place_of, self.index, marks)

    def of(self, subjects: Sequence[GuidanceSubject]) -> Marks:
        """Return which items are of these subjects."""
        return np.isin(self._subjects, [subject.id for subject in subjects])


def _begins(item: GuidanceItem) -> float:
    return item.valid_from.timestamp() if item.valid_from else -np.inf


def _behind(items: Sequence[GuidanceItem], before: Library) -> Sequence[GuidanceItem] | None:
    """Return the items in the places of the earlier index, what came later behind them; None where it is to be anew."""
    held = set(before.items)
    later = [item for item in items if item not in held]
    behind = len(before.items) - len(_whole(before.index)) + len(later)
    return (*before.items, *later) if len(items) >= LARGE and before.is_read and behind <= FEW else None


def _whole(index: Index) -> Index:
    return index.before if isinstance(index, Grown) else index


_libraries: OrderedDict[stock.Edition, Library] = OrderedDict()
_lock = Lock()


def library(session: Session) -> Library:
    """Return the library of what is published now."""
    return read_once(session, "library", lambda: _library(stock.stock(session)))


def read_on(kept: Stock) -> bool:
    """Read some more of a stock, for a few seconds; say whether all of it is read now."""
    found = _library(kept)
    if found.is_read or not vectors.read_on(list(found.documents.values())):
        return found.is_read
    _keep(Library(kept, found, anew=True))
    return True


def _library(kept: Stock) -> Library:
    with _lock:
        found, newest = _libraries.get(kept.edition), next(reversed(_libraries.values()), None)
    return found or _keep(Library(kept, newest))


def _keep(made: Library) -> Library:
    with _lock:
        stock.keep_newest(_libraries, made.stock.edition, made)
    return made


def shown(teller: Turn | Occasion) -> Pile:
    """Return all guidance that may be shown to this student now."""
    return library(teller.session).shown(teller)


def concerning(turn: Turn) -> Pile:
    """Return what the message may be about: all that may be shown, but for subjects that it does not concern."""
    strange = [
        one for one in stock.subjects(turn.session) if one.intent in _CONCERNS and not _CONCERNS[one.intent](turn.words)
    ]
    return shown(turn).narrowed(~library(turn.session).of(strange))


def of_subject(teller: Turn | Occasion, subject: GuidanceSubject) -> Pile:
    """Return what may be shown of a subject."""
    return shown(teller).narrowed(library(teller.session).of([subject]))


def subject_of(session: Session, item: Guidance) -> GuidanceSubject:
    """Return the subject of an item of guidance; a safety lesson has none."""
    assert isinstance(item, GuidanceItem)
    return next(one for one in stock.subjects(session) if one.id == item.subject_id)
