"""What a library of English times gives back, whichever it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What a library made of some words; times are naive wall times.

    Args:
        start, end: character offsets into the words.
        times: when it may be, nearest first, up to three.
        grain: second, minute, hour, day, week, month, quarter or year.
        ends: the end of an interval, exclusive.
    """

    start: int
    end: int
    times: tuple[datetime, ...]
    grain: str
    ends: datetime | None = None


Reader = Callable[[str, datetime], list[Reading]]
