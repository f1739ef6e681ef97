"""The patterns of one language, put together for one deed."""

import re
from dataclasses import dataclass
from functools import cache

from understanding.parse import Language
from understanding.wishes.lines import either, read, words_of
from understanding.words.patterns import bounded

FILES: dict[Language, str] = {"en": "english.yaml", "zh": "chinese.yaml"}
_AROUND = ("command", "negated", "asked", "conditional", "contrast", "hypothetical", "past", "others", "for_others")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the words around one deed say of it.

    Args:
        names: the deed is named at all.
        request: it is put to us directly.
        unless: it is no order of the deed, whatever else it says.
        order: the writer wants it; `command`: it is said barely, which only counts where nothing asks.
        refusal: said as a whole it refuses the deed; `negated`: with a "not" before it.
        reason: why the deed is wanted, though elsewhere it tells of a doubt: that the time clashes is why it is moved.
    """

    names: re.Pattern[str]
    request: re.Pattern[str]
    order: re.Pattern[str]
    refusal: re.Pattern[str]
    unless: re.Pattern[str]
    reason: re.Pattern[str]
    command: re.Pattern[str]
    negated: re.Pattern[str]
    asked: re.Pattern[str]
    conditional: re.Pattern[str]
    contrast: re.Pattern[str]
    hypothetical: re.Pattern[str]
    past: re.Pattern[str]
    others: re.Pattern[str]
    for_others: re.Pattern[str]


def deeds() -> frozenset[str]:
    """Return the intents whose deeds both languages have words for."""
    return frozenset.intersection(*(frozenset(read(file)["deeds"]) for file in FILES.values()))


@cache
def plain(language: Language) -> list[tuple[re.Pattern[str], str]]:
    """Return what politeness is taken away before reading, and what stands in its place."""
    pairs = (line.split("\t") for line in read(FILES[language])["plain"].splitlines())
    return [(re.compile(bounded(pattern)), instead) for pattern, instead in pairs]


@cache
def tags(language: Language) -> re.Pattern[str]:
    """Return what may stand after a wish to make it kinder, though it looks like a question."""
    return re.compile(bounded(either(read(FILES[language])["tags"], {})))


def warm_up() -> None:
    """Do now what the first message would else wait for, half a second on a slow machine."""
    for language in FILES:
        plain(language), tags(language)
        for intent in deeds():
            grammar(language, intent)


@cache
def grammar(language: Language, intent: str) -> Grammar | None:
    """Return the grammar around the deed of an intent, None where it does nothing that could be ordered."""
    around = read(FILES[language])
    own = around["deeds"].get(intent)
    if own is None:
        return None
    words = words_of(FILES[language])
    words |= {part: either(own.get(part), words) for part in ("verb", "past", "mention")}
    words["ask"] = either(own.get("ask"), words) if "ask" in own else words["verb"]

    def compiled(*lines: str | None) -> re.Pattern[str]:
        return re.compile(bounded("|".join(f"(?:{either(each, words)})" for each in lines)))

    return Grammar(
        names=compiled(*(lines for part, lines in own.items() if part not in ("unless", "reason"))),
        request=compiled(around["request"], own.get("request")),
        order=compiled(around["order"], own.get("order")),
        refusal=compiled(own.get("refusal")),
        unless=compiled(own.get("unless")),
        reason=compiled(own.get("reason")),
        **{part: compiled(around[part]) for part in _AROUND},
    )
