"""Counts of words and characters, weighted by how telling each is. Rasa's Python uses it too."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

MOST_WORDS, MOST_RUNS = 15_000, 20_000  # the commonest; more cost training time and memory and bring nothing


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
