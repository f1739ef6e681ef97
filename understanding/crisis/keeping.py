"""What was taught, on disk: arrays and names alone, so that reading it can run nothing, with a digest beside it.

Each version has a folder of its own, named for all that it was made from, which appears whole or not at all.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray

from understanding import digests

log = structlog.get_logger(__name__)

_TERMS = "terms"
_NEW, _LOCK = ".new-", ".lock"

Arrays = Mapping[str, Any]
Terms = Mapping[str, list[str]]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one process teach at a time; leftovers of one that was killed go."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in folder.rglob(f"{_NEW}*"):
            shutil.rmtree(leftover)
        yield


def keep(folder: Path, version: str, arrays: Arrays, terms: Terms) -> None:
    """Keep what was taught for this version, and no other; whoever was quicker with the same has kept it for us."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=_NEW) as made:
        new = Path(made) / version
        new.mkdir()
        described: dict[str, Any] = {_TERMS: np.array(json.dumps(terms, ensure_ascii=False))}
        np.savez(_file(new), **described, **arrays)
        digests.note(_file(new))
        if not (folder / version).exists():
            _put(new, folder / version)
    for other in folder.iterdir():
        if other.name not in (version, _LOCK) and not other.name.startswith(_NEW):
            shutil.rmtree(other) if other.is_dir() else other.unlink()


def kept(folder: Path, version: str) -> tuple[dict[str, NDArray[Any]], dict[str, list[str]]] | None:
    """Return what was kept for this version, None where nothing was.

    What was damaged is put away, and None returned, so that it is taught anew: a start that ended over it would leave
    danger unheard until somebody came.
    """
    if not (folder / version).exists():
        return None
    try:
        digests.check(_file(folder / version))
    except digests.ModelAltered as error:
        log.error("model_altered", model=str(_file(folder / version)), hint=f"it is taught anew: {error}")
        shutil.rmtree(folder / version)
        return None
    with np.load(_file(folder / version), allow_pickle=False) as stored:
        arrays = dict(stored)
    return arrays, json.loads(str(arrays.pop(_TERMS)))


def forget(folder: Path) -> None:
    """Have it taught anew."""
    shutil.rmtree(folder, ignore_errors=True)


def _file(folder: Path) -> Path:
    return folder / "ear.npz"


def _put(new: Path, place: Path) -> None:
    try:
        os.rename(new, place)
    except OSError:
        if not place.exists():  # another process taught the same meanwhile
            raise
