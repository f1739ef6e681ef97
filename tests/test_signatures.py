"""Nobody has to remember the order of seven things: public functions take six parameters at most."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

MOST = 6
ROOMS = ("bot", "simulation")
NOT_OURS = frozenset(("bot/channels/telegram/request.py: do_request",))  # as the library calls it


def crowded(root: Path, module: Path) -> Iterator[str]:
    """Yield the public functions of a module that take more."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and _is_public(node.name):
            taken = [one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            if len([name for name in taken if name not in ("self", "cls")]) > MOST:
                yield f"{module.relative_to(root)}: {node.name}"


def _is_public(name: str) -> bool:
    return not name.startswith("_") or name == "__init__"


@pytest.mark.parametrize("room", ROOMS)
def test_public_functions_take_six_parameters_at_most(root: Path, room: str) -> None:
    found = {one for module in sorted((root / room).rglob("*.py")) for one in crowded(root, module)}
    assert found <= NOT_OURS, found - NOT_OURS


def test_one_that_takes_seven_is_seen(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("class A:\n    def __init__(self, a, b, c, *, d, e, f, g): ...\n", encoding="utf-8")
    assert list(crowded(tmp_path, module)) == ["module.py: __init__"]
