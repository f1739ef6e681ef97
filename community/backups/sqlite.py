"""SQLite: copied page by page while others write; put back as a file that takes the other's place in one step."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from community.backups.files import BackupFailed, keep_folder

Say = Callable[[str], None]

PAGES_AT_ONCE = 500
TENTHS = 10
_BESIDE = ("-wal", "-shm", "-journal")


def back_up(source: Path, target: Path, *, say: Say) -> None:
    """Copy a database as it is at this moment, however much is written to it meanwhile.

    Raises:
        BackupFailed: there is none, or the copy cannot be written.
    """
    if not source.exists():
        raise BackupFailed(f"there is no database at {source}")
    try:
        with closing(_opened(source)) as live, closing(sqlite3.connect(target)) as copy:
            copy.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF")  # a torn copy is thrown away
            live.execute("BEGIN")
            live.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it is one moment
            live.backup(copy, pages=PAGES_AT_ONCE, progress=_tenths(say), sleep=0)
            _into_one_file(copy)
    except sqlite3.Error as error:
        raise BackupFailed(f"{source} could not be copied to {target} ({error}); what is there is as it was") from None


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)


def _into_one_file(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA journal_mode=DELETE")


def _tenths(say: Say) -> Callable[[int, int, int], None]:
    told = 0

    def progress(_status: int, left: int, total: int) -> None:
        nonlocal told
        done = TENTHS * (total - left) // max(total, 1)
        if done > told:
            told = done
            say(f"{done * 100 // TENTHS} % of {total:,} pages")

    return progress


def check(file: Path) -> None:
    """Read a copy from end to end.

    Raises:
        BackupFailed: something in it is damaged.
    """
    try:
        with closing(_opened(file)) as copy:
            found = [row[0] for row in copy.execute("PRAGMA integrity_check(1)")]
            lost = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise BackupFailed(f"{file} is damaged ({error}); take another backup") from None
    if found != ["ok"] or lost:
        raise BackupFailed(f"{file} is damaged ({found[0] if found != ['ok'] else lost}); take another backup")


def restore(file: Path, target: Path, *, replace: bool, prepare: Callable[[str], None], say: Say) -> str:
    """Put a backup in the place of a database; killed at any moment, the old one is there, or the new one.

    Args:
        replace: also where the database holds something.
        prepare: makes a database, of that URL, ready to be used, before it is.

    Returns:
        Where what was there before is kept; empty where there was nothing.

    Raises:
        BackupFailed: it is in use, or holds something and `replace` was not said, or the backup is no good.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _refuse_in_use(target)
    if not replace and _holds_something(target):
        raise BackupFailed(f"{target} holds something already; to put the backup in its place, say --replace")
    building = target.with_name(f"{target.name}.restoring")
    _remove(building)
    back_up(file, building, say=say)
    check(building)
    prepare(f"sqlite:///{building}")
    with closing(_opened(building)) as ready:
        _into_one_file(ready)
    before = _swap(building, target)
    return str(before) if before else ""


def _swap(building: Path, target: Path) -> Path | None:
    """Let the new file take the old one's name in one step; the old one is kept under another."""
    _refuse_in_use(target)  # again: that took a while
    before = target.with_name(f"{target.name}.before-restore")
    existed = target.exists()
    if existed:
        _remove(before)
        os.link(target, before)
    for ending in _BESIDE:  # none is left but beside a damaged one, and it must not be taken for the new one's
        Path(f"{target}{ending}").unlink(missing_ok=True)
    building.replace(target)
    keep_folder(target)
    return before if existed else None


def _refuse_in_use(target: Path) -> None:
    """See to it that nobody has the database open, and that all of it lies in its one file."""
    if not target.exists():
        return
    try:
        with closing(_opened(target)) as old:
            old.execute("PRAGMA busy_timeout=0")
            old.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BackupFailed(f"{target} is in use; stop the assistant and all that has it open, then again") from None
        raise BackupFailed(f"{target} cannot be opened ({error})") from None
    except sqlite3.DatabaseError:
        return  # damaged: why somebody restores


def _holds_something(target: Path) -> bool:
    if not target.exists():
        return False
    try:
        with closing(_opened(target)) as old:
            return bool(old.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    except sqlite3.DatabaseError:
        return True


def _remove(file: Path) -> None:
    for ending in ("", *_BESIDE):
        Path(f"{file}{ending}").unlink(missing_ok=True)
