"""Does what a recipe of docs/adding.md says, word for word, in a copy of the tree."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

COPIED = (
    *("actions", "bench", "bot", "community", "console", "docs", "locales", "nlu", "nlu_data", "simulation"),
    *("tests", "understanding", "README.md", "config.yml", "pyproject.toml"),
)
NOT_COPIED = shutil.ignore_patterns("__pycache__", ".venv")
LINKED = ("models", "node_modules")  # made beforehand, and only read
BELOW = ", below "
PATIENCE_SECONDS = 300
_BLOCK = re.compile(
    r"^```(?:yaml|python|po|markdown)\n(# (\S+?)(, at its end|, below `.+?`)?\n)(.*?)^```$", re.MULTILINE | re.DOTALL
)


class Tree:
    """A copy of what the recipe touches and what runs it."""

    def __init__(self, root: Path, place: Path) -> None:
        self.place = place
        for name in COPIED:
            if (root / name).is_dir():
                shutil.copytree(root / name, place / name, ignore=NOT_COPIED)
            else:
                shutil.copy(root / name, place / name)
        for name in LINKED:
            (place / name).symlink_to(root / name)
        self._page = (root / "docs" / "adding.md").read_text(encoding="utf-8")

    def follow(self, heading: str) -> list[str]:
        """Write and extend the files as the recipe under the heading says; return them."""
        recipe = self._page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
        return [self._write(*block) for block in _BLOCK.findall(recipe)]

    def _write(self, header: str, path: str, place: str, words: str) -> str:
        file = self.place / path
        assert file.exists() == bool(place), path
        if place.startswith(BELOW):
            line = place.removeprefix(BELOW)[1:-1]
            before, found, after = file.read_text(encoding="utf-8").partition(f"{line}\n")
            assert found, f"{path} has no line that ends with {line}"
            file.write_text(before + found + words + after, encoding="utf-8")
        else:
            with file.open("a", encoding="utf-8") as end:
                end.write(header + words)
        return path

    def runs(self, *arguments: str, expect: int = 0) -> str:
        """Run a module of Python in the copy and return what it printed."""
        process = subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=self.place,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert process.returncode == expect, process.stdout + process.stderr
        return process.stdout
