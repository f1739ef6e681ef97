"""A copy of the project that learns few sentences, with nothing trained: a first start of it takes seconds."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import yaml

from bot.settings import ROOT
from tests.whole_app import Running, WholeApp

ROOMS = ("actions", "bot", "community", "console", "held_out", "locales", "simulation", "understanding")
LINKED = (".venv", "nlu/.venv", "node_modules")
OF_AN_INTENT, OF_A_GROUP, OF_CHAT, OF_A_SET = 5, 2, 150, 12  # lines that are left


def small_tree(folder: Path, *, hears_danger: bool = False) -> Path:
    """Make it and return where it lies.

    Args:
        hears_danger: what hears danger is the project's own, which is trained already.
    """
    untrained_tree(folder)
    if hears_danger:
        shutil.copytree(ROOT / "models" / "crisis", folder / "models" / "crisis")
    for path in (folder / "nlu_data").glob("*.yml"):
        path.write_text(_fewer_examples(path), encoding="utf-8")
    if not hears_danger:
        _cut(folder / "understanding" / "crisis" / "data")
    for path in (folder / "held_out").glob("*.tsv"):
        path.write_text(_some(path.read_text(encoding="utf-8"), OF_A_SET), encoding="utf-8")
    return folder


def untrained_tree(folder: Path) -> Path:
    """Copy the project with all its sentences and nothing trained."""
    for room in (*ROOMS, "nlu/components", "nlu_data"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("config.yml", "nlu/requirements.lock", *(f"nlu/{path.name}" for path in (ROOT / "nlu").glob("*.py"))):
        shutil.copy(ROOT / file, folder / file)
    for link in LINKED:
        (folder / link).symlink_to(ROOT / link)
    return folder


def with_one_line_more(tree: Path, line: str) -> None:
    """Teach one sentence more, of a greeting that is no danger."""
    with (tree / "nlu_data" / "one_more.yml").open("w", encoding="utf-8") as sentences:
        sentences.write(f'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - {line}\n')
    with (tree / "understanding" / "crisis" / "data" / "chat_en.txt").open("a", encoding="utf-8") as chat:
        chat.write(f"{line}\n")


def newly_read(printed: str, what: str) -> int:
    """Return how many sentences were read in the last training, of those that had to be known."""
    told = re.findall(rf"{what}: ([\d,]+) of [\d,]+ sentences read", printed)
    done = [int(number.replace(",", "")) for number in told]
    return done[-1] - done[0]


def _fewer_examples(path: Path) -> str:
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    for block in told["nlu"]:
        if "intent" in block:
            block["examples"] = _first(block["examples"], OF_AN_INTENT)
    written: str = yaml.safe_dump(told, allow_unicode=True, width=10_000)
    return written


def _cut(data: Path) -> None:
    for path in data.glob("examples_*.yaml"):
        groups = yaml.safe_load(path.read_text(encoding="utf-8"))
        for group in groups:
            group["lines"] = _first(group["lines"], OF_A_GROUP)
        path.write_text(yaml.safe_dump(groups, allow_unicode=True, width=10_000), encoding="utf-8")
    for path in data.glob("chat_*.txt"):
        path.write_text(_first(path.read_text(encoding="utf-8"), OF_CHAT), encoding="utf-8")


def _first(lines: str, most: int) -> str:
    return "\n".join(lines.splitlines()[:most]) + "\n"


def _some(lines: str, most: int) -> str:
    """Return so many lines from all over the file: a set stands sorted by what its lines mean."""
    every = lines.splitlines()
    return "\n".join(every[:: max(1, len(every) // most)][:most]) + "\n"


def trained_in(tree: Path) -> Sequence[str]:
    """Train what is stale there, and return the lines it prints."""
    command = [sys.executable, "-m", "bot", "train"]
    done = subprocess.run(command, cwd=tree, env=_without_settings(), capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


class AppIn(WholeApp):
    """The assistant as a process of its own, of another tree than ours."""

    def __init__(self, tree: Path, **environment: str) -> None:
        (tree / "data").mkdir(mode=0o700)
        super().__init__(tree / "data", environment)
        self._tree = tree

    def launched(self) -> Running:
        """Start the process and return it at once."""
        with self.output.open("ab") as output:
            command = [sys.executable, "-m", "bot", "run"]
            return subprocess.Popen(command, cwd=self._tree, env=self.env, stdout=output, stderr=subprocess.STDOUT)


def _without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("ONESTOP_")}
