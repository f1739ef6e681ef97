"""The patterns of one language, read from `data/` and put together for one deed."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from understanding.parse import Language

DATA = Path(__file__).parent / "data"
FILES: dict[Language, str] = {"en": "english.yaml", "zh": "chinese.yaml"}
NEVER = re.compile(r"(?!)")

_NAME = re.compile(r"@([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the words around one deed say of it.

    Args:
        names: the deed is named at all.
        request: it is put to us directly.
        order: the writer wants it; `command`: it is said barely, which only counts where nothing asks.
        refusal: said as a whole it refuses the deed; `negated`: with a "not" before it.
    """

    names: re.Pattern[str]
    request: re.Pattern[str]
    order: re.Pattern[str]
    command: re.Pattern[str]
    refusal: re.Pattern[str]
    negated: re.Pattern[str]
    asked: re.Pattern[str]
    conditional: re.Pattern[str]
    hypothetical: re.Pattern[str]
    past: re.Pattern[str]
    others: re.Pattern[str]
    for_others: re.Pattern[str]


@cache
def _read(language: Language) -> Any:
    return yaml.safe_load((DATA / FILES[language]).read_text(encoding="utf-8"))


def deeds() -> frozenset[str]:
    """Return the intents whose deeds both languages have words for."""
    return frozenset(_read("en")["deeds"]) & frozenset(_read("zh")["deeds"])


@cache
def plain(language: Language) -> list[tuple[re.Pattern[str], str]]:
    """Return what politeness is taken away before reading, and what stands in its place."""
    pairs = (line.split("\t") for line in _read(language)["plain"].splitlines())
    return [(re.compile(pattern), instead) for pattern, instead in pairs]


@cache
def tags(language: Language) -> re.Pattern[str]:
    """Return what may stand after a wish to make it kinder, though it looks like a question."""
    return re.compile(_either(_read(language)["tags"], {}))


@cache
def grammar(language: Language, intent: str) -> Grammar | None:
    """Return the grammar around the deed of an intent, None where it does nothing that could be ordered."""
    read = _read(language)
    own = read["deeds"].get(intent)
    if own is None:
        return None
    words = {name: "".join(lines.splitlines()) for name, lines in read["words"].items()}
    for part in ("verb", "past"):
        words[part] = _either(own.get(part), words)

    def compiled(*parts: str | None) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{_either(part, words)})" for part in parts))

    of_deed = {part: own.get(part) for part in ("verb", "past", "order", "request", "refusal")}
    return Grammar(
        names=compiled(*of_deed.values()),
        request=compiled(read["request"], of_deed["request"]),
        order=compiled(read["order"], of_deed["order"]),
        refusal=compiled(of_deed["refusal"]),
        **{
            part: compiled(read[part])
            for part in (
                "command",
                "negated",
                "asked",
                "conditional",
                "hypothetical",
                "past",
                "others",
                "for_others",
            )
        },
    )


def _either(lines: str | None, words: dict[str, str]) -> str:
    """Return one expression of many lines with their names filled in; none matches nothing."""
    filled = _filled("|".join(line for line in (lines or "").splitlines() if line.strip()), words)
    return filled or NEVER.pattern


def _filled(pattern: str, words: dict[str, str]) -> str:
    while _NAME.search(pattern):
        pattern = _NAME.sub(lambda found: words[found[1]], pattern)
    return pattern
