"""What lies on disk is our own user's alone: students' words, and the secrets of `.env`.

All that we make is made so. What an earlier version left open, and we own, is closed and said once. Where we cannot or
should not close it (somebody else's, a folder that others use too, a file that a person wrote), nothing starts, and one
line says what to do.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

OTHERS = stat.S_IRWXG | stat.S_IRWXO
_BESIDE_SQLITE = ("", "-wal", "-shm", "-journal")


class LiesOpen(Exception):
    """Others could read what is private, in a line that says what to do."""


def be_private() -> None:
    """Make every file and folder from now on readable by our own user alone."""
    os.umask(OTHERS)


def close(data_dir: Path, database_url: str, env_file: Path) -> list[Path]:
    """Close to others what we own and they could read; return what was closed.

    Raises:
        LiesOpen: something is open and stays so.
    """
    if _is_open(env_file):
        raise LiesOpen(f"others may read {env_file}, and secrets lie in it. Close it: chmod 600 {env_file}")
    if _is_open(data_dir) and not _is_ours_alone(data_dir):
        raise LiesOpen(
            f"others may look into {data_dir}, where students' words lie, and it is not ours alone to close. "
            f"Close it: chmod 700 {data_dir}, or name a folder of its own in ONESTOP_DATA_DIR"
        )
    inside = list(_tree(data_dir)) if _is_open(data_dir) else []  # nobody reaches what lies in a closed folder
    beside = [path for path in _sqlite_files(database_url) if _is_open(path.parent)]
    return [path for path in dict.fromkeys((*inside, *beside)) if _closed(path)]


def _is_open(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & OTHERS)


def _is_ours_alone(folder: Path) -> bool:
    """Say whether a folder may be closed: not /tmp, nobody's home, and nothing of other people's in it."""
    here = folder.resolve()
    shared = here.stat().st_mode & stat.S_ISVTX or here in (Path(here.anchor), Path.home().resolve())
    return not shared and all(one.lstat().st_uid == os.geteuid() for one in (here, *here.iterdir()))


def _tree(folder: Path) -> Iterator[Path]:
    """Yield a folder and what lies in it; what it links to is elsewhere and another's matter."""
    if folder.exists():
        yield folder
        yield from (path for path in folder.rglob("*") if not path.is_symlink())


def _sqlite_files(database_url: str) -> list[Path]:
    parsed = make_url(database_url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return []
    return [Path(parsed.database + ending) for ending in _BESIDE_SQLITE]


def _closed(path: Path) -> bool:
    """Close one file or folder; False where it was closed already, or went meanwhile with its process."""
    try:
        mode, owner = path.stat().st_mode, path.stat().st_uid
        if not mode & OTHERS:
            return False
        if owner == os.geteuid():
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
        still_open = path.stat().st_mode & OTHERS  # some disks keep no modes, and take the order without a word
    except FileNotFoundError:
        return False
    if still_open:
        raise LiesOpen(f"others may read {path}, where students' words lie. Its owner closes it: chmod go-rwx {path}")
    return True
