"""Which of several things somebody names, by the letter: a name that is not among them must not pass for the nearest.

Nearness of meaning is no help here: a marathon is near to a day on the ice, and is another thing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from understanding.wishes.lines import read
from understanding.wishes.pieces import fold

_HAN_RUN = re.compile(r"[㐀-鿿]+")
_LATIN = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
_ENDINGS = frozenset(("", "s", "es", "ing", "ling", "er", "ers", "ed", "'s"))
SHORTEST_BEGINNING = 4  # letters that may stand for the whole word: maths for mathematical is math

_WORDS = read("naming.yaml")
_NOISE = frozenset(_WORDS["noise"].split())
_NOISE_ZH = re.compile("|".join(sorted(_WORDS["noise_zh"].split(), key=len, reverse=True)))
_AND = re.compile(r"\band\b|[,、&+]|和|跟|以及|还有")
_EXAM, _MOCK = (re.compile(_WORDS[name].strip()) for name in ("exam", "mock"))


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be named.

    Args:
        titles: what it is called, in either language.
        asked_as: what else people say for it, as far as it also names the title or the kind.
        kinds: words for its kind; one of them alone names it where it is the only one of its kind.
        aside: what else is written about it; it may be mentioned, and names nothing.
        code: its sign.
    """

    titles: tuple[str, ...]
    asked_as: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """What the words name: `sure` the only thing that fits, `fitting` all that do, best first; indexes.

    `by_another_name`: something is named, and it is none of them.
    """

    sure: int | None = None
    fitting: tuple[int, ...] = ()
    by_another_name: bool = False


def named(words: str, things: Sequence[Thing], *, times: Iterable[str] = ()) -> Named:
    """Return which of the things the words name.

    Args:
        times: the parts of the words that name a time; they name no thing.
    """
    text = fold(words)
    by_code = [place for place, thing in enumerate(things) if _stands_in(fold(thing.code), text)]
    if len(by_code) == 1:
        return Named(by_code[0], tuple(by_code))
    for time in times:
        text = text.replace(fold(time), " ")
    kinds = {kind for thing in things for kind in thing.kinds}
    scores = [_score(text, thing, kinds) for thing in things]
    fitting = sorted((place for place, score in enumerate(scores) if score), key=lambda place: -scores[place])
    if not fitting:
        return _several(text, things) or Named(by_another_name=_says_a_name(text, kinds))
    best = [place for place in fitting if scores[place] == scores[fitting[0]]]
    return Named(best[0] if len(best) == 1 else None, tuple(fitting))


def _several(text: str, things: Sequence[Thing]) -> Named | None:
    """Return the things of which each is named by a part of its own, as in "the fair and the workshop"."""
    parts = [part for part in _AND.split(text) if part.strip()]
    if len(parts) < 2:
        return None
    each = [named(part, things) for part in parts]
    sure = [one.sure for one in each if one.sure is not None]
    return Named(None, tuple(sure)) if len(sure) > 1 and not any(one.by_another_name for one in each) else None


def _stands_in(code: str, text: str) -> bool:
    return bool(code) and re.search(rf"(?<![a-z0-9-]){re.escape(code)}(?![a-z0-9-])", text) is not None


def _score(text: str, thing: Thing, kinds: set[str]) -> int:
    """Return how much of the thing's name is said, 0 where something else is said or nothing of it.

    A word that is a kind of thing tells less than any other.
    """
    latin, han, whole = _of_names(thing)
    score = 0
    for token in _tokens(text):
        if not any(_same(token, known) for known in latin):
            if not any(_same(token, known) for known in _latin_of(thing.aside)):
                return 0
            continue
        score += 1 if token in kinds else 2
    for run in _HAN_RUN.findall(text):
        said, left = _covered(run, han, whole)
        if any(_NOISE_ZH.sub("", rest) for rest in left):
            return 0
        score += sum(1 if chunk in kinds else len(chunk) for chunk in said)
    if (
        score
        and _EXAM.search(text)
        and any(_MOCK.search(fold(title)) for title in thing.titles)
        and not _MOCK.search(text)
    ):
        return 0  # a mock exam is not the exam
    return score


def _of_names(thing: Thing) -> tuple[set[str], str, set[str]]:
    """Return the words of all names, the Chinese of the titles, and the Chinese that counts only as a whole.

    What people ask counts where it names the title or the kind as well: by much of it, not by two characters.
    """
    titles = [fold(one) for one in (*thing.titles, *thing.kinds)]
    latin, han, whole = _latin_of(titles), "\n".join(titles), set[str]()
    for phrase in map(fold, thing.asked_as):
        pieces = [piece for run in _HAN_RUN.findall(phrase) for piece in _covered(run, han, set())[0]]
        if any(piece in thing.kinds or len(piece) > 2 for piece in pieces) or latin.intersection(_tokens(phrase)):
            latin |= set(_tokens(phrase))
            whole |= {rest for run in _HAN_RUN.findall(phrase) for rest in _NOISE_ZH.split(run) if len(rest) > 1}
    return latin, han, whole


def _latin_of(texts: Iterable[str]) -> set[str]:
    return {part for text in texts for token in _LATIN.findall(fold(text)) for part in (token, *token.split("-"))}


def _tokens(text: str) -> list[str]:
    found = _LATIN.findall(text)
    return [token for token in found if token not in _NOISE and len(token) > 1 and not token.isdecimal()]


def _same(said: str, known: str) -> bool:
    if said == known or (len(said) >= SHORTEST_BEGINNING and known.startswith(said.removesuffix("s"))):
        return True
    return len(known) > 2 and said.startswith(known) and said[len(known) :] in _ENDINGS


def _covered(run: str, han: str, whole: set[str]) -> tuple[list[str], list[str]]:
    """Return the pieces of two and more characters that the names hold, the longest from the left, and what is left."""
    said, left, place, begun = [], [], 0, 0
    while place < len(run):
        ends = range(len(run), place + 1, -1)
        end = next((end for end in ends if run[place:end] in han or run[place:end] in whole), None)
        if end is None or _NOISE_ZH.fullmatch(run[place:end]):
            place += 1
            continue
        said.append(run[place:end])
        left.append(run[begun:place])
        place = begun = end
    return said, [*left, run[begun:]]


def _says_a_name(text: str, kinds: set[str]) -> bool:
    if any(token not in kinds for token in _tokens(text)):
        return True
    return any(len(rest) > 1 and rest not in kinds for run in _HAN_RUN.findall(text) for rest in _NOISE_ZH.split(run))
