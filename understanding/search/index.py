"""Many documents held ready for questions: what each question costs hardly grows with them.

It finds what `matching.match` and `search.rank` find, which look at one document after another. Here all sentences
stand in one matrix, and every word knows its documents.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from understanding.encoding.encoder import Matrix, Vector, encode
from understanding.search import search
from understanding.search.matching import Document, is_chinese_word, pairs_of

Places = NDArray[np.int64]
"""Documents, by their places in the index, in order."""
Marks = NDArray[np.bool_]
"""A yes or no for each document."""

QUESTIONS_KEPT, WORDS_KEPT = 64, 2_000
_NONE = np.empty(0, dtype=np.int64)


class Index:
    """Documents, their sentences' vectors and the places of their words.

    Args:
        documents: what is searched.
        vectors: the vectors of each document's sentences, one a row; none where they are still to be read.
    """

    def __init__(self, documents: Sequence[Document], vectors: Sequence[Matrix]) -> None:
        self.documents = documents
        self._sentences, self._begins = _stacked(vectors)
        self._keep_once(vectors)
        self._asked = _places(document.asked_words for document in documents)
        self._held = _places(document.words for document in documents)
        self._pairs = _places(document.pairs for document in documents)
        self._named = _places(frozenset().union(*document.names) for document in documents)
        self._lock = Lock()
        self._meanings: dict[str, Vector] = {}
        self.asks_of = lru_cache(WORDS_KEPT)(self._asks_of)
        self.holds = lru_cache(WORDS_KEPT)(self._holds)

    def _keep_once(self, vectors: Sequence[Matrix]) -> None:
        """Have the documents look into the one matrix, rather than keep the same vectors a second time."""
        for document, own, begin in zip(self.documents, vectors, self._begins, strict=True):
            if len(own):
                vars(document)["vectors"] = self._sentences[begin : begin + len(own)]

    def __len__(self) -> int:
        return len(self.documents)

    def meaning(self, question: str) -> Vector:
        """Return how near each document's nearest sentence comes to the question, at least 0."""
        with self._lock:
            if question not in self._meanings:
                self._meanings = dict(list(self._meanings.items())[-QUESTIONS_KEPT:])
                self._meanings[question] = self._nearest(encode(question))
            return self._meanings[question]

    def _nearest(self, meant: Vector) -> Vector:
        if not len(self):
            return np.zeros(0, dtype=np.float32)
        return np.maximum(np.maximum.reduceat(self._sentences @ meant, self._begins), 0)

    def best(self, query: str, among: Places, *, at_least: float, most: int) -> list[tuple[int, float]]:
        """Return the places of those worth showing and how near they come, as `search.best` does, best first."""
        if not query.strip() or not len(among):
            return []
        scores = self.meaning(query)[among].astype(np.float64)
        for word in search.exact_words(query):
            scores += [self._has_exactly(place, word) for place in among]
        order = np.argsort(-scores, kind="stable")[:most]
        return [(int(among[each]), float(scores[each])) for each in order if scores[each] >= at_least]

    def _has_exactly(self, place: int, word: str) -> bool:
        document = self.documents[place]
        return word in document.asked_text and search.holds(document.asked, word)

    def named_in(self, words: Mapping[str, float], among: Marks) -> Iterable[int]:
        """Yield the places of those that have one of the words in a title."""
        places = np.unique(np.concatenate([_NONE, *(self._named.get(word, _NONE) for word in words)]))
        yield from map(int, places[among[places]])

    def _asks_of(self, word: str) -> Places:
        return self._with(word, self._asked, lambda document: document.asked_text)

    def _holds(self, word: str) -> Places:
        return self._with(word, self._held, lambda document: document.text)

    def _with(self, word: str, whole: Mapping[str, Places], text_of: Callable[[Document], str]) -> Places:
        """Return those that have the word by itself, or a Chinese one inside of a longer one."""
        found = whole.get(word, _NONE)
        if not is_chinese_word(word):
            return found
        inside = [place for place in self._with_pairs(word) if word in text_of(self.documents[place])]
        return np.union1d(found, np.array(inside, dtype=np.int64))

    def _with_pairs(self, word: str) -> Places:
        places: Places | None = None
        for pair in pairs_of(word):
            these = self._pairs.get(pair, _NONE)
            places = these if places is None else np.intersect1d(places, these, assume_unique=True)
        return _NONE if places is None else places


def _stacked(vectors: Sequence[Matrix]) -> tuple[Matrix, Places]:
    """Return all vectors in one matrix, and where each document's begin; one without any gets a row of nothing."""
    nothing = np.zeros((1, 512), dtype=np.float32)
    rows = [each if len(each) else nothing for each in vectors]
    begins = np.cumsum([0, *(len(each) for each in rows)])[:-1]
    return np.concatenate(rows) if rows else nothing[:0], begins


def _places(words: Iterable[Iterable[str]]) -> dict[str, Places]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, of_document in enumerate(words):
        for word in of_document:
            found[word].append(place)
    return {word: np.array(places, dtype=np.int64) for word, places in found.items()}
