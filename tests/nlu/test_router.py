"""The router that stands in for Rasa reads lines that it has never seen nearly as well; a drop of a point fails.

The floors lie one point below the figures in docs/benchmarks.md. Raise them when a figure rises.
"""

import asyncio
from pathlib import Path

import pytest

from bench.nlu import Line, read_lines
from understanding.reading import models, training
from understanding.reading.fallback_router import FallbackRouter
from understanding.reading.reading import OUT_OF_SCOPE
from understanding.words.language import language_of

ROOT = Path(__file__).resolve().parents[2]
SETS = ("intents_en.tsv", "intents_zh.tsv", "intents_mixed.tsv", "out_of_scope.tsv")


async def right_by_kind(router: FallbackRouter, lines: list[Line]) -> dict[str, list[bool]]:
    """Return for English and Chinese in scope, and out of scope, which lines would be taken rightly."""
    kinds: dict[str, list[bool]] = {"en": [], "zh": [], OUT_OF_SCOPE: []}
    for text, intent in lines:
        reading = await router.read(text)
        taken = OUT_OF_SCOPE if reading.is_weak or not reading.best else reading.best.name
        kinds[OUT_OF_SCOPE if intent == OUT_OF_SCOPE else language_of(text, "en")].append(taken == intent)
    return kinds


@pytest.fixture(scope="module")
def right() -> dict[str, list[bool]]:
    if training.is_stale(ROOT):
        training.train(ROOT, progress=print)
    lines = [line for name in SETS for line in read_lines(ROOT / "held_out" / name)]
    return asyncio.run(right_by_kind(FallbackRouter.load(models.router_path(ROOT)), lines))


@pytest.mark.parametrize(("kind", "floor"), [("en", 0.88), ("zh", 0.90), (OUT_OF_SCOPE, 0.94)])
def test_the_stand_in_reads_unseen_lines(right: dict[str, list[bool]], kind: str, floor: float) -> None:
    assert sum(right[kind]) / len(right[kind]) >= floor
