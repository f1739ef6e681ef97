"""Whether an item that is still being written would be found, and what it would take from those that are published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy.orm import Session

from actions.guidance import library
from actions.guidance.library import Pile
from community.guidance.columns import Guidance
from community.students.tables import Student
from community.unanswered.trials import MOST_TRIED, Draft, Phrasing, Stolen, Trial
from understanding.encoding.encoder import Matrix
from understanding.search.matching import Document, Match

NEIGHBORS = 12
"""Items nearest to the draft whose own phrasings are asked again."""
NEAR = 0.4
MOST_ASKED_AGAIN = 80


@dataclass(frozen=True, slots=True)
class _Anybody:
    """A student of whom nothing is known."""

    session: Session
    now: datetime
    student: Student | None = None


def tried(session: Session, draft: Draft, *, language: str, now: datetime) -> Trial:
    """Ask for the draft by each of its phrasings as if it were published, and for its neighbors by each of theirs."""
    document = Document(draft.asked, draft.said, titles=draft.titles)
    if not document.filled:
        return Trial((), ())
    others = _others(session, draft, now)
    titles = _Titles(others.items, language)
    phrasings = [_phrasing(words, others, document, titles) for words in _tried_words(draft)]
    return Trial(phrasings, _stolen(others, document, titles))


def _tried_words(draft: Draft) -> list[str]:
    return list(dict.fromkeys(words.strip() for words in draft.asked if words.strip()))[:MOST_TRIED]


def _others(session: Session, draft: Draft, now: datetime) -> Pile:
    """Return all that any student may be shown, without the item itself as it was before."""
    shown = library.shown(_Anybody(session, now))
    mine = shown.get(draft.item_id or 0)
    marks = shown.marks.copy()
    if mine is not None:
        marks[shown.place_of[mine.id]] = False
    return shown.narrowed(marks)


class _Titles:
    """What the items of a pile are called; the draft stands behind them and is called nothing."""

    def __init__(self, items: Sequence[Guidance], language: str) -> None:
        self._items, self._language = items, language

    def of(self, match: Match) -> str:
        return "" if match.index >= len(self._items) else self._items[match.index].title(self._language)


def _phrasing(words: str, others: Pile, document: Document, titles: _Titles) -> Phrasing:
    found = others.index.match(words, among=others.marks, beside=[document])
    rank = next(place for place, one in enumerate(found, start=1) if one.index >= len(others.items))
    answers = rank == 1 and found[0].answers
    return Phrasing(words, rank, answers, titles.of(found[0]) if rank > 1 else "")


def _stolen(others: Pile, document: Document, titles: _Titles) -> list[Stolen]:
    stolen = []
    for item, words in _asked_again(others, document):
        before = others.index.match(words, among=others.marks, most=1)
        finds_its_own = bool(before) and others.items[before[0].index] is item
        if finds_its_own and _is_taken(words, others, document):
            stolen.append(Stolen(words, item.id, titles.of(before[0])))
    return stolen


def _is_taken(words: str, others: Pile, document: Document) -> bool:
    return others.index.match(words, among=others.marks, beside=[document], most=1)[0].index >= len(others.items)


def _asked_again(others: Pile, document: Document) -> list[tuple[Guidance, str]]:
    """Return the phrasings of neighbors that come nearest to one of the draft's own, nearest first."""
    neighbors = {
        item.id: item
        for words in document.filled[:MOST_TRIED]
        for item in others.nearest(words, at_least=NEAR, most=NEIGHBORS)
    }
    asked = [(item, words) for item in neighbors.values() for words in library.document_of(item).filled]
    if not asked:
        return []
    nearness = [float((document.vectors @ vector).max()) for item in neighbors.values() for vector in _vectors(item)]
    nearest = np.argsort(-np.array(nearness), kind="stable")[:MOST_ASKED_AGAIN]
    return [asked[int(place)] for place in nearest]


def _vectors(item: Guidance) -> Matrix:
    return library.document_of(item).vectors
