"""What is answered in a talk about danger in a language that is neither Chinese nor English: only whole messages."""

import re
from functools import lru_cache

import yaml

from understanding.crisis.foreign import compiled, folded
from understanding.words.phrasebook import DATA

_BOOK = DATA / "foreign_answers.yaml"
LONGEST = 60  # characters; longer ones are no mere answer
_POLITE = "(?:~(?:ค่ะ|ครับ|คะ|นะ))?"


def read(words: str) -> str | None:
    """Return the name of what a message answers, as `crisis_answers` names it; None for anything else."""
    plain = folded(words[: LONGEST + 1]).strip(" .,!?;")
    if not plain or len(plain) > LONGEST:
        return None
    return next((answer for answer, pattern in _patterns().items() if pattern.fullmatch(plain)), None)


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return a pattern for each answer; a yes or no may stand before what says more."""
    said = {name: f"(?:{_joined(lines)})" for name, lines in yaml.safe_load(_BOOK.read_text(encoding="utf-8")).items()}
    before = f"(?:(?:{said['yes']}|{said['no']}){_POLITE}[ ,.]+)?"
    plain = ("yes", "no")
    return {name: compiled(f"{'' if name in plain else before}{one}{_POLITE}") for name, one in said.items()}


def _joined(lines: str) -> str:
    return "|".join(line for line in lines.splitlines() if line)
