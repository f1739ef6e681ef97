"""The held-out sets: sentences that are never trained on, each with what it means."""

import hashlib
from functools import cache
from pathlib import Path

DATA = Path(__file__).parents[2] / "held_out"
INTENT_SETS = (
    "intents_en",
    "intents_zh",
    "intents_mixed",
    "second_intents_en",
    "second_intents_zh",
    "third_intents_en",
    "third_intents_zh",
    "fourth_intents_en",
    "fourth_intents_zh",
)
OUTSIDE_SETS = ("out_of_scope", "second_out_of_scope", "third_out_of_scope", "fourth_out_of_scope")
CRISIS_SETS = (
    "crisis_en",
    "crisis_zh",
    "crisis_fresh_en",
    "crisis_fresh_zh",
    "crisis_third_en",
    "crisis_third_zh",
    "crisis_fourth_en",
    "crisis_fourth_zh",
    "crisis_fifth_en",
    "crisis_fifth_zh",
)


def rows(name: str) -> list[list[str]]:
    """Return the fields of every line of a set: its text, what it means, and what else is noted."""
    lines = (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line]


@cache
def meant() -> dict[str, list[str]]:
    """Return the intents of the lines of each set that is about intents."""
    return {name: [fields[1] for fields in rows(name)] for name in (*INTENT_SETS, *OUTSIDE_SETS)}


@cache
def version() -> str:
    """Return one figure for all sets: figures that were measured on others are of no use."""
    digest = hashlib.sha256()
    for name in (*INTENT_SETS, *OUTSIDE_SETS, *CRISIS_SETS):
        digest.update((DATA / f"{name}.tsv").read_bytes())
    return digest.hexdigest()
