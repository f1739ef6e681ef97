"""The rules as data, compiled once: what sounds dangerous, and what makes it harmless."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from understanding.parse import DangerAbout, Language
from understanding.words.patterns import bounded

DATA = Path(__file__).parent / "data"
REACH = 80
"""Characters before a match and after it in which what belongs to it is looked for."""

FRAMES = ("trivial", "games", "works", "studies", "news", "past", "recovered", "again", "jokes", "denial")


@dataclass(frozen=True, slots=True)
class Rule:
    """One way danger sounds; the fields are explained at the head of `data/danger_zh.yaml`."""

    name: str
    strength: int
    pattern: re.Pattern[str]
    negatable: bool = True
    topic: bool = False
    own: bool = False
    about: DangerAbout = "oneself"
    sure: bool = False
    beside: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None

    def is_borne_out(self, text: str, match: re.Match[str], said: str) -> bool:
        """Say whether the second sign stands near a match, where one is wanted, and nothing that explains both.

        Args:
            said: the text as it was written, idioms and names of others in it: a bungee jump explains the bridge.
        """
        start, end = max(0, match.start() - REACH), match.end() + REACH
        if self.beside is not None:
            around = f"{text[start : match.start()]}·{text[match.end() : end]}"
            if not self.beside.search(around):
                return False
        return self.unless is None or not self.unless.search(said[start:end])


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The rules of one language, strongest first, and its contexts by name."""

    rules: tuple[Rule, ...]
    contexts: Mapping[str, re.Pattern[str]]


@lru_cache(maxsize=2)
def lexicon(language: Language) -> Lexicon:
    """Return the compiled rules of one language; reads and compiles at the first call, about a second."""
    rules = [rule for name in ("danger", "acts", "quiet", "peril") for rule in _rules(_read(f"{name}_{language}.yaml"))]
    context = _read(f"context_{language}.yaml")
    macros = context.pop("macros")
    return Lexicon(
        tuple(sorted(rules, key=lambda rule: -rule.strength)),
        {name: _compiled(lines, macros) for name, lines in context.items()},
    )


@dataclass(frozen=True, slots=True)
class Abuse:
    """What people shout at a machine; `death` is a death wished to whoever is spoken to."""

    shouted: re.Pattern[str]
    death: re.Pattern[str]


@lru_cache(maxsize=1)
def abuse() -> Abuse:
    """Return the compiled patterns of abuse, of both languages."""
    read = _read("abuse.yaml")
    return Abuse(_compiled(read["patterns"], read["macros"]), _compiled(read["addressed_death"], read["macros"]))


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return read


def _rules(document: dict[str, Any]) -> list[Rule]:
    macros = document["macros"]
    return [_rule(entry, macros) for entry in document["rules"]]


def _rule(entry: dict[str, Any], macros: Mapping[str, str]) -> Rule:
    for name in ("beside", "unless"):
        if name in entry:
            entry[name] = _compiled(entry[name], macros)
    return Rule(pattern=_compiled(entry.pop("patterns"), macros), **entry)


def _compiled(lines: str, macros: Mapping[str, str]) -> re.Pattern[str]:
    """Compile one alternation out of one pattern a line; a macro may use those named before it."""
    pattern = "|".join(line.strip() for line in lines.splitlines() if line.strip())
    while "%" in pattern:
        before = pattern
        for name, value in macros.items():
            pattern = pattern.replace(f"%{name}%", value)
        if pattern == before:
            raise ValueError(f"unknown macro in {pattern[pattern.index('%') :][:30]}")
    return re.compile(bounded(pattern), re.ASCII)  # in 我想die a word begins at the d
