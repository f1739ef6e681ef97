"""What we print and log goes out by here: an output that neither raises nor waits.

A disk without room, a reader that died or stands still is whoever-watches-us's trouble, never that of a turn, a send, a
tick or a request. A line that is not taken is lost and counted, and once lines are taken again that is told in one.
"""

import io
import json
import os
import select
import sys
from threading import RLock

from bot.metrics import LOG_LINES_LOST

STDOUT, STDERR = 1, 2
AT_ONCE = select.PIPE_BUF
"""Bytes that a pipe which takes any takes without making us wait."""

PATIENCE_MS = 50  # a reader that lives has read by then; one that failed is not waited for again


class Output(io.TextIOBase):
    """Writes to an open file of the process.

    Args:
        descriptor: its number; it stays the caller's to close.
    """

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._room = select.poll()
        self._room.register(descriptor, select.POLLOUT)
        self._lock = RLock()  # a line may be logged while another is, by what the interpreter clears away
        self._failed = self._torn = False
        self._lost = 0

    def write(self, words: str, /) -> int:
        """Write, or lose and count it."""
        with self._lock:
            if self._failed and self._is_taken(self._told()):
                self._failed, self._lost = False, 0
            if self._failed or not self._is_taken(words.encode(self.encoding, self.errors)):
                self._lose(words.count("\n"))
        return len(words)

    def _lose(self, lines: int) -> None:
        self._failed = True
        self._lost += lines
        LOG_LINES_LOST.inc(lines)

    def _told(self) -> bytes:
        begun = "\n" if self._torn else ""
        return f"{begun}{json.dumps({'event': 'log_lines_lost', 'lines': self._lost, 'level': 'warning'})}\n".encode()

    def _is_taken(self, data: bytes) -> bool:
        rest = data
        try:
            while rest:
                if not self._room.poll(0 if self._failed else PATIENCE_MS):
                    break
                rest = rest[os.write(self._descriptor, rest[:AT_ONCE]) :]
        except OSError:
            pass  # named by nothing we could write to; it is counted
        if len(rest) < len(data):
            self._torn = bool(rest)
        return not rest

    def flush(self) -> None:
        """Do nothing: nothing is kept back."""

    def writable(self) -> bool:
        """Say that it may be written to."""
        return True

    def fileno(self) -> int:
        """Return the number of the open file."""
        return self._descriptor

    def isatty(self) -> bool:
        """Say whether a person sees it at once."""
        return os.isatty(self._descriptor)


def never_fail() -> None:
    """Let nothing that this process prints or logs raise, from here on."""
    sys.stdout, sys.stderr = Output(STDOUT), Output(STDERR)


def lines_lost() -> int:
    """Return how many lines were not taken since the start."""
    return int(sum(one.value for metric in LOG_LINES_LOST.collect() for one in metric.samples if _counts(one.name)))


def _counts(name: str) -> bool:
    return name.endswith("_total")


def open_what_is_closed() -> None:
    """Open the standard files where whoever started us closed them.

    The next file that is opened gets the lowest free number: the database could become where errors are printed.
    """
    for descriptor in (0, STDOUT, STDERR):
        try:
            os.fstat(descriptor)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
