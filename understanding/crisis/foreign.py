"""Danger told in another language than the two we speak: the plainest sentences of ten more."""

import re
import unicodedata
from functools import lru_cache

import yaml

from understanding.crisis.lexicon import DATA
from understanding.crisis.normalise import LONGEST, compatible
from understanding.patterns import bounded
from understanding.squeezed import ORDINARY, without_repeats

_KEPT = re.compile(r"[^\w\s.,!?;]")
_BLANKS = re.compile(r"\s+")


def language_of_danger(text: str) -> str | None:
    """Return the language (ISO 639-1) in which a text plainly tells of its writer's danger, None where it does not."""
    folded = _folded(text if len(text) <= ORDINARY else without_repeats(text[:LONGEST]))
    return next((language for language, pattern in _patterns().items() if pattern.search(folded)), None)


def _folded(text: str) -> str:
    """Return a text in lower case without accents and apostrophes, as the patterns are too."""
    letters = compatible(text).casefold()
    plain = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return _BLANKS.sub(" ", _KEPT.sub("", plain.replace("đ", "d")))


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    read = yaml.safe_load((DATA / "danger_foreign.yaml").read_text(encoding="utf-8"))
    return {language: _compiled(lines) for language, lines in read.items()}


def _compiled(lines: str) -> re.Pattern[str]:
    folded = "".join(
        letter for letter in unicodedata.normalize("NFKD", lines).casefold() if unicodedata.category(letter) != "Mn"
    )
    alternatives = "|".join(line for line in folded.splitlines() if line)
    return re.compile(bounded(alternatives.replace("~", " ?")))
