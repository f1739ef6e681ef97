"""The words of orders, put right where they are misspelt: "regster me", "trun on", 抱名, 通之.

Only words that nobody could mean as they stand: an English one must be no word of the encoder's vocabulary, a Chinese
one no word of the segmenter's dictionary. What is said of danger is read elsewhere, as it was written.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate, combinations

import yaml

from understanding.words.phrasebook import DATA
from understanding.words.segmenter import cut

LONGEST = 600  # characters; whoever writes more says a thing more than once
SHORTEST, SHORTEST_FOR_TWO = 4, 8
"""Letters of a word in which one slip is put right, and two."""

_BOOK = DATA / "spelling.yaml"
_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]{4,20}(?![A-Za-z'’])|(?<![A-Za-z])teh(?![A-Za-z])")
_HAN = re.compile(r"[㐀-鿿]")


@lru_cache(maxsize=5_000)
def mended(text: str) -> str:
    """Return the text with the words of orders spelt as they are meant; any other word as it is."""
    if len(text) > LONGEST:
        return text
    spelt = _WORD.sub(lambda found: _meant(found[0]), text)
    return _chinese(spelt) if _HAN.search(spelt) else spelt


@lru_cache(maxsize=20_000)
def _meant(word: str) -> str:
    small = word.lower()
    if small in _english() or small in _other_words() or small.removesuffix("s") in _english():
        return word
    if small in _pairs("typed"):
        return _pairs("typed")[small]
    near = {one for rest in _shortened(small) for one in _by_rest().get(rest, ()) if _is_slip(small, one)}
    if len(near) > 1:
        near = {one for one in near if _steps(small, one) == 1}
    if len(near) != 1 or _is_a_word(small):
        return word
    return near.pop()


def _is_slip(said: str, known: str) -> bool:
    if said[0] != known[0] and said[:2] != known[1::-1]:
        return False
    return _steps(said, known) <= (2 if len(known) >= SHORTEST_FOR_TWO else 1)


def _is_a_word(small: str) -> bool:
    # The encoder loads here, for a word that is near to one of ours.
    from understanding.encoding.encoder import is_one_word

    return is_one_word(small)


def _shortened(word: str) -> Iterator[str]:
    """Yield the word, and the word without one letter, and without two."""
    for left_out in range(3):
        for places in combinations(range(len(word)), left_out):
            yield "".join(letter for place, letter in enumerate(word) if place not in places)


def _steps(said: str, known: str) -> int:
    """Return how many letters are wrong, missing, too many or exchanged with the next."""
    rows = [list(range(len(known) + 1))]
    for i, letter in enumerate(said, 1):
        row = [i]
        for j, other in enumerate(known, 1):
            steps = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == known[j - 2] and said[i - 2] == other:
                steps = min(steps, rows[-2][j - 2] + 1)
            row.append(steps)
        rows.append(row)
    return rows[-1][-1]


def _chinese(text: str) -> str:
    for written, meant in _pairs("written").items():
        text = text.replace(written, meant)
    for word, pattern in _homophones():
        if any(match[0] != word for match in pattern.finditer(text)):
            text = _put_right(text, word, pattern)
    return text


def _put_right(text: str, word: str, pattern: re.Pattern[str]) -> str:
    ends = list(accumulate(len(one) for one in cut(text, guess=False)))
    words = set(zip([0, *ends], ends, strict=False))
    bounds = {0, *ends}

    def spelt(match: re.Match[str]) -> str:
        stands_alone = match.start() in bounds and match.end() in bounds and match.span() not in words
        return word if stands_alone else match[0]

    return pattern.sub(spelt, text)


@cache
def _read() -> dict[str, str]:
    book: dict[str, str] = yaml.safe_load(_BOOK.read_text(encoding="utf-8"))
    return book


@cache
def _english() -> frozenset[str]:
    return frozenset(_read()["english"].split())


@cache
def _other_words() -> frozenset[str]:
    return frozenset(_read()["other_words"].split())


@cache
def _by_rest() -> dict[str, set[str]]:
    """Return the words of orders by what is left of them without a letter or two."""
    known: dict[str, set[str]] = {}
    for word in _english():
        if len(word) >= SHORTEST:
            for rest in _shortened(word):
                known.setdefault(rest, set()).add(word)
    return known


@cache
def _pairs(name: str) -> dict[str, str]:
    return dict(tuple(pair.split(":", 1)) for pair in _read()[name].split())  # type: ignore[misc]


@cache
def _homophones() -> list[tuple[str, re.Pattern[str]]]:
    like = _pairs("homophones")
    return [
        (word, re.compile("".join(f"[{one}{like.get(one, '')}]" for one in word)))
        for word in _read()["chinese"].split()
    ]
