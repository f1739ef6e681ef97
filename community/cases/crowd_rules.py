"""When cases of new visitors are so many that they stand together: pure.

Anybody can open the chat page again and again and write of danger. What one visitor does two hundred times must not
bury who writes once. So cases of talks that are minutes old, of nobody we know, stand under one line once they come in
a crowd. No address of theirs is kept, not even as a hash: how new a talk is and how many there are is enough.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

NEW_FOR = timedelta(minutes=10)
"""How long a talk is new. Who still writes after that is somebody by themself, and stands alone again."""

MOST_APART, WITHIN = 5, timedelta(minutes=10)
"""So many cases of new visitors within so much time stand by themselves; more of them are a crowd."""


def is_new(began_at: datetime, last_at: datetime) -> bool:
    """Say whether a talk has gone on for so short that it may be one of many."""
    return last_at - began_at < NEW_FOR


def crowded(times: Sequence[datetime]) -> list[int]:
    """Return the places of those that belong to a crowd; the times are in order."""
    found: set[int] = set()
    first = 0
    for last, at in enumerate(times):
        while at - times[first] > WITHIN:
            first += 1
        if last - first >= MOST_APART:
            found.update(range(first, last + 1))
    return sorted(found)
