"""What the console asks of the rooms that read meaning, and does not see itself; whoever builds it hands it in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from community.unanswered.trials import Draft, Trial


class Tried(Protocol):
    """Tries an item that is still being written."""

    def __call__(self, session: Session, draft: Draft, *, language: str, now: datetime) -> Trial:
        """Return whether it would be found, and what it would take from others."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Two questions about meaning, both of which take a core for a while: ask them in a thread.

    Args:
        groups: returns for each of many questions the number of its group.
        tried: tries an item.
    """

    groups: Callable[[Sequence[str]], Sequence[int]]
    tried: Tried
