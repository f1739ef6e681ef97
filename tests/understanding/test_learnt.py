"""After a small change weights are found from where the last whole training ended, and are nearly the same."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from understanding.encoding.counts import Counts
from understanding.encoding.learnt import Learnt, terms_of
from understanding.encoding.softmax import fit, log_chances, logits

INTENTS = ("greet", "ask", "book")
WORDS = {"greet": "hello good day morning", "ask": "where when what event", "book": "book reserve seat counselor"}
PENALTY = 1e-3


def examples(count: int = 300) -> tuple[list[str], list[str]]:
    """Return texts with their intents: three of the intent's words, and a number."""
    random = np.random.default_rng(7)
    intents = [INTENTS[number % 3] for number in range(count)]
    texts = [" ".join([*random.choice(WORDS[intent].split(), 3), str(number)]) for number, intent in enumerate(intents)]
    return texts, intents


def labels_of(intents: list[str]) -> NDArray[np.int64]:
    return np.array([sorted(set(intents)).index(intent) for intent in intents])


def counted(texts: list[str]) -> tuple[Counts, list[NDArray[np.float32]]]:
    counts = Counts()
    counts.learn(texts)
    return counts, counts.count(texts)


def whole(folder: Path, texts: list[str], intents: list[str], *, version: str = "1") -> None:
    """Train from nothing, and keep what was learnt."""
    learnt = Learnt(folder, version, texts, intents)
    assert not learnt.is_near
    counts, blocks = counted(texts)
    weights = fit(blocks, labels_of(intents), len(set(intents)), penalty=PENALTY)
    learnt.note("letters", weights, terms_of(counts))
    learnt.note_shares("all", np.array([0.25, 0.75]))
    learnt.keep()


def test_a_line_more_is_learnt_from_where_the_last_whole_training_ended(tmp_path: Path) -> None:
    texts, intents = examples()
    whole(tmp_path, texts, intents)
    texts, intents = [*texts, "zebra crossing closed"], [*intents, "ask"]
    learnt = Learnt(tmp_path, "1", texts, intents)
    assert learnt.is_near
    assert learnt.shares("all").tolist() == [0.25, 0.75]
    counts, blocks = counted(texts)
    near = learnt.fit("letters", blocks, labels_of(intents), penalty=PENALTY, terms=terms_of(counts))
    anew = fit(blocks, labels_of(intents), 3, penalty=PENALTY)
    chances = [np.exp(log_chances(logits(blocks, weights))) for weights in (near, anew)]
    assert np.abs(chances[0] - chances[1]).max() < 0.02
    assert chances[0][-1].argmax() == sorted(INTENTS).index("ask")


def test_an_intent_more_begins_with_nothing(tmp_path: Path) -> None:
    texts, intents = examples()
    whole(tmp_path, texts, intents)
    texts, intents = [*texts, "zebra crossing", "zebra here"], [*intents, "animals", "animals"]
    learnt = Learnt(tmp_path, "1", texts, intents)
    counts, blocks = counted(texts)
    weights = learnt.fit("letters", blocks, labels_of(intents), penalty=PENALTY, terms=terms_of(counts))
    assert weights.shape[1] == 4
    assert logits(blocks, weights)[-1].argmax() == sorted(set(intents)).index("animals")


@pytest.mark.parametrize("more", [2, 3, 4])
def test_one_in_a_hundred_is_little_and_more_is_much(tmp_path: Path, more: int) -> None:
    texts, intents = examples()
    whole(tmp_path, texts, intents)
    texts, intents = [*texts, *(f"new {number}" for number in range(more))], [*intents, *["ask"] * more]
    assert Learnt(tmp_path, "1", texts, intents).is_near == (more <= 3)


def test_another_pipeline_or_a_damaged_file_begins_with_nothing(tmp_path: Path) -> None:
    texts, intents = examples()
    whole(tmp_path, texts, intents)
    assert not Learnt(tmp_path, "2", texts, intents).is_near
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:1_000])
    assert not Learnt(tmp_path, "1", texts, intents).is_near
    assert not Learnt(None, "1", texts, intents).is_near
