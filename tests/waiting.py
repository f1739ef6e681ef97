"""Waiting for what must come to hold, with a deadline."""

import threading
import time
from collections.abc import Callable

PATIENCE_SECONDS = 30.0


def until(holds: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> bool:
    """Wait until it holds, looking often; False where it does not within that time."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not holds():
        if time.monotonic() > deadline:
            return holds()  # a machine that stood still has not been asked since
        pause.wait(0.05)
    return True
