"""Where a Unix socket of our own may lie: a path that no other process takes, and the same again after a crash."""

import fcntl
import os
import shutil
import tempfile
from itertools import count
from pathlib import Path

LONGEST = 100  # bytes; a socket's path may have 103 on some systems, 107 on Linux


class SocketPlace:
    """A path for one socket while this object lives; several processes may share the folder.

    Args:
        folder: private to us; made where it is missing. Where its path is too long for a socket, one of the system's
            private temporary folders takes its place.
        name: what the socket's name begins with.
    """

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._temporary: Path | None = None
        if len(os.fsencode(folder.absolute() / f"{name}-000.sock")) > LONGEST:
            folder = self._temporary = Path(tempfile.mkdtemp(prefix="onestop-"))
        self._lock: int | None = None
        for number in count():
            self._lock = _locked(folder / f"{name}-{number}.lock")
            if self._lock is not None:
                self.path = folder.absolute() / f"{name}-{number}.sock"
                return

    def leave(self) -> None:
        """Let others have it; the lock's file stays, so that two never hold different files of one name."""
        if self._lock is None:
            return
        self.path.unlink(missing_ok=True)
        os.close(self._lock)
        self._lock = None
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)


def _locked(path: Path) -> int | None:
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock
