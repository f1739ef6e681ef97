"""The example sentences and names of nlu_data/, read without Rasa."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from understanding.reading.gazetteer import Form, Pattern, known_forms

_MARKED = re.compile(r"\[(?P<form>[^\]]+)\](?:\((?P<name>[^)]+)\)|(?P<details>\{[^}]*\}))")


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence that means `intent`, and what it marks as entities."""

    text: str
    intent: str
    marked: tuple[Form, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingWords:
    """All of nlu_data/: the sentences, every way to write every known name, the shapes of others."""

    examples: list[Example]
    forms: set[Form]
    patterns: list[Pattern]


def read_training_words(folder: Path) -> TrainingWords:
    """Read the folder's files (Rasa's YAML format 3.1)."""
    blocks = [block for path in sorted(folder.glob("*.yml")) for block in _blocks(path)]
    examples = [_example(line, block["intent"]) for block in _of_kind("intent", blocks) for line in _lines(block)]
    synonyms = {line: str(block["synonym"]) for block in _of_kind("synonym", blocks) for line in _lines(block)}
    names: dict[str, list[str]] = {}
    for block in _of_kind("lookup", blocks):
        names.setdefault(block["lookup"], []).extend(_lines(block))
    patterns = [(block["regex"], line) for block in _of_kind("regex", blocks) for line in _lines(block)]
    marked = [form for example in examples for form in example.marked]
    return TrainingWords(examples, known_forms(marked, synonyms, names), patterns)


def _blocks(path: Path) -> list[dict[str, Any]]:
    content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return list(content.get("nlu") or [])


def _of_kind(kind: str, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [block for block in blocks if kind in block]


def _lines(block: dict[str, Any]) -> Iterator[str]:
    for line in block["examples"].splitlines():
        if line.strip().startswith("- "):
            yield line.strip()[2:].strip()


def _example(line: str, intent: str) -> Example:
    marked = tuple(_marked(found) for found in _MARKED.finditer(line))
    return Example(_MARKED.sub(lambda found: found["form"], line), intent, marked)


def _marked(found: re.Match[str]) -> Form:
    form = found["form"]
    details = json.loads(found["details"]) if found["details"] else {"entity": found["name"]}
    return form, details["entity"], str(details.get("value", form))
