"""How much is broken: enough to prove it in the suite, all of it with ONESTOP_FAULTS=full."""

import os

FULL = os.environ.get("ONESTOP_FAULTS") == "full"


def size(suite: int, full: int) -> int:
    """Return the number to use in this run."""
    return full if FULL else suite
