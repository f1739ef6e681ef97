"""Recipe 1 of docs/adding.md: an intent with its answer, in four files."""

from pathlib import Path

import pytest

from tests.recipes.playing import Tree

HEADING = "1. An intent with its answer"
COMPLETE = "tests/actions/test_intents.py::test_nothing_is_missing_of_any_intent"
TESTS = ("tests/actions/test_my_request.py", "tests/actions/test_intents.py", "tests/actions/test_wording.py")


def pytest_of(*tests: str) -> tuple[str, ...]:
    return ("pytest", "-q", "-p", "no:cacheprovider", "-k", "not postgresql", *tests)


@pytest.fixture
def tree(root: Path, tmp_path: Path) -> Tree:
    """A copy of the tree in which nothing was added yet."""
    return Tree(root, tmp_path)


def test_the_recipe_works_as_written(tree: Tree) -> None:
    assert len(tree.follow(HEADING)) <= 4
    tree.runs(*pytest_of(*TESTS))
    shown = [line.split() for line in tree.runs("bot", "show", "intents").splitlines()]
    assert ["ask_my_request", "My", "request", "to", "a", "person", "/request"] in shown
    assert "我的求助" in tree.runs("bot", "show", "intents", "--language", "zh")


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ("nlu_data/handoff.yml", "ask_my_request: nlu_data/ has no examples of it"),
        ("actions/handoff/my_request.py", "ask_my_request: nobody answers it"),
        ("locales/zh/LC_MESSAGES/handoff.po", "ask_my_request: “My request to a person” has no Chinese wording"),
    ],
)
def test_a_step_left_out_is_named(tree: Tree, root: Path, without: str, said: str) -> None:
    tree.follow(HEADING)
    left_out = tree.place / without
    left_out.unlink()
    if (root / without).exists():
        left_out.write_bytes((root / without).read_bytes())
    assert said in tree.runs(*pytest_of(COMPLETE), expect=1)
