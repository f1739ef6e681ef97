"""Weights of the last whole training, on disk: after a small change the next begins there. Rasa's Python uses it too.

To weigh 12,000 sentences from nothing takes half a minute, and one line more moves no weight far. So a training whose
examples differ by one in a hundred at most from those of the last whole one begins with its weights, and takes its
shares of the mixture, which some thousand held-out lines were asked for. It always begins with those of the last whole
one, never with those of another such: what it ends with depends on these two sets of examples and on nothing between.
"""

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from understanding.encoding.counts import Counts
from understanding.encoding.softmax import Block, Matrix, log_chances, logits

MOST_CHANGED = 0.01  # of the examples
FILE = "whole.npz"
_FEW_STEPS = {"maxiter": 30, "ftol": 1e-7, "gtol": 1e-6}

Terms = Sequence[Sequence[str]] | None
"""The names of the columns of each block, where columns come and go; None where they are always the same."""


def made_by(*modules: Path, **settings: object) -> str:
    """Return one figure for the code and the settings that weights depend on."""
    digest = hashlib.sha256(f"{np.__version__} {json.dumps(settings, sort_keys=True)}".encode())
    for module in (*modules, *(Path(__file__).parent / name for name in ("counts.py", "softmax.py", "learnt.py"))):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def terms_of(counts: Counts) -> list[list[str]]:
    """Return the names of the columns of both kinds of counts."""
    return [described["terms"] for described in counts.describe()]


class Learnt:
    """What the last whole training ended with.

    Args:
        folder: where it is kept; None keeps nothing, and begins with nothing.
        version: what else the weights depend on: another one begins with nothing.
    """

    def __init__(self, folder: Path | None, version: str, texts: Sequence[str], intents: Sequence[str]) -> None:
        self._folder, self._version = folder, version
        self._classes = sorted(set(intents))
        self._examples = sorted({_key(text, intent) for text, intent in zip(texts, intents)})  # noqa: B905  # 3.10
        self._known = self._read()
        self._new: dict[str, Any] = {}

    @property
    def is_near(self) -> bool:
        """Whether the last whole training had nearly the same examples."""
        return self._known is not None

    def shares(self, name: str) -> NDArray[np.float64]:
        """Return how much each voice counts in a mixture."""
        assert self._known is not None
        return np.asarray(self._known[f"shares_{name}"], dtype=np.float64)

    def fit(
        self, name: str, blocks: Sequence[Block], labels: NDArray[np.int64], *, penalty: float, terms: Terms = None
    ) -> Matrix:
        """Return what `softmax.fit` would, nearly, beginning where the last whole training ended."""
        assert self._known is not None
        start = self._led_over(name, terms, sum(block.shape[1] for block in blocks))
        return _fit(start, blocks, labels, penalty=penalty)

    def note(self, name: str, weights: Matrix, terms: Terms = None) -> None:
        """Note what a whole training ended with."""
        self._new[f"weights_{name}"] = weights
        self._new[f"terms_{name}"] = np.array(json.dumps(terms))

    def note_shares(self, name: str, shares: NDArray[np.float64]) -> None:
        """Note the shares that a whole training found."""
        self._new[f"shares_{name}"] = shares

    def keep(self) -> None:
        """Keep what was noted, in the place of what was kept before."""
        if self._folder is None or not self._new:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        file, new = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(file, "wb") as out:
            np.savez(
                out,
                version=np.array(self._version),
                classes=np.array(json.dumps(self._classes)),
                examples=np.array(self._examples, dtype=np.uint64),
                **self._new,
            )
        os.replace(new, self._folder / FILE)

    def _read(self) -> dict[str, Any] | None:
        place = self._folder / FILE if self._folder is not None else None
        if place is None or not place.exists():
            return None
        try:
            with np.load(io.BytesIO(place.read_bytes()), allow_pickle=False) as stored:
                known = dict(stored)
        except (ValueError, BadZipFile):  # cut off or damaged: the next whole training replaces it
            return None
        if str(known.get("version")) != self._version:
            return None
        changed = len(np.setxor1d(known["examples"], np.array(self._examples, dtype=np.uint64)))
        return known if changed <= MOST_CHANGED * len(self._examples) else None

    def _led_over(self, name: str, terms: Terms, height: int) -> Matrix:
        """Return the known weights where the features and classes of now stand; 0 for what is new."""
        assert self._known is not None
        known, classes = self._known[f"weights_{name}"], json.loads(str(self._known["classes"]))
        rows = np.full(height, -1)
        if terms is None:
            rows[: len(known) - 1] = np.arange(len(known) - 1)
        else:
            rows[:] = _places(json.loads(str(self._known[f"terms_{name}"])), terms)
        start = np.zeros((height + 1, len(self._classes)), np.float32)
        for column, intent in enumerate(self._classes):
            if intent in classes:
                own = known[:, classes.index(intent)]
                start[:-1, column] = np.where(rows >= 0, own[rows], 0)
                start[-1, column] = own[-1]
        return start


def _places(known: Sequence[Sequence[str]], terms: Sequence[Sequence[str]]) -> list[int]:
    """Return where each of the terms stood, block by block; -1 for what is new."""
    places: list[int] = []
    top = 0
    for before, now in zip(known, terms):  # noqa: B905  # Python 3.10 of Rasa: same lengths
        place_of = {term: place for place, term in enumerate(before, top)}
        places += [place_of.get(term, -1) for term in now]
        top += len(before)
    return places


def _key(text: str, intent: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{text}\0{intent}".encode("utf-8", "surrogatepass")).digest()[:8], "big")


def _fit(start: Matrix, blocks: Sequence[Block], labels: NDArray[np.int64], *, penalty: float) -> Matrix:
    """Return the weights that `softmax.fit` looks for, from a start that is near them.

    Its module is not touched for this: what hears danger is made from it too, and would be taught anew.
    """
    from scipy.optimize import minimize

    rows, shape = len(labels), start.shape
    wanted = np.zeros((rows, shape[1]), np.float32)
    wanted[np.arange(rows), labels] = 1
    turned = [block.T for block in blocks]

    def loss_and_slope(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        matrix = flat.reshape(shape).astype(np.float32)
        chances = log_chances(logits(blocks, matrix))
        loss = -float((wanted * chances).sum(dtype=np.float64)) / rows
        loss += 0.5 * penalty * float(np.square(matrix[:-1], dtype=np.float64).sum())
        excess = (np.exp(chances) - wanted) / np.float32(rows)
        slope = np.vstack([*(block @ excess for block in turned), excess.sum(0, keepdims=True)])
        slope[:-1] += penalty * matrix[:-1]
        return loss, slope.ravel().astype(np.float64)

    found = minimize(loss_and_slope, start.ravel().astype(float), jac=True, method="L-BFGS-B", options=_FEW_STEPS)
    return np.asarray(found.x.reshape(shape), dtype=np.float32)
