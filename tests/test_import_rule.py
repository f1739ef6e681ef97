"""Imports run one way: between the rooms, and between the folders inside a room, so that nothing runs in a circle."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

MAY_IMPORT = {
    "bot": {"bot", "actions", "community", "understanding"},
    "actions": {"actions", "community", "understanding"},
    "community": {"community"},
    "understanding": {"understanding"},
    "console": {"console", "community"},
    "nlu": {"nlu", "understanding"},
    "simulation": {"simulation", "bot", "actions", "community", "understanding"},
}
ROOMS = frozenset((*MAY_IMPORT, "tests", "bench"))
SEES_MORE = {Path("bot/site.py"): {"console"}, Path("bot/__main__.py"): {"simulation"}}
"""The page of a process shows every room; the command line starts a simulated term."""


def imported(source: str) -> Iterator[str]:
    """Yield the dotted names that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_imported(source: str) -> set[str]:
    """Return the rooms that a module imports from."""
    return {name.partition(".")[0] for name in imported(source)} & ROOMS


def folders(root: Path, room: str) -> dict[str, set[str]]:
    """Return which folders and files of a room import which others of it; a file at its top stands for itself."""
    graph: dict[str, set[str]] = {}
    for module in modules_of(root, room):
        place = module.relative_to(root / room).with_suffix("").parts[0]
        found = {name.split(".")[1] for name in imported(module.read_text("utf-8")) if name.startswith(f"{room}.")}
        graph.setdefault(place, set()).update(found - {place})
    return {place: found & graph.keys() for place, found in graph.items()}


def modules_of(root: Path, room: str) -> list[Path]:
    """Return the modules of a room; nlu/ holds an environment of its own beside them."""
    return [path for path in sorted((root / room).rglob("*.py")) if ".venv" not in path.parts]


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_lies_below_it(root: Path, room: str) -> None:
    modules = modules_of(root, room)
    assert modules, f"{room}/ is empty"
    for module in modules:
        place = module.relative_to(root)
        allowed = MAY_IMPORT[room] | SEES_MORE.get(place, set())
        stray = rooms_imported(module.read_text(encoding="utf-8")) - allowed
        assert not stray, f"{place} imports from {', '.join(sorted(stray))}"


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_no_folders_of_a_room_import_each_other_in_a_circle(root: Path, room: str) -> None:
    try:
        TopologicalSorter(folders(root, room)).prepare()
    except CycleError as circle:
        pytest.fail(f"{room}/: {' <- '.join(circle.args[1])}")


def test_an_arrow_that_runs_backwards_is_seen() -> None:
    source = "from actions.dialogue.reply import Reply\nimport json\ndef late():\n    import bot.app as app"
    assert rooms_imported(source) == {"actions", "bot"}


def test_a_circle_of_folders_is_seen(tmp_path: Path) -> None:
    for folder, line in (("one", "from room.two import b"), ("two", "from room.one import a")):
        (tmp_path / "room" / folder).mkdir(parents=True)
        (tmp_path / "room" / folder / "module.py").write_text(line, encoding="utf-8")
    with pytest.raises(CycleError):
        TopologicalSorter(folders(tmp_path, "room")).prepare()
