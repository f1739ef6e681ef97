"""Danger told in another language than the two we speak: the plainest sentences of many more."""

import re
import unicodedata
from functools import lru_cache

import yaml

from understanding.crisis.lexicon import DATA
from understanding.crisis.normalise import LONGEST, compatible
from understanding.words.patterns import bounded
from understanding.words.squeezed import ORDINARY, without_repeats

_EXACT = "_exact"  # ends the name of patterns that need the accents: từ từ is "slowly"
_BLANKS = re.compile(r"\s+")
_OTHER_LETTERS = str.maketrans({"đ": "d", "ي": "ی", "ك": "ک", "ى": "ی", "ə": "e", "ı": "i"})


def language_of_danger(text: str) -> str | None:
    """Return the language (ISO 639-1) in which a text plainly tells of its writer's danger, None where it does not."""
    short = text if len(text) <= ORDINARY else without_repeats(text[:LONGEST])
    plain, exact = folded(short), unicodedata.normalize("NFC", short).casefold()
    found = (name for name, one in _patterns().items() if one.search(exact if name.endswith(_EXACT) else plain))
    return next((name.removesuffix(_EXACT) for name in found), None)


def folded(text: str) -> str:
    """Return a text in lower case without accents, apostrophes and hyphens, as the patterns are too."""
    kept = (letter for letter in _without_accents(compatible(text)) if letter.isspace() or _is_kept(letter))
    return _BLANKS.sub(" ", "".join(kept)).strip()


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern for folded texts; `~` is a blank or nothing."""
    return re.compile(bounded(_without_accents(unicodedata.normalize("NFKD", pattern)).replace("~", " ?")))


def _without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn").translate(_OTHER_LETTERS)


def _is_kept(letter: str) -> bool:
    return letter.isalnum() or letter in "_.,!?;" or unicodedata.category(letter) == "Mc"


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    read = yaml.safe_load((DATA / "danger_foreign.yaml").read_text(encoding="utf-8"))
    return {name: _one_of(name, lines) for name, lines in read.items()}


def _one_of(name: str, lines: str) -> re.Pattern[str]:
    pattern = "|".join(line for line in lines.splitlines() if line)
    return re.compile(bounded(pattern)) if name.endswith(_EXACT) else compiled(pattern)
