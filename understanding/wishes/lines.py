"""Regular expressions kept as lines of YAML: each line one of several that may match, @name for a group of words."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from understanding.words.patterns import bounded

DATA = Path(__file__).parent / "data"
NEVER = "(?!)"

_NAME = re.compile(r"@([a-z_]+)")


@cache
def read(file: str) -> Any:
    """Return what a file of `data/` holds."""
    return yaml.safe_load((DATA / file).read_text(encoding="utf-8"))


def words_of(file: str) -> dict[str, str]:
    """Return the file's groups of words; there the lines of a value are one expression that goes on."""
    return {name: "".join(lines.splitlines()) for name, lines in read(file).get("words", {}).items()}


def either(lines: str | None, words: Mapping[str, str]) -> str:
    """Return one expression of many lines with their names filled in; none matches nothing."""
    pattern = "|".join(line for line in (lines or "").splitlines() if line.strip())
    while _NAME.search(pattern):
        pattern = _NAME.sub(lambda found: words[found[1]], pattern)
    return pattern or NEVER


@cache
def patterns(file: str) -> dict[str, re.Pattern[str]]:
    """Return the file's patterns by name; where it says `mixed`, a word ends between a Chinese and a Latin letter."""
    words, flags = words_of(file), re.ASCII if read(file).get("mixed") else re.NOFLAG
    return {name: re.compile(bounded(either(lines, words)), flags) for name, lines in read(file)["patterns"].items()}
