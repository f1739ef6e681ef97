"""Imports run one way: bot, then actions, then community; understanding beside them knows none of the others."""

import ast
from pathlib import Path

import pytest

MAY_IMPORT = {
    "bot": {"bot", "actions", "community", "understanding"},
    "actions": {"actions", "community", "understanding"},
    "community": {"community"},
    "understanding": {"understanding"},
    "console": {"console", "community"},
}
ROOMS = frozenset((*MAY_IMPORT, "nlu", "tests", "bench"))
SEES_EVERY_ROOM = Path("bot/site.py")


def rooms_imported(source: str) -> set[str]:
    """Return the rooms that a module imports from, wherever in it the import stands."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return {name.partition(".")[0] for name in names} & ROOMS


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_lies_below_it(root: Path, room: str) -> None:
    modules = sorted((root / room).rglob("*.py"))
    assert modules, f"{room}/ is empty"
    for module in modules:
        place = module.relative_to(root)
        allowed = MAY_IMPORT[room] | ({"console"} if place == SEES_EVERY_ROOM else set())
        stray = rooms_imported(module.read_text(encoding="utf-8")) - allowed
        assert not stray, f"{place} imports from {', '.join(sorted(stray))}"


def test_an_arrow_that_runs_backwards_is_seen() -> None:
    assert rooms_imported("from actions.reply import Reply\nimport bot.app as app\nimport json") == {"actions", "bot"}
