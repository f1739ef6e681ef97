"""The vectors of many documents, read at once rather than one document after the other."""

from collections.abc import Sequence
from threading import Lock

import numpy as np

from understanding.encoding.encoder import Matrix, encode_all
from understanding.search.matching import Document

INLINE = 2_000
"""Sentences that a turn reads by itself, some 8 s. Of more the words alone are searched, until they were read apart."""
AT_ONCE = 512

_NOTHING: Matrix = np.zeros((0, 512), dtype=np.float32)
_lock = Lock()


def read(documents: Sequence[Document], *, most: int | None = INLINE) -> bool:
    """Read the sentences of the documents that were not read yet; say whether all are read now.

    Args:
        most: where more sentences than that are left, none of them is read; None for any number.
    """
    with _lock:  # two at once would read the same
        new = [document for document in documents if not len(vars(document).get("vectors", _NOTHING))]
        if most is not None and sum(len(document.filled) for document in new) > most:
            for document in new:
                vars(document)["vectors"] = _NOTHING
            return False
        for begin in range(0, len(new), AT_ONCE):
            _read(new[begin : begin + AT_ONCE])
    return True


def _read(documents: Sequence[Document]) -> None:
    vectors = encode_all([asked for document in documents for asked in document.filled])
    begin = 0
    for document in documents:
        end = begin + len(document.filled)
        vars(document)["vectors"] = vectors[begin:end].copy()  # where its own property keeps them
        begin = end
