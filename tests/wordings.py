"""Every wording of the assistant and of the console, found in the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

SAYING = frozenset(("say", "noted"))


def of_assistant(root: Path) -> dict[str, str]:
    """Return every wording in actions/ with its file, whoever says it: a turn, an occasion, `wording.say`."""
    return {words: place for source in (root / "actions").rglob("*.py") for words, place in _in(source, root)}


def _in(source: Path, root: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _name_of(node.func) in SAYING:
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if texts:
                yield texts[-1], str(source.relative_to(root))  # a language may come first


def _name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
