"""Nothing is done that was not asked, and what is ordered is done: lines played through the whole assistant.

The router reads them, as it does while Rasa is down; `python -m bench.effects` plays them with Rasa as well.
"""

import asyncio

import pytest

from bench.effects import DATA, Judged, by_danger, measure, share_done, wrong_effects
from tests.running import train_if_stale

LEAST_DONE = 0.95

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    """What came of every development line."""
    train_if_stale()
    return asyncio.run(measure([DATA / "effects_dev_en.tsv", DATA / "effects_dev_zh.tsv"]))


def test_nothing_is_done_that_was_not_asked(judged: list[Judged]) -> None:
    """Whether danger is heard where there is none is bounded by the tests of that."""
    assert wrong_effects(judged) == by_danger(judged)
    assert by_danger(judged) <= len(judged) * 0.02


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_ordered_is_done_or_one_tap_away(judged: list[Judged], language: str) -> None:
    assert share_done(one for one in judged if one.line.language == language) >= LEAST_DONE
