"""Polite words around what is said: they tell nothing of danger, so they are taught around lines of every level."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from understanding.crisis.lexicon import DATA
from understanding.parse import CrisisLevel, Language
from understanding.words.language import has_chinese

EACH: dict[CrisisLevel, int] = {"none": 6, "ask": 1, "crisis": 1}
"""How many lines of a level are said once more with each opening or closing; more would take longer to learn."""

STEP = 7_919  # a prime: lines that stand together in a file are alike, and are not taken one after the other

Line = tuple[str, CrisisLevel]


def framed(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield some of the lines again, behind each opening and before each closing of their language."""
    of_kind: defaultdict[tuple[Language, CrisisLevel], list[str]] = defaultdict(list)
    for text, level in lines:
        of_kind["zh" if has_chinese(text) else "en", level].append(text)
    for language, frames in _pleasantries().items():
        for number, frame in enumerate(frames):
            for level, count in EACH.items():
                some = of_kind[language, level]
                for place in range(number * count, (number + 1) * count):
                    yield frame.format(some[place * STEP % len(some)]), level


def _pleasantries() -> dict[Language, list[str]]:
    """Return for each language what stands around a message, as `打扰了，{}`."""
    read: Any = yaml.safe_load((DATA / "pleasantries.yaml").read_text(encoding="utf-8"))
    return {language: frames.splitlines() for language, frames in read.items()}
