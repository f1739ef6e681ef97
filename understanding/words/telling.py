"""The telling words of a sentence: what it is about, without the words that any question has."""

import re
from collections.abc import Iterable
from functools import lru_cache

import yaml

from understanding.words.phrasebook import DATA
from understanding.words.segmenter import cut, tagged

_RUNS = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z][A-Za-z'’-]*\d*")
_LATIN_NAME = re.compile(r"(?<=[a-z,] )[A-Z][A-Za-z]+|(?<![A-Za-z])[A-Z]{2,}(?![A-Za-z])")
NAMES = frozenset(
    ("nr", "nrt", "nrfg", "ns", "nt", "nz")
)  # the segmenter's marks for names of people, places and firms
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

SAYS_LITTLE = 0.5
SHORTEST_STEM = 3
COMMON_WORDS = DATA / "common_words.yaml"


@lru_cache(maxsize=20_000)
def telling_words(text: str) -> tuple[str, ...]:
    """Return the words that say what the text is about, in order, none twice; English ones in lower case and cut."""
    found, common = [], _words("nothing_zh", "nothing_en")
    for run in _RUNS.findall(text):
        if _CHINESE.match(run):
            found += [word for word in cut(run) if word not in common]
        elif run.lower() not in common:
            found.append(stem(run))
    return tuple(dict.fromkeys(found))


def telling_words_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the telling words of several texts."""
    return frozenset(word for text in texts for word in telling_words(text))


@lru_cache(maxsize=2_000)
def names(text: str) -> frozenset[str]:
    """Return the telling words that name somebody, some place or some firm: what is asked of Tencent is of no other."""
    found = {stem(match[0]) for match in _LATIN_NAME.finditer(text)}
    for run in _RUNS.findall(text):
        if _CHINESE.match(run):
            found |= {word for word, kind in tagged(run) if kind in NAMES and len(word) > 1}
    return frozenset(found.intersection(telling_words(text)))


def weight(word: str) -> float:
    """Return how much a word tells, 1 for one that is not in every question."""
    return SAYS_LITTLE if word in _common() else 1.0


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return _words("little_zh") | frozenset(map(stem, _words("little_en")))


@lru_cache(maxsize=4)
def _words(*lists: str) -> frozenset[str]:
    book = yaml.safe_load(COMMON_WORDS.read_text(encoding="utf-8"))
    return frozenset(word for name in lists for word in book[name].split())


def stem(word: str) -> str:
    """Return an English word in lower case without its ending: "fees" and "fee", "slipping" and "slip" are one."""
    word = word.lower().replace("’", "'").removesuffix("'s").strip("'-")
    word = f"{word[:-3]}y" if word.endswith("ies") else word
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        short = word.removesuffix(ending)
        if short != word and len(short) >= SHORTEST_STEM:
            word = short[:-1] if short[-1:] == short[-2:-1] else short
            break
    short = word[:-1] if word.endswith(("e", "y", "i")) else word
    return short if len(short) >= SHORTEST_STEM else word
