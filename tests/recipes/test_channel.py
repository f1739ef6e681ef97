"""Recipe 3 of docs/adding.md: a channel over HTTP, in five files."""

from pathlib import Path

from tests.recipes.playing import Tree
from tests.recipes.test_intent import pytest_of

HEADING = "3. A channel"
TESTS = ("tests/bot/test_campus_app.py", "tests/bot/test_settings.py", "tests/bot/test_channels.py")


def test_the_recipe_works_as_written(root: Path, tmp_path: Path) -> None:
    tree = Tree(root, tmp_path)
    assert len(set(tree.follow(HEADING))) <= 7
    tree.runs(*pytest_of(*TESTS))
    shown = [line.split(maxsplit=2) for line in tree.runs("bot", "show", "channels").splitlines()]
    assert ["campus_app", "pushed", "set ONESTOP_CAMPUS_APP_URL and ONESTOP_CAMPUS_APP_TOKEN"] in shown
