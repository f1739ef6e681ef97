"""docs/security.md names tests that are there, and a row without one says why."""

import re

from bot.settings import ROOT

ROWS = [line for line in (ROOT / "docs" / "security.md").read_text().splitlines() if line.startswith("| ")]
PROOF = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")


def test_every_test_that_is_named_is_there() -> None:
    named = [found.groups() for line in ROWS for found in PROOF.finditer(line)]
    assert len(named) > 40
    gone = [
        (file, test)
        for file, test in named
        if not (ROOT / file).exists() or (test and f"def {test}(" not in (ROOT / file).read_text())
    ]
    assert gone == []


def test_a_row_names_its_test_or_says_why_there_is_none() -> None:
    bare = [line for line in ROWS if re.match(r"\| \d+\.\d", line) and not PROOF.search(line) and "—" not in line]
    assert bare == []
