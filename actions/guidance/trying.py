"""Whether an item that is still being written would be found, and what it would take from those that are published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from actions.guidance import library
from actions.guidance.library import Pile
from community.answers.tables import Office
from community.guidance.columns import Guidance
from community.safety.tables import SafetyLesson
from community.students.tables import Student
from community.unanswered.trials import MOST_TRIED, Draft, Phrasing, Stolen, Trial
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
    document = Document(draft.asked, draft.said)
    if not document.filled:
        return Trial((), ())
    shelf = _Shelf(_guidance(session, draft, now), _beside(session, now), document, language)
    words = dict.fromkeys(words.strip() for words in draft.asked if words.strip())
    return Trial([shelf.phrasing(each) for each in list(words)[:MOST_TRIED]], shelf.stolen())


def _guidance(session: Session, draft: Draft, now: datetime) -> Pile:
    """Return all guidance that any student may be shown, without the item itself as it was before."""
    shown = library.shown(_Anybody(session, now))
    mine = shown.get(draft.item_id or 0)
    marks = shown.marks.copy()
    if mine is not None:
        marks[shown.place_of[mine.id]] = False
    return shown.narrowed(marks)


def _beside(session: Session, now: datetime) -> list[Office | SafetyLesson]:
    """Return what questions find beside guidance, but for events and notices, which come and go."""
    return [*Office.live(session, now), *SafetyLesson.live(session, now)]


class _Shelf:
    """All that is published, and the draft behind it.

    Args:
        beside: what stands in no index: numbered behind the items of guidance, the draft last.
    """

    def __init__(self, pile: Pile, beside: Sequence[Office | SafetyLesson], draft: Document, language: str) -> None:
        self._pile, self._beside, self._draft, self._language = pile, beside, draft, language
        self._documents = [Document(tuple(one.searchable()), tuple(one.everything())) for one in beside]
        self._place = len(pile.items) + len(beside)

    def _found(self, words: str, *, with_draft: bool) -> list[Match]:
        behind = [*self._documents, *([self._draft] if with_draft else [])]
        return self._pile.index.match(words, among=self._pile.marks, beside=behind)

    def _at(self, place: int) -> Guidance | Office:
        return self._pile.items[place] if place < len(self._pile.items) else self._beside[place - len(self._pile.items)]

    def phrasing(self, words: str) -> Phrasing:
        """Return how a phrasing finds the draft."""
        found = self._found(words, with_draft=True)
        rank = next(rank for rank, one in enumerate(found, start=1) if one.index == self._place)
        before = self._at(found[0].index).title(self._language) if rank > 1 else ""
        return Phrasing(words, rank, rank == 1 and found[0].answers, before)

    def stolen(self) -> list[Stolen]:
        """Return the phrasings of others that find their own item now, and would find the draft."""
        stolen = []
        for place, words in self._asked_again():
            before, after = self._found(words, with_draft=False)[0], self._found(words, with_draft=True)[0]
            if before.index == place and after.index == self._place:
                one = self._at(place)
                stolen.append(Stolen(words, one.id, one.title(self._language)))
        return stolen

    def _asked_again(self) -> list[tuple[int, str]]:
        """Return the phrasings of neighbors that come nearest to one of the draft's own, nearest first."""
        near = [
            (float((self._draft.vectors @ vector).max()), place, words)
            for place, document in self._neighbors().items()
            for words, vector in zip(document.filled, document.vectors, strict=False)
        ]
        nearest = sorted(near, key=lambda one: (-one[0], one[1], one[2]))
        return [(place, words) for nearness, place, words in nearest[:MOST_ASKED_AGAIN] if nearness >= NEAR]

    def _neighbors(self) -> dict[int, Document]:
        items = {
            item.id: item
            for words in self._draft.filled[:MOST_TRIED]
            for item in self._pile.nearest(words, at_least=NEAR, most=NEIGHBORS)
        }
        found = {self._pile.place_of[item.id]: library.document_of(item) for item in items.values()}
        return found | dict(enumerate(self._documents, start=len(self._pile.items)))
