"""What is missing of an intent, and second tables of intents: found in the declarations and in the source."""

import ast
from collections.abc import Callable, Iterator, Set
from pathlib import Path

from actions.dialogue.registry import Registry

SAME_IN_BOTH = frozenset(("中文 / English",))
ROOMS = ("actions", "bot", "community", "console", "simulation")
A_TABLE = 3
"""Names of intents side by side in one literal, from which on they are a table of intents."""


def missing(known: Registry, examples: Set[str], chinese: Callable[[str], str]) -> list[str]:
    """Return what is missing, a line each.

    Args:
        examples: the intents that `nlu_data/` has sentences of.
        chinese: translates; returns the same words where it cannot.
    """
    found = [f"{intent}: nobody answers it" for intent in sorted(examples - known.known_intents())]
    for one in known.all():
        is_shown = one.said != "never" or one.menu is not None or any(command.place for command in one.commands)
        if is_shown and not one.title:
            found.append(f"{one.intent}: it has no title")
        titles = {one.title, one.menu.title if one.menu else ""} - SAME_IN_BOTH - {""}
        found += [f"{one.intent}: “{words}” has no Chinese wording" for words in titles if chinese(words) == words]
        if one.said == "by_examples" and one.intent not in examples:
            found.append(f'{one.intent}: nlu_data/ has no examples of it; is it said="by_rule" or said="never"?')
        if one.said != "by_examples" and one.intent in examples:
            found.append(f'{one.intent}: nlu_data/ has examples of it, so it is not said="{one.said}"')
    return found


def tables_of_intents(root: Path, names: Set[str]) -> list[str]:
    """Return the places in the source where several intents are listed beside the registry."""
    sources = (path for room in ROOMS for path in sorted((root / room).rglob("*.py")))
    return [f"{path.relative_to(root)}:{line}" for path in sources for line in _tables_in(path, names)]


def _tables_in(path: Path, names: Set[str]) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Set(elts=listed) | ast.Tuple(elts=listed) | ast.List(elts=listed):
                pass
            case ast.Dict(keys=keys):
                listed = [key for key in keys if key is not None]
            case _:
                continue
        found = [one for one in listed if isinstance(one, ast.Constant) and one.value in names]
        if len(found) >= A_TABLE:
            yield node.lineno


def fields_read(root: Path) -> set[str]:
    """Return every attribute that is read in the rooms that see the registry."""
    sources = [path for room in ("actions", "bot") for path in (root / room).rglob("*.py")]
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sources)
    return {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def intents_named(root: Path) -> dict[str, str]:
    """Return every intent that a button or a request is made of in the source, with its place."""
    sources = (path for room in (*ROOMS, "understanding") for path in sorted((root / room).rglob("*.py")))
    return {name: f"{path.relative_to(root)}:{line}" for path in sources for name, line in _named_in(path)}


def _named_in(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name("Button"), args=[_, ast.Constant(str(name)), *_]):
                yield name, node.lineno
            case ast.Call(func=ast.Name("Intent"), args=[ast.Constant(str(name)), *_]):
                yield name, node.lineno
            case ast.Compare(
                left=ast.Attribute(attr="name", value=ast.Name("own")), comparators=[ast.Constant(str(name))]
            ):
                yield name, node.lineno
