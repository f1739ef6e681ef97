"""Which of several things somebody names, by the letter: a name that is not among them must not pass for the nearest.

Nearness of meaning is no help here: a marathon is near to a day on the ice, and is another thing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from understanding.wishes.lines import read
from understanding.wishes.name_units import NOISE, NOISE_ZH, Stand, Unit, may_name_another, names_another, units
from understanding.wishes.pieces import fold
from understanding.words.segmenter import cut

_HAN_RUN = re.compile(r"[㐀-鿿]+")
_LATIN = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
_ENDINGS = frozenset(("", "s", "es", "ing", "ling", "er", "ers", "ed", "'s"))
SHORTEST_BEGINNING = 4  # letters that may stand for the whole word: maths for mathematical is math

_AND = re.compile(r"\band\b|[,、&+]|和|跟|以及|还有")
_EXAM, _MOCK = (re.compile(read("naming.yaml")[name].strip()) for name in ("exam", "mock"))


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
    if several := _several(text, things, kinds):
        return several
    heard = [_heard(text, thing, kinds) for thing in things]
    fitting = sorted((place for place, one in enumerate(heard) if one.score), key=lambda place: -heard[place].score)
    if not fitting:
        return Named(by_another_name=_says_a_name(text, kinds))
    best = [place for place in fitting if heard[place].score == heard[fitting[0]].score]
    is_sure = len(best) == 1 and not heard[best[0]].in_doubt
    return Named(best[0] if is_sure else None, tuple(fitting))


def _several(text: str, things: Sequence[Thing], kinds: set[str]) -> Named | None:
    """Return the things of which each is named by a part of its own, as in "the fair and the workshop"."""
    parts = [part for part in _AND.split(text) if part.strip()]
    if len(parts) < 2:
        return None
    each = [(part, named(part, things)) for part in parts]
    sure = [one.sure for part, one in each if one.sure is not None and _heard(part, things[one.sure], kinds).by_head]
    if len(set(sure)) < 2 or any(one.by_another_name for _, one in each):
        return None
    return Named(None, tuple(dict.fromkeys(sure)))


def _stands_in(code: str, text: str) -> bool:
    return bool(code) and re.search(rf"(?<![a-z0-9-]){re.escape(code)}(?![a-z0-9-])", text) is not None


@dataclass(frozen=True, slots=True)
class _Heard:
    """How much of a thing's name is said, 0 where something else is named or nothing of it.

    Args:
        in_doubt: it may be something that belongs to the thing, as the judges of a contest.
        by_head: what is said stands before the colon of its title.
    """

    score: int = 0
    in_doubt: bool = False
    by_head: bool = False


def _heard(text: str, thing: Thing, kinds: set[str]) -> _Heard:
    """Return what is said of the thing; what stands before the colon of its title tells more than the rest."""
    latin, han, whole = _of_names(thing)
    aside = _latin_of(thing.aside)
    found = units(
        text,
        is_part=lambda word: any(_same(word, known) for known in latin),
        covered=lambda run: _covered(run, han, whole),
    )
    found = [Unit(one.text, Stand.NOISE) if _is_aside(one, aside) else one for one in found]
    parts = [one.text for one in found if one.stand is Stand.PART]
    is_only_like_it = _EXAM.search(text) and any(_MOCK.search(fold(one)) for one in thing.titles)
    if not parts or names_another(found) or (is_only_like_it and not _MOCK.search(text)):
        return _Heard()
    head = "\n".join(re.split("[:：]", fold(title))[0] for title in thing.titles)
    in_head = [part in head for part in parts]
    score = sum(_weight(part, kinds) for part in parts) + sum(in_head)
    return _Heard(score, may_name_another(found), any(in_head))


def _weight(part: str, kinds: set[str]) -> int:
    """Return what a part of a name tells: a word for a kind of thing less than any other."""
    if part in kinds:
        return 1
    return 2 if part.isascii() else len(part)


def _is_aside(unit: Unit, aside: set[str]) -> bool:
    return unit.stand is Stand.FOREIGN and any(_same(unit.text, known) for known in aside)


def _of_names(thing: Thing) -> tuple[set[str], str, set[str]]:
    """Return the words of all names, the Chinese of the titles, and the Chinese that counts only as a whole.

    What people ask counts where it names the title or the kind as well: by much of it, not by two characters.
    """
    titles = [fold(one) for one in (*thing.titles, *thing.kinds)]
    latin, han, whole = _latin_of(titles), "\n".join(titles), set[str]()
    for phrase in map(fold, thing.asked_as):
        pieces = [piece for run in _HAN_RUN.findall(phrase) for piece, known in _covered(run, han, set()) if known]
        if any(piece in thing.kinds or len(piece) > 2 for piece in pieces) or latin.intersection(_tokens(phrase)):
            latin |= set(_tokens(phrase))
            whole |= {rest for run in _HAN_RUN.findall(phrase) for rest in NOISE_ZH.split(run) if len(rest) > 1}
    return latin, han, whole


def _latin_of(texts: Iterable[str]) -> set[str]:
    return {part for text in texts for token in _LATIN.findall(fold(text)) for part in (token, *token.split("-"))}


def _tokens(text: str) -> list[str]:
    found = _LATIN.findall(text)
    return [token for token in found if token not in NOISE and len(token) > 1 and not token.isdecimal()]


def _same(said: str, known: str) -> bool:
    if said == known or (len(said) >= SHORTEST_BEGINNING and known.startswith(said.removesuffix("s"))):
        return True
    return len(known) > 2 and said.startswith(known) and said[len(known) :] in _ENDINGS


def _covered(run: str, han: str, whole: set[str]) -> list[tuple[str, bool]]:
    """Return the pieces of a run, each with whether it is one of two and more characters that the names hold.

    The longest from the left are taken; one that ends inside a word is none: 运动会 is no 运动.
    """
    pieces: list[tuple[str, bool]] = []
    place, begun = 0, 0
    bounds = {0, *accumulate(len(word) for word in cut(run, guess=False))}
    while place < len(run):
        ends = (end for end in range(len(run), place + 1, -1) if end in bounds or not _goes_on(run, end, bounds))
        end = next((end for end in ends if run[place:end] in han or run[place:end] in whole), None)
        if end is None or NOISE_ZH.fullmatch(run[place:end]):
            place += 1
            continue
        pieces += [(run[begun:place], False), (run[place:end], True)]
        place = begun = end
    return [*pieces, (run[begun:], False)]


def _goes_on(run: str, end: int, bounds: set[int]) -> bool:
    """Say whether a word that is no noise goes on over the end."""
    after = min(bound for bound in bounds if bound > end)
    return NOISE_ZH.fullmatch(run[end:after]) is None


def _says_a_name(text: str, kinds: set[str]) -> bool:
    if any(token not in kinds for token in _tokens(text)):
        return True
    return any(len(rest) > 1 and rest not in kinds for run in _HAN_RUN.findall(text) for rest in NOISE_ZH.split(run))
