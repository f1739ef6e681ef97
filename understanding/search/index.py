"""Very many documents, matched with a question in the time that a few hundred take one by one.

What each document says is taken apart once. A question then meets arrays instead of documents: one product with all
sentence vectors, and the lists of the documents that hold each of its terms. The best by that are looked at in full.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from understanding.encoding.encoder import Matrix, Vector, encode
from understanding.search import search
from understanding.search.matching import WORDS, Document, Match, Question, question, ranked
from understanding.search.terms import terms

Places = NDArray[np.int32]
Weights = NDArray[np.float32]
Marks = NDArray[np.bool_]
"""A yes or no for each document."""

MOST = 32
"""How many of the best are looked at closely and returned."""
MANY_SENTENCES = 30_000
"""From so many sentences on a shorter form of their vectors says first which documents are worth the whole product."""
SHORT = 96
"""Numbers in that shorter form. Of the 4,629 sentences of the sample with its library it holds 0.76 of the squares, and
for 200 of them the nearest other one was each time among the 128 nearest by it."""
SAMPLED = 4_000
LOOKED_AT = 128
"""Documents that are looked at in full."""
QUESTIONS_KEPT = 32
"""A turn holds the same words against the same documents several times."""


class Index:
    """Documents ready to be asked; it does not change, a new one is made when they do.

    Args:
        documents: what is searched; a match names one by its place here.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = tuple(documents)
        self._vectors, self._starts = _stacked(self._documents)
        self._keep_once()
        self._terms = _postings(self._documents)
        self._meant: dict[str, Vector] = {}

    def __len__(self) -> int:
        return len(self._documents)

    def _keep_once(self) -> None:
        """Have the documents look into the one matrix, rather than keep the same vectors a second time."""
        for document, start in zip(self._documents, self._starts, strict=True):
            if len(document.vectors):
                vars(document)["vectors"] = self._vectors[start : start + len(document.vectors)]

    def match(
        self, query: str, *, among: Marks | None = None, beside: Sequence[Document] = (), most: int = MOST
    ) -> list[Match]:
        """Return the documents that fit best with their scores, best first.

        Args:
            among: which of the documents may be found; None for all.
            beside: further documents, a few that are in no index. All are returned, numbered behind those in it.
        """
        marks = np.ones(len(self), dtype=np.bool_) if among is None else among
        asked = self.asked(query, marks, beside)
        rough = np.where(marks, self._meaning(query) + WORDS * self._by_words(asked), -1)
        best = [int(place) for place in _largest(rough, max(most, LOOKED_AT)) if marks[place]]
        documents = [(place, self._documents[place]) for place in best]
        found = ranked([asked.of(place, one) for place, one in (*documents, *enumerate(beside, start=len(self)))])
        kept = set([one.index for one in found if one.index < len(self)][:most])
        return [one for one in found if one.index in kept or one.index >= len(self)]

    def asked(self, query: str, marks: Marks, beside: Sequence[Document] = ()) -> Question:
        """Return the question that the words ask of the marked documents and those beside them."""
        holding = {
            term: int(marks[self._with(term)].sum()) + sum(term in document.terms for document in beside)
            for term in terms(query)
        }
        return question(query, holding, int(marks.sum()) + len(beside))

    def nearest(self, query: str, *, among: Marks, at_least: float, most: int) -> list[tuple[int, float]]:
        """Return the places of those worth showing and how near they come, best first: see `search.best`."""
        if not query.strip():
            return []
        exact = {word: self._with_exactly(word, among) for word in search.exact_words(query)}
        rough = np.where(among, self._meaning(query), -1)
        looked_at = {
            *map(int, _largest(rough, max(most, LOOKED_AT if self._is_large else 0))),
            *(each for of in exact.values() for each in of),
        }
        meant = encode(query)
        scores = {
            place: float((self._documents[place].vectors @ meant).max(initial=0.0))
            + sum(place in places for places in exact.values())
            for place in looked_at
            if among[place]
        }
        best = sorted(scores, key=lambda place: (-scores[place], place))[:most]
        return [(place, scores[place]) for place in best if scores[place] >= at_least]

    def _with_exactly(self, word: str, among: Marks) -> set[int]:
        """Return the places of those of which a title or question has the word by the letter."""
        places = map(int, np.flatnonzero(among))
        having = (place for place in places if word in self._documents[place].asked_text)
        return {place for place in having if search.holds(self._documents[place].asked, word)}

    @property
    def _is_large(self) -> bool:
        return len(self._vectors) > MANY_SENTENCES

    def _meaning(self, query: str) -> Vector:
        """Return how near each document's nearest sentence comes, roughly where there are many."""
        kept = self._meant.get(query)
        if kept is None:
            kept = self._nearness(encode(query)) if self._documents else np.zeros(0, dtype=np.float32)
            self._meant = {**dict(list(self._meant.items())[-QUESTIONS_KEPT:]), query: kept}
        return kept

    def _nearness(self, meant: Vector) -> Vector:
        near = self._short @ (self._turned @ meant) if self._is_large else self._vectors @ meant
        nearest: Vector = np.maximum(np.maximum.reduceat(near, self._starts), 0)
        return nearest

    @cached_property
    def _turned(self) -> Matrix:
        """The directions in which the sentences differ most."""
        step = max(1, len(self._vectors) // SAMPLED)
        _, _, directions = np.linalg.svd(self._vectors[::step], full_matrices=False)
        return np.ascontiguousarray(directions[:SHORT])

    @cached_property
    def _short(self) -> Matrix:
        return np.ascontiguousarray(self._vectors @ self._turned.T)

    def _by_words(self, asked: Question) -> Vector:
        """Return the share of the question's words that each document holds, the rare ones first."""
        found = np.zeros(len(self._documents), dtype=np.float32)
        total = sum(asked.rare.values()) or 1.0
        for term, rare in asked.rare.items():
            places, weights = self._terms.get(term, _NEVER)
            found[places] += weights * np.float32(rare / total)
        return found

    def _with(self, term: str) -> Places:
        return self._terms.get(term, _NEVER)[0]


_NOWHERE: Places = np.zeros(0, dtype=np.int32)
_NEVER: tuple[Places, Weights] = (_NOWHERE, np.zeros(0, dtype=np.float32))


def _stacked(documents: Sequence[Document]) -> tuple[Matrix, Places]:
    """Return all vectors, one document's after the other, and where each begins; one of zeros where it has none."""
    blocks = [document.vectors if len(document.vectors) else np.zeros((1, 512), np.float32) for document in documents]
    if not blocks:
        return np.zeros((0, 512), dtype=np.float32), _NOWHERE
    starts = np.cumsum([0, *(len(block) for block in blocks[:-1])], dtype=np.int32)
    return np.concatenate(blocks), starts


def _postings(documents: Sequence[Document]) -> dict[str, tuple[Places, Weights]]:
    """Return for each term the documents that hold it, in order, and how much it counts in each."""
    held: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, document in enumerate(documents):
        for term, weight in document.terms.items():
            held[term].append((place, weight))
    return {term: _columns(rows) for term, rows in held.items()}


def _columns(rows: Sequence[tuple[int, float]]) -> tuple[Places, Weights]:
    places, weights = zip(*rows, strict=True)
    return np.array(places, dtype=np.int32), np.array(weights, dtype=np.float32)


def _largest(values: Vector, most: int) -> Places:
    """Return the places of the largest values; of equals the first."""
    if len(values) > most:
        border = np.partition(values, -most)[-most]
        return np.flatnonzero(values >= border).astype(np.int32)
    return np.arange(len(values), dtype=np.int32)
