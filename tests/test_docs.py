"""What the docs name exists: files, folders, targets of make, commands."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

DOCS = ("README.md", "CONTRIBUTING.md", "docs/*.md", "docs/benchmarks/*.md", "models/README.md", "deploy/*.md")
ROOMS = "|".join(
    (
        *("actions", "bench", "bot", "community", "console", "deploy", "docs", "held_out", "locales", "models", "nlu"),
        *("nlu_data", "scripts", "simulation", "tests", "understanding"),
    )
)
MADE_LATER = frozenset(("docs/decisions/", "models/crisis"))
_PATH = re.compile(rf"`((?:{ROOMS})/[\w./*-]*)`")
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
_MAKE = re.compile(r"`make ([a-z-]+)|^make ([a-z-]+)", re.MULTILINE)
_COMMAND = re.compile(r"python -m bot ([a-z]+(?:\|[a-z]+)*)")
_BENCH = re.compile(r"python -m (bench(?:\.\w+)*|nlu\.\w+)")


def pages(root: Path) -> list[Path]:
    """Return every page that speaks of how things are now."""
    return [page for pattern in DOCS for page in sorted(root.glob(pattern))]


def missing_paths(root: Path, page: Path) -> Iterator[str]:
    """Yield the paths that a page names and that are not there."""
    words = page.read_text(encoding="utf-8")
    for path in _PATH.findall(words):
        if path not in MADE_LATER and not any(root.glob(path.rstrip("/"))):
            yield path
    for path in _LINK.findall(words):
        if not (page.parent / path).exists():
            yield path


def test_every_file_that_the_docs_name_is_there(root: Path) -> None:
    missing = [f"{page.relative_to(root)}: {path}" for page in pages(root) for path in missing_paths(root, page)]
    assert not missing, "\n".join(missing)


def test_every_target_of_make_that_the_docs_name_is_there(root: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {a or b for page in pages(root) for a, b in _MAKE.findall(page.read_text(encoding="utf-8"))}
    assert named <= targets, named - targets


@pytest.fixture(scope="module")
def help_page() -> str:
    """What `python -m bot --help` prints."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, check=True, timeout=120
    ).stdout


def test_every_command_that_the_docs_name_is_there(root: Path, help_page: str) -> None:
    named = {
        command
        for page in pages(root)
        for commands in _COMMAND.findall(page.read_text(encoding="utf-8"))
        for command in commands.split("|")
    }
    assert named, "the docs name commands"
    missing = {command for command in named if not re.search(rf"^\W*{command}\b", help_page, re.MULTILINE)}
    assert not missing, missing


def test_every_module_to_run_that_the_docs_name_is_there(root: Path) -> None:
    for page in pages(root):
        for module in _BENCH.findall(page.read_text(encoding="utf-8")):
            place = root / module.replace(".", "/")
            assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), f"{page.name}: {module}"


def test_a_path_that_is_not_there_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("see `bot/nowhere.py` and [this](gone.md)", encoding="utf-8")
    assert list(missing_paths(tmp_path, page)) == ["bot/nowhere.py", "gone.md"]
