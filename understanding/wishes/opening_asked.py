"""Whether somebody asks if a place is open, or when: 现在开门吗, "is it open on Saturday?", 几点下班."""

from collections.abc import Iterable

from understanding.search.facets import LONGEST
from understanding.words.phrasebook import phrases, plain, says
from understanding.words.telling import telling_words, weight

_BOOK = "opening_asked"


def asks_opening(words: str) -> bool:
    """Say whether the words ask when something is open; what is long has a subject of its own."""
    return len(words) <= LONGEST and says(_BOOK, "asked", words)


def asks_of_now(words: str) -> bool:
    """Say whether it is this moment that is asked about."""
    return says(_BOOK, "now", words)


def asks_nothing_else(words: str, times: Iterable[str]) -> bool:
    """Say whether nothing is left beside the question, its time, and small words.

    Args:
        words: without the name of the place.
        times: the words of the times that they name.
    """
    rest = words
    for time in times:
        rest = rest.replace(time, " ")
    rest = plain(rest)
    for pattern in phrases(_BOOK).values():
        rest = pattern.sub(" ", rest)
    return all(weight(word) < 1 for word in telling_words(rest))
