"""Search among tips, notices and answers: by meaning, and by the letter for codes, numbers and names.

Meaning alone finds a paraphrase in the other language; letters alone find a code. Adding both together makes the
first worse, so letters count only for words that have no meaning to embed. Whether the nearest is also what was asked
for is another question: `understanding.search.matching` answers it.
"""

import re
from collections.abc import Sequence

import numpy as np

from understanding.encoding.encoder import encode, encode_all

# On 32 own searches and 16 strange ones, in both languages, over 16 titles: 0.35 shows 29 of the right texts and 3 of
# the strange ones, 0.30 shows 31 and 5, 0.45 shows 25 and 1.
AT_LEAST = 0.35
MOST = 3
LONGEST_CHINESE_NAME = 4

_CODE = re.compile(
    r"(?<![a-z0-9])(?:[a-z]*\d[a-z0-9]*(?:[-./][a-z0-9]+)*|[a-z0-9]{1,20}(?:-[a-z0-9]{1,20}){0,4}-\d[a-z0-9]*)",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z]{2,}(?![a-z])")
_NAME = re.compile(r"(?<![.?!] )(?<!^)\b[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_ONLY_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_TITLE = re.compile(r"(?:老师|同学|教授|医生|辅导员)$")


def rank(query: str, documents: Sequence[Sequence[str]]) -> list[tuple[int, float]]:
    """Return every document's index and score, best first; a document is its strings, the best of which counts.

    The score is the cosine, at most 1, plus 1 for each code, number or name of the query found in the document.
    """
    words = exact_words(query)
    scored = [(index, _score(query, words, strings)) for index, strings in enumerate(documents)]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))


def best(query: str, documents: Sequence[Sequence[str]], *, at_least: float = AT_LEAST, most: int = MOST) -> list[int]:
    """Return the indexes of the documents worth showing, best first; empty where nothing is near enough."""
    return [index for index, score in rank(query, documents)[:most] if score >= at_least]


def exact_words(query: str) -> tuple[str, ...]:
    """Return the words of the query that must match by the letter, in lower case."""
    found = [match.group().lower() for pattern in (_CODE, _ACRONYM, _NAME) for match in pattern.finditer(query)]
    name = _TITLE.sub("", query.strip())
    if _ONLY_CHINESE.fullmatch(name) and 2 <= len(name) <= LONGEST_CHINESE_NAME:
        found.append(name)
    return tuple(dict.fromkeys(word for word in found if len(word) > 1))


def _score(query: str, words: tuple[str, ...], strings: Sequence[str]) -> float:
    filled = [string for string in strings if string.strip()]
    if not filled or not query.strip():
        return 0.0
    cosine = float(np.max(encode_all(filled) @ encode(query)))
    return cosine + sum(holds(filled, word) for word in words)


def holds(strings: Sequence[str], word: str) -> bool:
    """Say whether one of the strings has the word by the letter."""
    # Beside a Latin letter or a digit it is another word: 305 is not 3052; beside Chinese it stands alone.
    whole = re.compile(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", re.IGNORECASE)
    return any(whole.search(string) for string in strings)
