"""The words of a text as they stand to one name: parts of it, words around names, words that name something else.

What else is said in the sentence is no matter: only words at the name itself ("pottery workshop", "workshop on
pottery") or in its place ("sign me up for the marathon") say that another thing is meant.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from understanding.wishes.lines import read
from understanding.words.segmenter import tagged

_WORDS = read("naming.yaml")
NOISE = frozenset(_WORDS["noise"].split())
NOISE_ZH = re.compile("|".join(sorted(_WORDS["noise_zh"].split(), key=len, reverse=True)))
LINKS = frozenset(_WORDS["links"].split())
_FILLERS = frozenset(_WORDS["fillers"].split())
_JOINING = frozenset(_WORDS["joining"].split())
_SEEKING = frozenset(_WORDS["seeking"].split())
_JOINING_ZH = re.compile(_WORDS["joining_zh"].strip())
_NUMBERS = {"four": "4", "six": "6"}
_LEVEL = re.compile(r"[一二三四五六七八九十0-9]+级")

_LATIN = r"[a-z0-9]+(?:['-][a-z0-9]+)*"
_PARTS = re.compile(rf"(?P<han>[㐀-鿿]+)|(?P<latin>{_LATIN})|(?P<mark>[,.;:!?()+\n]+)")
# The segmenter's marks of words that name or describe a thing; adverbs, pronouns, particles and numbers do neither.
_TELLING = re.compile(r"n|v|a$|an|b|j|l|i|z|s|eng")
_NAMING = re.compile(r"n|vn|j|l|eng")


class Stand(Enum):
    """How a word stands to a name."""

    PART = "part"
    NOISE = "noise"
    FOREIGN = "foreign"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, or a piece of Chinese without blanks."""

    text: str
    stand: Stand


Covered = Callable[[str], list[tuple[str, bool]]]


def units(text: str, *, is_part: Callable[[str], bool], covered: Covered) -> list[Unit]:
    """Return the units of a text in order.

    Args:
        text: folded.
        is_part: whether a Latin word is part of the name.
        covered: cuts a run of Chinese into pieces, each with whether it is part of the name.
    """
    found: list[Unit] = []
    for match in _PARTS.finditer(text):
        if match["han"]:
            found += _of_han(covered(match["han"]))
        elif match["latin"]:
            word = _NUMBERS.get(match["latin"], match["latin"])
            found.append(Unit(word, _of_word(word, is_part)))
        else:
            found.append(Unit(match["mark"], Stand.MARK))
    return found


def _of_word(word: str, is_part: Callable[[str], bool]) -> Stand:
    if word in NOISE:
        return Stand.NOISE
    if is_part(word):
        return Stand.PART
    return Stand.NOISE if len(word) == 1 and not word.isdecimal() else Stand.FOREIGN


def _of_han(pieces: Sequence[tuple[str, bool]]) -> Iterator[Unit]:
    for piece, is_part in pieces:
        if is_part:
            yield Unit(piece, Stand.PART)
            continue
        place = 0
        for noise in NOISE_ZH.finditer(piece):
            yield from _strange(piece[place : noise.start()])
            yield Unit(noise[0], Stand.NOISE)
            place = noise.end()
        yield from _strange(piece[place:])


def _strange(piece: str) -> Iterator[Unit]:
    if piece:
        yield Unit(piece, Stand.FOREIGN if _tells(piece) else Stand.NOISE)


def _tells(piece: str) -> bool:
    """Say whether a piece of Chinese could name or describe a thing."""
    if len(piece) == 1:
        return any(mark.startswith("n") for _, mark in tagged(piece))
    return bool(_LEVEL.search(piece)) or any(len(word) > 1 and _TELLING.match(mark) for word, mark in tagged(piece))


def names_another(found: Sequence[Unit]) -> bool:
    """Say whether words at the name, or in its place, name something else."""
    return any(
        unit.stand is Stand.FOREIGN
        and (_describes(found, place) or _is_told_of(found, place) or _is_sought(found, place))
        for place, unit in enumerate(found)
    )


def may_name_another(found: Sequence[Unit]) -> bool:
    """Say whether the name goes on with a word of another thing, as a helper or a judge of the event."""
    for place, unit in enumerate(found):
        if unit.stand is not Stand.FOREIGN or place == 0:
            continue
        before = found[place - 1]
        if before.text == "的" and place > 1:
            before = found[place - 2]
        if before.stand is Stand.PART and (unit.text.isascii() or _is_name(unit.text)):
            return True
    return False


def _is_name(piece: str) -> bool:
    return _NAMING.match(tagged(piece)[0][1]) is not None


def _describes(found: Sequence[Unit], place: int) -> bool:
    """The pottery workshop, 陶艺工作坊, 陶艺的工作坊."""
    after = next((unit for unit in found[place + 1 :] if unit.stand is not Stand.FOREIGN and unit.text != "的"), None)
    return after is not None and after.stand is Stand.PART


def _is_told_of(found: Sequence[Unit], place: int) -> bool:
    """The workshop on pottery."""
    before = _skipping_fillers(found[:place])
    return len(before) > 1 and before[-1].text in LINKS and before[-2].stand is Stand.PART


def _is_sought(found: Sequence[Unit], place: int) -> bool:
    """Sign me up for the marathon, 报名马拉松."""
    word = found[place].text
    if not word.isascii():
        said = "".join(unit.text for unit in found[:place])
        return len(word) > 1 and _JOINING_ZH.search(said) is not None and _is_name(word)
    before = _skipping_fillers(found[:place])
    if before and before[-1].text in _JOINING:
        return True
    return len(before) > 1 and before[-1].text in LINKS and before[-2].text in _SEEKING


def _skipping_fillers(before: Sequence[Unit]) -> Sequence[Unit]:
    end = len(before)
    while end and (before[end - 1].text in _FILLERS or before[end - 1].stand is Stand.FOREIGN):
        end -= 1
    return before[:end]
