"""Every pattern that the assistant matches words with: those of its modules, of its grammars and those made on the way.

`python -m bench.patterns` prints them as JSON. It is a process of its own, as it has to watch from the first import on.
"""

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, TypeGuard

import yaml

ROOT = Path(__file__).parents[1]
ROOMS = ("understanding", "community", "actions", "console", "bot")
READ_NO_MESSAGES = (
    "simulation/",
    "bot/cli/transcript.py",
    "community/migrations/",
    "understanding/words/patterns.py",
    "understanding/reading/examples.py",
)
"""These read what we wrote ourselves: a simulated term's own texts, transcripts, patterns."""
CALLS = frozenset(("compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub"))

HELPERS = frozenset(("any_of",))
SAID = (
    "I want to die", "我想死", "k i l l myself", "s#icide", "想 死", "su1cide", "part-time typist, 3万 a month",
    "are you free on Friday 12 December at 3pm, or half past four next week, in 3 days?", "周五下午三点 tomorrow",
)  # fmt: skip
NOTED: dict[tuple[str, int], set[str]] = {}


@dataclass(frozen=True, slots=True)
class Known:
    """One pattern, and the line (as `file:line`) that asked for it."""

    pattern: str
    flags: int
    site: str

    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)


def every_pattern() -> list[Known]:
    """Return the patterns of the project, and fail where a line of code makes one that was not seen.

    Raises:
        LookupError: the names of those lines.
    """
    command = [sys.executable, "-m", "bench.patterns"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    known = [Known(*one) for one in json.loads(printed)]
    if unseen := sorted({place for place, _ in sites()} - {one.site for one in known}):
        raise LookupError(f"no pattern was seen of {', '.join(unseen)}: have `used` call it")
    return [one for one in known if not one.site.startswith(READ_NO_MESSAGES)]


def sites() -> Iterator[tuple[str, ast.Call]]:
    """Yield each call that makes a pattern, its place as `file:line`."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if not place.startswith(READ_NO_MESSAGES):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                yield from ((f"{place}:{node.lineno}", node) for node in ast.walk(tree) if _makes_one(node))


def _makes_one(node: ast.AST) -> TypeGuard[ast.Call]:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in HELPERS
    of = node.func.value if isinstance(node.func, ast.Attribute) else None
    return (
        isinstance(of, ast.Name) and of.id == "re" and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS
    )


def watch() -> None:
    """Have every pattern noted from now on that our own code asks for."""
    compile_one = re._compile  # type: ignore[attr-defined]

    def noting(pattern: Any, flags: int) -> Any:
        made = compile_one(pattern, flags)
        if isinstance(made.pattern, str) and (places := set(_asked_from(sys._getframe(1)))):
            NOTED.setdefault((made.pattern, made.flags & ~re.UNICODE), set()).update(places)
        return made

    re._compile = noting  # type: ignore[attr-defined]


def _asked_from(frame: FrameType | None) -> Iterator[str]:
    """Yield the lines of ours that are on their way to `re`, the nearest first; none where a library asked."""
    while frame is not None and frame.f_code.co_filename == re.__file__:
        frame = frame.f_back
    while frame is not None and (place := _place(frame)):
        yield place
        frame = frame.f_back


def _place(frame: FrameType) -> str:
    path = Path(frame.f_code.co_filename)
    ours = path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ROOMS
    return f"{path.relative_to(ROOT).as_posix()}:{frame.f_lineno}" if ours else ""


def used() -> None:
    """Import every module and have it make the patterns that it makes only when asked."""
    for room in ROOMS:
        for module in pkgutil.walk_packages([str(ROOT / room)], f"{room}."):
            if not module.name.endswith("__main__") and not module.name.startswith("community.migrations"):
                importlib.import_module(module.name)
    _written_in_place()
    _read_from_data()


def _written_in_place() -> None:
    """Make those that are written where they are used, as in `re.search(r"\\d", words)`."""
    for place, call in sites():
        first, *_ = call.args
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            asked = [ast.unparse(one) for one in (*call.args[1:], *(keyword.value for keyword in call.keywords))]
            flags = [int(getattr(re, name)) for one in asked for name in re.findall(r"\bre\.([A-Z]+)\b", one)]
            NOTED.setdefault((first.value, sum(set(flags))), set()).add(place)


def _read_from_data() -> None:
    """Ask for each book, grammar and lexicon, and talk a little: names and disguises make patterns of their own."""
    from community.answers import offices
    from community.counseling import rules as counseling
    from community.employment.rules import red_flags
    from understanding import crisis, dates
    from understanding.care import crisis_answers, harm
    from understanding.crisis.lexicon import abuse
    from understanding.reading.examples import read_training_words
    from understanding.reading.gazetteer import Gazetteer
    from understanding.search.search import rank
    from understanding.wishes import grammar, lines, naming, own_matter
    from understanding.words import phrasebook, spelling

    for text in SAID:
        crisis.assess(text), dates.read_times(text, now=datetime.now(UTC)), crisis_answers.read(text), red_flags(text)
    for book in phrasebook.DATA.glob("*.yaml"):
        if set(map(type, yaml.safe_load(book.read_text(encoding="utf-8")).values())) == {str}:
            phrasebook.phrases(book.stem)
    for file in lines.DATA.glob("*.yaml"):
        if "patterns" in lines.read(file.name):
            lines.patterns(file.name)
    grammar.warm_up()
    spelling.mended("抱名 regster")
    abuse(), harm.is_happening_now("")
    words = read_training_words(ROOT / "nlu_data")
    Gazetteer(sorted(words.forms), words.patterns)
    counseling.names_counselor("x", "李静", "Li Jing")
    offices.without_name("图书馆在哪", "图书馆"), own_matter.is_for_somebody_else("remind my roommate")
    naming.named("CET-6", (naming.Thing(("CET-6",), code="cet-6"),))
    rank("305", [["305"]])


def main() -> None:
    watch()
    used()
    print(json.dumps([(*made, site) for made, places in NOTED.items() for site in places]))


if __name__ == "__main__":
    main()
