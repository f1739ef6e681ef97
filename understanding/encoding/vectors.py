"""Sentence vectors that were made before, on disk: a training reads only what is new. Rasa's Python uses it too.

The vectors of sentences that an encoder reads at once differ in their last bits with their company. So a batch is kept
as a whole, under the digest of its content: a training ends with the same bits whether it found all batches or none.
"""

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from understanding.steps import Progress, Step, unheard

Rows = NDArray[np.float32]
Batch = tuple[str, ...]
"""Sentences that are read together."""

SENTENCES_A_FILE = 2_000  # what is read between two files: so much is lost by who is killed
MOST_FILES = 40  # then all go into one


class Vectors:
    """The vectors of one training's sentences.

    Args:
        folder: theirs alone, and one process's at a time.
        encoder: what tells the encoder's vectors from those of another version; what others made is let go of.
        what: whose sentences they are, for whoever waits.
    """

    def __init__(self, folder: Path, encoder: str, *, what: str, progress: Progress = unheard) -> None:
        self._folder, self._what, self._progress = folder / encoder, what, progress
        for other in folder.glob("*"):
            if other != self._folder:
                shutil.rmtree(other)
        self._folder.mkdir(parents=True, exist_ok=True)

    def of(self, batches: Sequence[Batch], encode: Callable[[Sequence[Batch]], Sequence[Rows]]) -> Sequence[Rows]:
        """Return a row for each sentence of each batch; what is not known is encoded, and kept before the end.

        Args:
            encode: returns the rows of some batches.
        """
        known = self._read()
        new = [batch for batch in dict.fromkeys(batches) if _key(batch) not in known]
        every = sum(map(len, batches))
        done = every - sum(map(len, new))
        self._progress(Step(self._what, done, every))
        for some in _parts(new):
            made = {_key(batch): rows for batch, rows in zip(some, encode(some), strict=True)}
            self._write(made)
            known.update(made)
            done += sum(map(len, some))
            self._progress(Step(self._what, done, every))
        wanted = {_key(batch): known[_key(batch)] for batch in batches}
        self._tidy(wanted, known)
        return [wanted[_key(batch)] for batch in batches]

    def _read(self) -> dict[bytes, Rows]:
        """Return what was kept; what was cut off or damaged is let go of."""
        known: dict[bytes, Rows] = {}
        for file in sorted(self._folder.iterdir()):
            content = file.read_bytes()
            if file.name != _name(content):
                file.unlink()
                continue
            with np.load(io.BytesIO(content), allow_pickle=False) as kept:
                parts = np.split(kept["rows"], np.cumsum(kept["heights"])[:-1])
                known.update(zip(map(bytes, kept["keys"]), parts))  # noqa: B905  # Python 3.10 of Rasa: same lengths
        return known

    def _write(self, made: Mapping[bytes, Rows]) -> Path:
        """Write a file whose name is the digest of its content, so that it is whole or known for not being so."""
        content = io.BytesIO()
        keys = np.array([list(key) for key in made], dtype=np.uint8)
        np.savez(content, keys=keys, heights=[len(rows) for rows in made.values()], rows=np.vstack(list(made.values())))
        file, new = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(file, "wb") as out:
            out.write(content.getvalue())
        place = self._folder / _name(content.getvalue())
        os.replace(new, place)
        return place

    def _tidy(self, wanted: Mapping[bytes, Rows], known: Mapping[bytes, Rows]) -> None:
        """Let go of what no sentence needs any more, once that is much."""
        old = list(self._folder.iterdir())
        if len(old) <= MOST_FILES and len(known) <= 2 * len(wanted):
            return
        kept = self._write(wanted)
        for file in old:
            if file != kept:
                file.unlink()


def _parts(batches: Sequence[Batch]) -> list[list[Batch]]:
    parts: list[list[Batch]] = []
    length = SENTENCES_A_FILE
    for batch in batches:
        if length >= SENTENCES_A_FILE:
            parts.append([])
            length = 0
        parts[-1].append(batch)
        length += len(batch)
    return parts


def _key(batch: Batch) -> bytes:
    return hashlib.sha256("\0".join(batch).encode("utf-8", "surrogatepass")).digest()


def _name(content: bytes) -> str:
    return f"{hashlib.sha256(content).hexdigest()}.npz"
