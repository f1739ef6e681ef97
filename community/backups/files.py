"""Files that are whole or not there, for their owner's eyes alone."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

OURS_ALONE = 0o600
_BEGINNINGS: dict[bytes, Literal["sqlite", "postgresql"]] = {b"SQLite format 3\0": "sqlite", b"PGDMP": "postgresql"}


class BackupFailed(Exception):
    """No backup was made, or none was put back, in a line that says why and what to do; what was there is there."""


@contextmanager
def written_whole(file: Path) -> Iterator[Path]:
    """Yield where to write a file that takes its name once it is whole, and on the disk.

    Raises:
        BackupFailed: the file is there already, is being written by another, or cannot be made.
    """
    if file.exists():
        raise BackupFailed(f"{file} is there already, and a backup is never overwritten; name another file")
    part = file.with_name(f"{file.name}.part")
    with _locked(part) as descriptor:
        try:
            yield part
        except BaseException:
            part.unlink()
            raise
        os.fsync(descriptor)
        part.rename(file)
        keep_folder(file)


@contextmanager
def _locked(part: Path) -> Iterator[int]:
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT, OURS_ALONE)
    except OSError as error:
        raise BackupFailed(f"{part} cannot be written ({error.strerror}); name a file in a folder of yours") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.fchmod(descriptor, OURS_ALONE)  # what a killed one left may have another mode
        os.ftruncate(descriptor, 0)
        yield descriptor
    except BlockingIOError:
        raise BackupFailed(f"another backup is writing {part} at this moment; wait for it") from None
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise BackupFailed(f"there is no room for {part}; free some, or name a file on another disk") from None
    finally:
        os.close(descriptor)


def keep_folder(file: Path) -> None:
    """Have the disk keep the name that a file was given."""
    descriptor = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def kind_of(file: Path) -> Literal["sqlite", "postgresql"]:
    """Return the kind of database that a backup is of, as its first bytes tell.

    Raises:
        BackupFailed: it is no backup.
    """
    try:
        with file.open("rb") as opened:
            begins = opened.read(max(map(len, _BEGINNINGS)))
    except OSError as error:
        raise BackupFailed(f"{file} cannot be read ({error.strerror})") from None
    for beginning, kind in _BEGINNINGS.items():
        if begins.startswith(beginning):
            return kind
    raise BackupFailed(f"{file} is no backup: it is neither a SQLite database nor a dump of PostgreSQL")
