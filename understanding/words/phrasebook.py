"""Books of phrases under `data/`: named lists of patterns, one a line, each list read as one pattern."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from understanding.words.patterns import any_of

DATA = Path(__file__).parents[1] / "data"


@cache
def phrases(book: str) -> Mapping[str, re.Pattern[str]]:
    """Return each list of a book as one pattern, in the book's order; in a line, %name% stands for another list."""
    lists = yaml.safe_load((DATA / f"{book}.yaml").read_text(encoding="utf-8"))
    macros = {name: "|".join(lines.split("\n")).strip("|") for name, lines in lists.items()}
    return {name: any_of(lines, macros) for name, lines in lists.items()}


def says(book: str, what: str, words: str) -> bool:
    """Say whether the words hold a phrase of one list of a book; the case of letters does not count."""
    return phrases(book)[what].search(plain(words)) is not None


def plain(words: str) -> str:
    """Return the words as the books spell them: small letters, straight apostrophes."""
    return words.lower().replace("’", "'")
