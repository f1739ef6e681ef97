"""Very many documents, matched with a question as `matching.match` does it, in the time that a few hundred take there.

What each document says is taken apart once. A question then meets arrays instead of documents: one product with all
sentence vectors, and the lists of the documents that hold each of its telling words.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from understanding.encoding.encoder import Matrix, Vector, encode
from understanding.search import search
from understanding.search.matching import Document, Match, is_chinese_word, scored, worth_of
from understanding.words.telling import names, telling_words

Places = NDArray[np.int32]
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
"""Documents that are looked at in full where the shorter form was asked."""
WORDS_KEPT, QUESTIONS_KEPT = 30_000, 32
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
        self._words = _places((place, document.words) for place, document in enumerate(self._documents))
        self._pairs = _places((place, _pairs(document.text)) for place, document in enumerate(self._documents))
        self._names = _places(
            (place, frozenset().union(*document.names)) for place, document in enumerate(self._documents)
        )
        self._holding: dict[str, Places] = {}
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
        holding = {
            word: int(marks[self._with(word)].sum()) + sum(document.holds(word) for document in beside)
            for word in telling_words(query)
        }
        worth = worth_of(holding, int(marks.sum()) + len(beside))
        meant, named = encode(query), names(query)
        best = _largest(np.where(marks, self._meaning(query) + self._by_words(worth), -1), max(most, self._looked_at))
        found = [scored(meant, worth, named, int(place), self._documents[place]) for place in best if marks[place]]
        found = sorted(found, key=lambda one: (-one.score, one.index))[:most]
        found += [scored(meant, worth, named, place, one) for place, one in enumerate(beside, start=len(self))]
        return sorted(found, key=lambda one: (-one.score, one.index))

    def nearest(self, query: str, *, among: Marks, at_least: float, most: int) -> list[tuple[int, float]]:
        """Return the places of those worth showing and how near they come, best first: see `search.best`."""
        if not query.strip():
            return []
        exact = {word: self._with_exactly(word, among) for word in search.exact_words(query)}
        rough = np.where(among, self._meaning(query), -1)
        looked_at = {
            *map(int, _largest(rough, max(most, self._looked_at))),
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

    @property
    def _looked_at(self) -> int:
        return LOOKED_AT if self._is_large else 0

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

    def _by_words(self, worth: Mapping[str, float]) -> Vector:
        """Return at least what each document's words are worth to the question."""
        found = np.zeros(len(self._documents), dtype=np.float32)
        if not worth:
            return found
        total = sum(worth.values())
        for word, value in worth.items():
            found[self._with(word)] += value / total
            found[self._names.get(word, _NOWHERE)] += value / total
        return found

    def _with(self, word: str) -> Places:
        """Return the documents that hold the word; another sentence may be cut into other Chinese words."""
        kept = self._holding.get(word)
        if kept is not None:
            return kept
        places = self._words.get(word, _NOWHERE)
        if is_chinese_word(word):
            places = np.union1d(places, self._spelling(word)).astype(np.int32)
        if len(self._holding) >= WORDS_KEPT:
            self._holding.clear()  # other turns may be at it: whatever they have found is in their hands
        self._holding[word] = places
        return places

    def _spelling(self, word: str) -> Places:
        """Return the documents in whose text the word stands, wherever their own words end."""
        places = min((self._pairs.get(pair, _NOWHERE) for pair in _pairs(word)), key=len)
        return np.array([place for place in places if word in self._documents[place].text], dtype=np.int32)


_NOWHERE: Places = np.zeros(0, dtype=np.int32)


def _stacked(documents: Sequence[Document]) -> tuple[Matrix, Places]:
    """Return all vectors, one document's after the other, and where each begins; one of zeros where it has none."""
    blocks = [document.vectors if len(document.vectors) else np.zeros((1, 512), np.float32) for document in documents]
    if not blocks:
        return np.zeros((0, 512), dtype=np.float32), _NOWHERE
    starts = np.cumsum([0, *(len(block) for block in blocks[:-1])], dtype=np.int32)
    return np.concatenate(blocks), starts


def _places(found: Iterable[tuple[int, Iterable[str]]]) -> dict[str, Places]:
    """Return for each word or pair of signs the documents that hold it, in order."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, words in found:
        for word in words:
            places[word].append(place)
    return {word: np.array(held, dtype=np.int32) for word, held in places.items()}


def _pairs(text: str) -> set[str]:
    """Return the pairs of neighboring Chinese signs."""
    return {text[at : at + 2] for at in range(len(text) - 1) if _is_sign(text[at]) and _is_sign(text[at + 1])}


def _is_sign(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def _largest(values: Vector, most: int) -> Places:
    """Return the places of the largest values; of equals the first."""
    if len(values) > most:
        border = np.partition(values, -most)[-most]
        return np.flatnonzero(values >= border).astype(np.int32)
    return np.arange(len(values), dtype=np.int32)
