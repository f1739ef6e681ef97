"""What a text is made of for the classifier: words that stand together, and runs of letters."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from understanding.encoding.counts import row_of
from understanding.words.segmenter import cut

_WORD = re.compile(r"[a-z]+|[\u4e00-\u9fff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")

Matrix = NDArray[np.float32]


def words(text: str) -> list[str]:
    """Return each word or Chinese character, each two and three that stand together, and Chinese words in pairs."""
    singles = _WORD.findall(text)
    pairs = [word for word in cut(text, guess=False) if word.strip()] if _HAN.search(text) else []
    return [*_groups(singles, (1, 2, 3)), *("|".join(pairs[at : at + 2]) for at in range(len(pairs)))]


def runs(text: str) -> list[str]:
    """Return each three and four letters that stand together, blanks among them, so that word ends count too."""
    padded = f" {text} "
    return [padded[at : at + size] for size in (3, 4) for at in range(len(padded) - size + 1)]


def _groups(singles: Sequence[str], sizes: Sequence[int]) -> list[str]:
    return [" ".join(singles[at : at + size]) for size in sizes for at in range(len(singles) - size + 1)]


class Grams:
    """Groups of words or letters in the taught texts, and what each adds to the scores of the levels.

    Args:
        split: what a text is made of.
        terms: the groups that count.
        idf: how telling each of them is.
        weights: what each adds, shape (groups, levels).
    """

    def __init__(
        self, split: Callable[[str], Sequence[str]], terms: Sequence[str], idf: Matrix, weights: Matrix
    ) -> None:
        self.terms, self.idf, self.weights = list(terms), idf, weights
        self._split = split
        self._column = {term: column for column, term in enumerate(terms)}

    def weigh(self, text: str) -> Matrix:
        """Return what the groups of one text add to the score of each level."""
        columns, row = row_of(self._split(text), self._column, self.idf)
        return np.asarray(row @ self.weights[columns], dtype=np.float32)


class Counted:
    """The groups in the taught texts, before their weights are known.

    Args:
        split: what a text is made of; a group that stands in one or two taught texts alone is not counted.
    """

    def __init__(self, texts: Sequence[str], split: Callable[[str], Sequence[str]]) -> None:
        # Taught once a version; who only listens needs not wait the two seconds that scikit-learn takes to come up.
        from sklearn.feature_extraction.text import TfidfVectorizer

        counter = TfidfVectorizer(sublinear_tf=True, analyzer=split, min_df=3, dtype=np.float32)
        self.rows: Any = counter.fit_transform(texts)
        self._split, self._terms = split, [str(term) for term in counter.get_feature_names_out()]
        self._idf = counter.idf_.astype(np.float32)

    def weighed(self, weights: Matrix) -> Grams:
        """Return the groups with their weights, shape (groups, levels), and without the taught texts."""
        return Grams(self._split, self._terms, self._idf, weights)
