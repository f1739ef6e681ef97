"""The vectors of many documents, read at once rather than one document after the other."""

from collections.abc import Sequence
from threading import Lock

import numpy as np

from understanding.encoding.encoder import Matrix, encode_all
from understanding.search.matching import Document

INLINE = 2_000
"""Sentences that a turn reads by itself, some 8 s. Of more the words alone are searched, until they were read apart."""
AT_ONCE = 64

_NOTHING: Matrix = np.zeros((0, 512), dtype=np.float32)
_lock = Lock()


def read(documents: Sequence[Document]) -> bool:
    """Read the sentences that were not read yet, unless they are too many; say whether all are read now."""
    with _lock:  # two at once would read the same
        new = _unread(documents)
        if sum(len(document.filled) for document in new) > INLINE:
            for document in new:
                vars(document)["vectors"] = _NOTHING
            return False
        _read(new)
    return True


def read_on(documents: Sequence[Document]) -> bool:
    """Read some of the sentences that were not read yet, for a few seconds; say whether all are read now."""
    with _lock:
        new = _unread(documents)
        _read(new[:AT_ONCE])
    return len(new) <= AT_ONCE


def _unread(documents: Sequence[Document]) -> list[Document]:
    return [document for document in documents if not len(vars(document).get("vectors", _NOTHING)) and document.filled]


def _read(documents: Sequence[Document]) -> None:
    vectors = encode_all([asked for document in documents for asked in document.filled])
    begin = 0
    for document in documents:
        end = begin + len(document.filled)
        vars(document)["vectors"] = vectors[begin:end].copy()  # where its own property keeps them
        begin = end
