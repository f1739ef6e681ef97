"""Weekdays with a slip of the key (thursdya, wendsday, Satruday), spelt short where they stand."""

import re

from understanding.words.spelling import mended

_NAMES = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
# Whoever slips keeps the letters, or most of them; so the other words are not looked up at all.
_MAY_BE = re.compile(r"(?<![a-z])(?=[a-z]{0,8}d)(?=[a-z]{0,9}[ay])[mtwfsnueharo][a-z]{4,9}(?![a-z'])", re.ASCII)


def weekdays_mended(text: str) -> str:
    """Return a lower-case text with its misspelt weekdays as "thu", blanks before them, so that all keeps its place."""
    return _MAY_BE.sub(_spelt, text)


def _spelt(word: re.Match[str]) -> str:
    said = word.group()
    meant = mended(said)
    return meant[:3].rjust(len(said)) if meant in _NAMES and meant != said else said
