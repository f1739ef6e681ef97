"""A lock whose next holder is one that is in a hurry, where there is one."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock


class Turnstile:
    """Lets one thread through at a time. What is quick and cannot wait goes before what takes its time."""

    def __init__(self) -> None:
        lock = Lock()
        self._hurried, self._others = Condition(lock), Condition(lock)
        self._waiting_hurried = 0
        self._is_taken = False

    @contextmanager
    def passed(self, *, hurried: bool) -> Iterator[None]:
        """Wait for the way to be free, and take it."""
        self._take(hurried)
        try:
            yield
        finally:
            self._leave()

    def _take(self, hurried: bool) -> None:
        with self._hurried:
            if hurried:
                self._waiting_hurried += 1
                try:
                    self._hurried.wait_for(lambda: not self._is_taken)
                finally:
                    self._waiting_hurried -= 1
            else:
                self._others.wait_for(lambda: not (self._is_taken or self._waiting_hurried))
            self._is_taken = True

    def _leave(self) -> None:
        with self._hurried:
            self._is_taken = False
            (self._hurried if self._waiting_hurried else self._others).notify()
