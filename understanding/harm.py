"""What somebody does to the writer, and whether it is happening now: told from the words, for the help that fits."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from understanding.patterns import any_of

HarmKind = Literal["sexual", "violence", "online", "other"]

DATA = Path(__file__).parent / "data" / "harm.yaml"


def kind_of_harm(words: str) -> HarmKind:
    """Return what is done to the writer, as far as the words tell; what was done to the body before what was posted."""
    online = _says("online", words)
    if _says("sexual", words) and not (online and _says("pictures", words)):
        return "sexual"
    if online:
        return "online"
    return "violence" if _says("violence", words) else "other"


def is_happening_now(words: str) -> bool:
    """Say whether the words tell of a danger that is there at this moment."""
    return _says("now", words)


def _says(what: str, words: str) -> bool:
    return _patterns()[what].search(words.lower().replace("’", "'")) is not None


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    document = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return {name: any_of(lines) for name, lines in document.items()}
