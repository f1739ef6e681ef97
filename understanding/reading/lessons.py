"""What the office teaches beside nlu_data/: sentences with their intents."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import yaml

_MARKS = str.maketrans("[]{}", "()()")  # which Rasa would take for entities


@dataclass(frozen=True, slots=True)
class Lesson:
    """One sentence that means `intent`; `number` is the office's own for it."""

    number: int
    text: str
    intent: str


def as_yaml(lessons: Iterable[Lesson]) -> str:
    """Return the lessons as Rasa reads them, in one order whatever theirs; empty where there are none."""
    by_intent: dict[str, list[str]] = {}
    for lesson in sorted(lessons, key=lambda one: (one.intent, one.text)):
        by_intent.setdefault(lesson.intent, []).append(f"- {' '.join(lesson.text.translate(_MARKS).split())}")
    blocks = [{"intent": intent, "examples": "\n".join(lines)} for intent, lines in by_intent.items()]
    if not blocks:
        return ""
    written: str = yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, width=10_000)
    return written


def folded(text: str) -> str:
    """Return what makes two sentences the same example: letters and digits, whatever their case and width."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum()) or plain.strip()
