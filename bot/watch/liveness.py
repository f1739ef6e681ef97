"""Which of this machine's processes are alive, so that what a dead one held is taken over at once.

Each process holds the lock of a file that bears its name; the system lets go of it however the process ends. A process
on another machine, or with another data folder, is waited for until its leases run out.
"""

import fcntl
import os
from pathlib import Path
from typing import IO


class Liveness:
    """The locks of the processes that share a data folder.

    Args:
        folder: for the lock files; made where it is missing.
        name: this process's own, as `claimed_by` shows it.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self.name = folder, name
        self._own: IO[bytes] | None = None

    def start(self) -> None:
        """Be alive until `stop`, or until the process ends."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._own = self._path(self.name).open("wb")
        fcntl.flock(self._own, fcntl.LOCK_EX)

    def stop(self) -> None:
        """Leave nothing behind to take over."""
        if self._own is not None:
            self._path(self.name).unlink(missing_ok=True)
            self._own.close()
            self._own = None

    def dead(self) -> list[str]:
        """Return the processes that ended without `stop`; `forget` them once what they held is taken over."""
        return [path.stem for path in self._folder.glob("*.alive") if path.stem != self.name and _is_free(path)]

    def forget(self, name: str) -> None:
        """Do not report a dead process again."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.alive"


def _is_free(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False  # another process has just taken over from that one
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
