"""A text as the terms that a search by words counts; no text need be cut into words for it."""

import re
from collections import Counter
from collections.abc import Iterable

from understanding.words.telling import stem

_RUNS = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")
SHINGLE = 4
"""Letters in the pieces of a Latin word: "libary" shares some with "library"."""
_IN_MIND = 1.2
_EXPECTED = 440  # terms; the mean of the 390 texts of the sample with its library


def terms(text: str) -> list[str]:
    """Return the terms of a text, as often as they stand in it.

    Of Chinese each sign and each pair of neighboring signs; of Latin letters each word without its ending and the
    pieces of it.
    """
    found: list[str] = []
    for run in _RUNS.findall(text.lower()):
        if run[0] >= "\u4e00":
            found += [*run, *(run[at : at + 2] for at in range(len(run) - 1))]
        else:
            found += [stem(run), *(f"#{run[at : at + SHINGLE]}" for at in range(len(run) - SHINGLE + 1))]
    return found


def whole(word: str) -> list[str]:
    """Return the terms of a word without the pieces of it, which other words share."""
    return [term for term in terms(word) if not term.startswith("#")]


def weights(texts: Iterable[str]) -> dict[str, float]:
    """Return how much each term of a document counts, between 0 and 1, before its rarity.

    As in BM25 (Robertson and Zaragoza, 2009; k1 1.2, b 0.5): what stands twice counts less than double, and in a long
    text less than in a short one. The length that is expected is fixed, so that a document's weights are its own.
    """
    counted = Counter(term for text in texts for term in terms(text))
    length = 0.5 + 0.5 * counted.total() / _EXPECTED
    return {term: number / (number + _IN_MIND * length) for term, number in counted.items()}
