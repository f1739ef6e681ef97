"""What a text is made of for the classifier: words that stand together, and runs of letters."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from understanding.counts import row_of
from understanding.crisis.borders import segmented

_WORD = re.compile(r"[a-z]+|[\u4e00-\u9fff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")

Matrix = NDArray[np.float32]


def words(text: str) -> list[str]:
    """Return each word or Chinese character, each two and three that stand together, and Chinese words in pairs."""
    singles = _WORD.findall(text)
    pairs = [word for word in segmented(text) if word.strip()] if _HAN.search(text) else []
    return [*_groups(singles, (1, 2, 3)), *("|".join(pairs[at : at + 2]) for at in range(len(pairs)))]


def runs(text: str) -> list[str]:
    """Return each three and four letters that stand together, blanks among them, so that word ends count too."""
    padded = f" {text} "
    return [padded[at : at + size] for size in (3, 4) for at in range(len(padded) - size + 1)]


def _groups(singles: Sequence[str], sizes: Sequence[int]) -> list[str]:
    return [" ".join(singles[at : at + size]) for size in sizes for at in range(len(singles) - size + 1)]


class Grams:
    """Groups of words or letters in the taught texts, and what each adds to the scores once `learn` has been told.

    Args:
        split: what a text is made of; a group that stands in one or two taught texts alone is not counted.
    """

    def __init__(self, texts: Sequence[str], split: Callable[[str], Sequence[str]]) -> None:
        # Taught once a version; who only listens needs not wait the two seconds that scikit-learn takes to come up.
        from sklearn.feature_extraction.text import TfidfVectorizer

        counter = TfidfVectorizer(sublinear_tf=True, analyzer=split, min_df=3, dtype=np.float32)
        self.rows: Any = counter.fit_transform(texts)
        self._split = split
        self._idf, self._column = counter.idf_.astype(np.float32), counter.vocabulary_

    def learn(self, weights: Matrix) -> None:
        """Keep the weights of the groups, shape (groups, levels); the taught texts are forgotten."""
        self._weights = weights
        del self.rows

    def weigh(self, text: str) -> Matrix:
        """Return what the groups of one text add to the score of each level."""
        columns, row = row_of(self._split(text), self._column, self._idf)
        return np.asarray(row @ self._weights[columns], dtype=np.float32)
