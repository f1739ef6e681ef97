"""What somebody wants to be reminded of, in their own words, and whether they are the one to be reminded."""

import re
from collections.abc import Iterable
from functools import cache

from understanding.words.phrasebook import phrases

_BOOK = "own_matter"
_EDGES = " \t\n,，.。;；:：!！?？、~～-–—\"'“”"
_GAP = "\x00"


@cache
def _known(what: str) -> re.Pattern[str]:
    """Return a list of the book for words as they were written: the matter keeps its capitals."""
    return re.compile(phrases(_BOOK)[what].pattern, re.ASCII | re.IGNORECASE)


def is_for_somebody_else(words: str) -> bool:
    """Say whether somebody other than the writer is to be reminded."""
    return not _known("not_others").search(words) and _known("others").search(words) is not None


def is_alarm(words: str) -> bool:
    """Say whether a bell is ordered rather than a reminder of something."""
    return _known("alarm").search(words) is not None


def is_waking(words: str) -> bool:
    """Say whether the writer wants to be woken."""
    return _known("wake").search(words) is not None


def is_again_and_again(words: str) -> bool:
    """Say whether more than one reminder is ordered: every day, each Monday."""
    return _known("repeated").search(words) is not None


def names_half_of_day(words: str) -> bool:
    """Say whether the words tell morning from evening, so that six o'clock can be but one."""
    return _known("half").search(words) is not None


def asks_how(words: str) -> bool:
    """Say whether it is asked how a reminder is set."""
    return _known("how").search(words) is not None


def matter(words: str, times: Iterable[str]) -> str:
    """Return what the reminder is about; empty where the words do not say.

    Args:
        times: the words of the times that they name.
    """
    rest = words.strip()
    for time in times:
        rest = rest.replace(time, _GAP)
    for order in ("asking", "repeated"):
        rest = _known(order).sub(_GAP, rest)
    *parts, last = rest.split(_GAP)
    bare = [*(_bare(part, ("tied", "loose")) for part in parts), _bare(last, ("tied",))]
    return " ".join(part for part in bare if part)


def _bare(part: str, ties: Iterable[str]) -> str:
    """Return a part without the small words that tied it to the order or to its time."""
    before = None
    while part != before:
        before = part
        part = _known("kind").sub(" ", part.strip(_EDGES)).strip(_EDGES)
        for tie in ("alone", *ties):
            part = _known(tie).sub("", part)
    return " ".join(part.split())
