"""Does what a recipe of docs/adding.md says, word for word, in a copy of the tree."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

COPIED = (
    *("actions", "bench", "bot", "community", "console", "docs", "locales", "nlu_data", "simulation", "tests"),
    *("understanding", "config.yml", "pyproject.toml"),
)
AT_ITS_END = ", at its end"
PATIENCE_SECONDS = 300
_BLOCK = re.compile(r"^```(?:yaml|python|po)\n(# (\S+?)(, at its end)?\n.*?)^```$", re.MULTILINE | re.DOTALL)


class Tree:
    """A copy of what the recipe touches and what runs it."""

    def __init__(self, root: Path, place: Path) -> None:
        self.place = place
        for name in COPIED:
            if (root / name).is_dir():
                shutil.copytree(root / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(root / name, place / name)
        self._page = (root / "docs" / "adding.md").read_text(encoding="utf-8")

    def follow(self, heading: str) -> list[str]:
        """Write and extend the files as the recipe under the heading says; return them."""
        recipe = self._page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
        touched = []
        for words, path, at_its_end in _BLOCK.findall(recipe):
            assert (self.place / path).exists() == bool(at_its_end), path
            with (self.place / path).open("a", encoding="utf-8") as file:
                file.write(words)
            touched.append(path)
        return touched

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
