"""How well the trained model and its stand-in read lines that they have never seen; a drop of a point fails.

The floors lie one point below the figures in docs/benchmarks.md. Raise them when a figure rises.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.nlu import Line, read_lines
from understanding import training
from understanding.fallback_router import FallbackRouter
from understanding.language import language_of
from understanding.nlu import NluClient
from understanding.reading import OUT_OF_SCOPE, Reader

ROOT = Path(__file__).resolve().parents[2]
SETS = ("intents_en.tsv", "intents_zh.tsv", "intents_mixed.tsv", "out_of_scope.tsv")


def lines() -> list[Line]:
    return [line for name in SETS for line in read_lines(ROOT / "tests" / "nlu" / "data" / name)]


async def acted_on(reader: Reader, asked: Sequence[Line]) -> dict[Line, str]:
    """Return what each line would be taken for; out of scope where it would be asked back."""
    readings = [(line, await reader.read(line[0])) for line in asked]
    return {line: OUT_OF_SCOPE if read.is_weak or not read.best else read.best.name for line, read in readings}


def shares(taken: dict[Line, str]) -> dict[str, float]:
    """Return the share of lines taken rightly: English and Chinese in scope, and out of scope."""
    kinds: dict[str, list[bool]] = {"en": [], "zh": [], OUT_OF_SCOPE: []}
    for (text, intent), read_as in taken.items():
        kinds[OUT_OF_SCOPE if intent == OUT_OF_SCOPE else language_of(text, "en")].append(intent == read_as)
    return {kind: sum(right) / len(right) for kind, right in kinds.items()}


@pytest.fixture(scope="module")
def by_rasa(rasa_url: str) -> dict[str, float]:
    async def ask() -> dict[Line, str]:
        async with NluClient(rasa_url) as client:
            return await acted_on(client, lines())

    return shares(asyncio.run(ask()))


@pytest.fixture(scope="module")
def by_router(rasa_url: str) -> dict[str, float]:
    router = FallbackRouter.load(training.router_path(ROOT))  # Rasa's being up says that both are trained
    return shares(asyncio.run(acted_on(router, lines())))


@pytest.mark.parametrize(("kind", "floor"), [("en", 0.92), ("zh", 0.93), (OUT_OF_SCOPE, 0.95)])
def test_the_model_reads_unseen_lines(by_rasa: dict[str, float], kind: str, floor: float) -> None:
    assert by_rasa[kind] >= floor


@pytest.mark.parametrize(("kind", "floor"), [("en", 0.88), ("zh", 0.90), (OUT_OF_SCOPE, 0.94)])
def test_its_stand_in_reads_them_nearly_as_well(by_router: dict[str, float], kind: str, floor: float) -> None:
    assert by_router[kind] >= floor
