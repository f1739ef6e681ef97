"""Vectors that were made before come from disk, bit for bit, and only what is new is read."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from understanding.encoding import encoder
from understanding.encoding.encoder import VERSION, read_all
from understanding.encoding.vectors import Batch, Rows, Vectors
from understanding.steps import Step

SENTENCES = [
    f"{what} number {number}, 第{number}句" for what in ("an event", "a tip", "a form") for number in range(300)
]


class Told:
    """How far it was told to be."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    @property
    def newly_read(self) -> int:
        return self.steps[-1].done - self.steps[0].done


def read(folder: Path, sentences: Sequence[str], *, encoded_by: str = VERSION) -> tuple[Rows, Told]:
    told = Told()
    return read_all(sentences, Vectors(folder, encoded_by, what="a test", progress=told.steps.append)), told


def afresh(sentences: Sequence[str]) -> Rows:
    """Return what a process makes of them that has read nothing before."""
    return np.asarray(encoder._model().encode(sorted(sentences)))[np.argsort(np.argsort(sentences))]


def test_one_new_sentence_costs_few_and_ends_with_the_bits_of_a_first_reading(tmp_path: Path) -> None:
    first, told = read(tmp_path, SENTENCES)
    assert told.newly_read == len(SENTENCES)
    assert np.array_equal(first, afresh(SENTENCES))
    more = [*SENTENCES, "how about one more of them"]
    again, told = read(tmp_path, more)
    assert 1 <= told.newly_read < 150, "what is read together with the new one, and no more"
    assert np.array_equal(again, afresh(more))
    assert read(tmp_path, more)[1].newly_read == 0


def test_what_was_cut_off_or_damaged_is_read_again(tmp_path: Path) -> None:
    whole, _ = read(tmp_path, SENTENCES)
    (file,) = (tmp_path / VERSION).iterdir()
    file.write_bytes(file.read_bytes()[:-100])
    (tmp_path / VERSION / "tmp-of-one-that-was-killed").write_bytes(b"half")
    again, told = read(tmp_path, SENTENCES)
    assert told.newly_read == len(SENTENCES)
    assert np.array_equal(whole, again)


def test_vectors_of_another_encoder_are_let_go_of(tmp_path: Path) -> None:
    read(tmp_path, SENTENCES[:10])
    assert read(tmp_path, SENTENCES[:10], encoded_by="another-2")[1].newly_read == 10
    assert [folder.name for folder in tmp_path.iterdir()] == ["another-2"]


def test_what_no_sentence_needs_any_more_goes(tmp_path: Path) -> None:
    def made(batches: Sequence[Batch]) -> list[Rows]:
        return [np.ones((len(batch), 3), np.float32) for batch in batches]

    for number in range(10):
        Vectors(tmp_path, "one", what="a test").of([(f"sentence {number}",)], made)
    assert len(list((tmp_path / "one").iterdir())) <= 2


def test_who_is_killed_in_the_middle_loses_the_last_part_alone(tmp_path: Path) -> None:
    class Killed(Exception):
        pass

    def made(batches: Sequence[Batch]) -> list[Rows]:
        if batches[0] == ("2000",):
            raise Killed
        return [np.ones((1, 3), np.float32) for _ in batches]

    batches = [(str(number),) for number in range(3_000)]
    with pytest.raises(Killed):
        Vectors(tmp_path, "one", what="a test").of(batches, made)
    told = Told()
    resumed = Vectors(tmp_path, "one", what="a test", progress=told.steps.append)
    resumed.of(batches, lambda some: [np.ones((1, 3), np.float32) for _ in some])
    assert told.steps[0] == Step("a test", 2_000, 3_000)
