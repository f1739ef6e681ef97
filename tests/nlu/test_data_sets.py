"""The test sets stay whole, unambiguous and apart from what the models learn from."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "held_out"
TRAINING = (ROOT / "nlu_data", ROOT / "understanding")
NOW = datetime.fromisoformat("2026-11-23T12:00:00+08:00")
INTENTS = frozenset(
    {
        "greet",
        "goodbye",
        "thanks",
        "help",
        "bot_challenge",
        "affirm",
        "deny",
        "talk_to_human",
        "ask_events",
        "ask_academic_support",
        "ask_growth",
        "ask_employment_tips",
        "ask_safety_notices",
        "report_safety_incident",
        "book_counseling",
        "reschedule_counseling",
        "cancel_counseling",
        "list_counseling",
        "subscribe_reminders",
        "unsubscribe_reminders",
        "sign_up_event",
        "change_language",
    }
)
LEVELS = frozenset({"none", "distress", "ask", "crisis"})
TIME_KINDS = frozenset({"clock", "day", "part", "none"})
WIDTHS = {"intents_en": 2, "intents_zh": 2, "intents_mixed": 2, "out_of_scope": 2, "crisis_en": 3, "crisis_zh": 3}
WIDTHS |= {"crisis_fresh_en": 3, "crisis_fresh_zh": 3, "times": 3}
WIDTHS |= {"second_intents_en": 2, "second_intents_zh": 2, "second_out_of_scope": 2, "second_times": 3}
WIDTHS |= {"third_intents_en": 2, "third_intents_zh": 2, "third_out_of_scope": 2}
WIDTHS |= {"fourth_intents_en": 2, "fourth_intents_zh": 2, "fourth_out_of_scope": 2}
WIDTHS |= {"crisis_third_en": 3, "crisis_third_zh": 3}
WIDTHS |= {"effects": 4, "second_effects": 4, "third_effects": 4, "effects_dev_en": 4, "effects_dev_zh": 4}
WIDTHS |= {"effects_dev_fourth_en": 4, "effects_dev_fourth_zh": 4}
WIDTHS |= {"effects_dev_fifth_en": 4, "effects_dev_fifth_zh": 4}
WIDTHS |= {"effects_dev_more_en": 4, "effects_dev_more_zh": 4, "effects_dev_fresh_en": 4, "effects_dev_fresh_zh": 4}
WIDTHS |= {"crisis_border_en": 3, "crisis_border_zh": 3}
WIDTHS |= {"crisis_fourth_en": 3, "crisis_fourth_zh": 3, "crisis_fifth_en": 3, "crisis_fifth_zh": 3}
# `[word](entity)` and `[word]{"entity": ...}` are marks of the training format; the student typed only the word.
ANNOTATION = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


def rows(name: str) -> list[list[str]]:
    """Return one set's lines, split into fields."""
    lines = (DATA / f"{name}.tsv").read_bytes().decode("utf-8").split("\n")
    assert lines.pop() == "", f"{name} ends with a line feed"
    return [line.split("\t") for line in lines]


def normalised(text: str) -> str:
    """Return the text without case, width, blanks, punctuation and emoji; all of it where nothing else is left."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(char for char in folded if unicodedata.category(char)[0] in "LMN")
    return kept or folded.strip()


def strings(node: Any) -> Iterator[str]:
    """Yield every string of a YAML tree, keys left out."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)


def utterances(path: Path) -> Iterator[str]:
    """Yield what a training file teaches: the examples of its intents, or the first field of a table's lines."""
    text = path.read_text(encoding="utf-8")
    if path.suffix not in {".yml", ".yaml"}:
        yield from (line.split("\t")[0] for line in text.splitlines())
        return
    tree = yaml.safe_load(text) or {}
    if isinstance(tree, list):  # examples by level, as for danger
        yield from (line for group in tree for line in group["lines"].splitlines())
        return
    for entry in tree.get("nlu") or []:
        if "intent" in entry:
            for block in strings(entry["examples"]):
                yield from (ANNOTATION.sub(r"\1", line.removeprefix("- ")) for line in block.splitlines())


def taught() -> set[str]:
    """Return every training utterance, normalised."""
    found = (path for folder in TRAINING for path in folder.rglob("*"))
    files = [path for path in found if path.suffix in {".yml", ".yaml", ".tsv", ".txt"}]
    return {normalised(text) for path in files for text in utterances(path)}


@pytest.mark.parametrize(("name", "width"), WIDTHS.items())
def test_every_line_is_well_formed(name: str, width: int) -> None:
    for row in rows(name):
        assert len(row) == width, row
        assert row[0], row
        assert all(field == field.strip() for field in row), row
        assert "\r" not in "".join(row), row


def test_no_line_stands_twice() -> None:
    counts = Counter(normalised(row[0]) for name in WIDTHS for row in rows(name))
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_line_is_a_training_line() -> None:
    known = taught()
    assert len(known) > 1000, "the training lines are found"
    shared = [(name, row[0]) for name in WIDTHS for row in rows(name) if normalised(row[0]) in known]
    assert shared == [], "take these out of the training lines"


@pytest.mark.parametrize(("language", "least"), [("en", 18), ("zh", 18), ("mixed", 5)])
def test_every_intent_is_covered(language: str, least: int) -> None:
    counts = Counter(row[1] for row in rows(f"intents_{language}"))
    assert set(counts) == INTENTS
    assert min(counts.values()) >= least


def test_out_of_scope_is_wide_in_both_languages() -> None:
    texts = [row[0] for row in rows("out_of_scope")]
    chinese = sum(bool(re.search(r"[一-鿿]", text)) for text in texts)
    assert {row[1] for row in rows("out_of_scope")} == {"out_of_scope"}
    assert len(texts) >= 320
    assert 0.4 < chinese / len(texts) < 0.6


@pytest.mark.parametrize("name", [name for name in WIDTHS if name.startswith("crisis_") and "border" not in name])
def test_crisis_lines_balance_danger_with_what_only_looks_like_it(name: str) -> None:
    levels = Counter(row[1] for row in rows(name))
    total = levels.total()
    assert total >= 220
    assert set(levels) == LEVELS
    assert 0.37 < levels["none"] / total < 0.50
    assert (levels["ask"] + levels["crisis"]) / total > 0.38


def test_times_say_what_they_mean() -> None:
    for text, start, kind in rows("times"):
        assert kind in TIME_KINDS, text
        assert (start == "") == (kind == "none"), text
        if start:
            assert stands_ahead(datetime.fromisoformat(start), kind), text
    assert len(rows("times")) >= 120


def stands_ahead(start: datetime, kind: str) -> bool:
    """Return whether a start is local, not past (a day counts until it ends), and as fine as its kind says."""
    if kind == "day":
        return start.date() >= NOW.date() and (start.hour, start.minute) == (0, 0)
    return start.utcoffset() == timedelta(hours=8) and start >= NOW
