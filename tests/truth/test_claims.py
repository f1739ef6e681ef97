"""The table of claims is complete: no wording that may claim something is without its proof and its denial."""

import ast
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.console.test_words import _of_tables, _of_templates
from tests.truth.claiming import claims
from tests.wordings import of_assistant

TABLE = Path(__file__).with_name("claims.yml")
REASONS = {"label", "question", "advice", "kindness", "rule", "failure"}


@cache
def table() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return read


@cache
def wordings(root: Path) -> dict[str, str]:
    """Return every wording of the assistant and the console, with its place."""
    console = dict.fromkeys((*_of_templates(root), *_of_tables(root)), "console")
    return console | of_assistant(root)


@cache
def listed() -> dict[str, str]:
    """Return every listed wording with `claims`, or the reason why it claims nothing."""
    kept = table()
    no_claim = {words: reason for reason, those in kept["no_claim"].items() for words in those}
    return no_claim | dict.fromkeys(kept["claims"], "claims")


def test_every_wording_that_may_claim_something_is_in_the_table(root: Path) -> None:
    missing = {words: place for words, place in wordings(root).items() if claims(words) and words not in listed()}
    assert missing == {}, (
        "say in tests/truth/claims.yml what proves it and which test denies it, or why it claims nothing"
    )


def test_nothing_is_in_the_table_that_nobody_says(root: Path) -> None:
    assert [words for words in listed() if words not in wordings(root)] == []


def test_each_wording_is_listed_once() -> None:
    kept = table()
    those = [*kept["claims"], *(words for listed_ones in kept["no_claim"].values() for words in listed_ones)]
    assert len(those) == len(set(those))
    assert set(kept["no_claim"]) == REASONS


@pytest.mark.parametrize("words", table()["claims"])
def test_each_claim_names_its_proof_and_a_test_in_which_it_did_not_happen(root: Path, words: str) -> None:
    claim = table()["claims"][words]
    assert claim["proof"]
    file, _, name = claim["denied"].partition("::")
    assert name in _tests_in(root / "tests" / file), f"there is no test {claim['denied']}"


@cache
def _tests_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize(
    "words",
    [
        "Security has been told.",
        "I'm calling the whole team.",
        "They may read the last day of our chat.",
        "{ref}: passed on to the student.",
        "All reminders are on already.",
        "I'll stay with you.",
        "An answer comes in 10 minutes.",
        "Verified on {day}.",
        "What you write is first in the inbox.",
        "Somebody looks within a day.",
        "A person is one tap away.",
        "For the staff who help you and nobody else.",
    ],
)
def test_a_claim_is_known_when_it_is_read(words: str) -> None:
    assert claims(words)


@pytest.mark.parametrize(
    "words", ["Jobs", "Which time do you mean?", "Breathe in for 4, hold for 2.", "Where: {office}"]
)
def test_words_that_claim_nothing_need_no_entry(words: str) -> None:
    assert not claims(words)
