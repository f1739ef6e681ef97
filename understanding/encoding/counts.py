"""Counts of words and characters, weighted by how telling each is. Rasa's Python uses it too."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

Columns = NDArray[np.intp]
Row = NDArray[np.float32]

MOST_WORDS, MOST_RUNS = 15_000, 20_000  # the commonest; more cost training time and memory and bring nothing


def row_of(terms: Iterable[str], column_of: Mapping[str, int], idf: Row) -> tuple[Columns, Row]:
    """Return the columns of the known ones among a text's terms, and the weight of each; their length is one.

    One row of scikit-learn's `TfidfVectorizer(sublinear_tf=True)`, without its sparse matrices: ten times as quick.

    Args:
        column_of: each known term's column, from 0.
        idf: how telling the term of each column is.
    """
    counted = Counter(column_of[term] for term in terms if term in column_of)
    columns = np.fromiter(counted, dtype=np.intp, count=len(counted))
    often = np.fromiter(counted.values(), dtype=np.float32, count=len(counted))
    weights = (1 + np.log(often)) * idf[columns]
    return columns, weights / max(np.linalg.norm(weights), np.float32(1e-9))


class _Reader(NamedTuple):
    """How a learnt vectorizer reads one text."""

    terms: Callable[[str], list[str]]
    column_of: Mapping[str, int]
    idf: Row


class Counts:
    """TF-IDF of words (one and two together) and of runs of two to four characters within words.

    Chinese has no blanks, so there the second counts runs of characters across the whole clause.
    """

    def __init__(self) -> None:
        self._words = _words()
        self._characters = _characters()

    def learn(self, texts: Sequence[str]) -> None:
        """Learn which terms there are and how telling each is."""
        self._words.fit(texts)
        self._characters.fit(texts)

    def count(self, texts: Sequence[str]) -> list[Any]:
        """Return the words' and the characters' sparse matrix, each row of length one."""
        return [self._words.transform(texts), self._characters.transform(texts)]

    def row(self, text: str) -> tuple[Columns, Row]:
        """Return one text's row of both matrices side by side: the columns where it holds something, and what."""
        words, characters = (row_of(reader.terms(text), reader.column_of, reader.idf) for reader in self._readers)
        beside = len(self._readers[0].idf)
        return np.concatenate((words[0], characters[0] + beside)), np.concatenate((words[1], characters[1]))

    @cached_property
    def _readers(self) -> list[_Reader]:
        return [
            _Reader(
                one.build_analyzer(),
                {term: column for column, term in enumerate(one.get_feature_names_out())},
                one.idf_.astype(np.float32),
            )
            for one in (self._words, self._characters)
        ]

    def describe(self) -> list[dict[str, Any]]:
        """Return all that was learnt, fit for JSON."""
        return [
            {"terms": one.get_feature_names_out().tolist(), "idf": np.round(one.idf_, 4).tolist()}
            for one in (self._words, self._characters)
        ]

    @classmethod
    def from_description(cls, described: list[dict[str, Any]]) -> "Counts":
        """Return what `describe` described."""
        counts = cls()
        for one, learnt in zip((counts._words, counts._characters), described, strict=True):
            one.vocabulary = {term: column for column, term in enumerate(learnt["terms"])}
            one.idf_ = np.array(learnt["idf"], dtype=np.float32)
        return counts


def _words() -> "TfidfVectorizer":
    from sklearn.feature_extraction.text import TfidfVectorizer  # two seconds, for who needs it alone

    word = r"[㐀-䶿一-鿿]|[^\W㐀-䶿一-鿿]+"
    return TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32, token_pattern=word, max_features=MOST_WORDS
    )


def _characters() -> "TfidfVectorizer":
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32, max_features=MOST_RUNS
    )
