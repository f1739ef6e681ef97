"""Threads for what pages ask, apart from those in which messages are answered: slow pages hold up no answer."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import anyio
import anyio.to_thread

READS_AT_ONCE = 8
T = TypeVar("T")


class Threads:
    """So many at once; whatever more there is waits.

    Args:
        abandons: leave a thread to itself when nobody waits for it any more, rather than wait for its end.
    """

    def __init__(self, most: int = READS_AT_ONCE, *, abandons: bool = False) -> None:
        self._limiter = anyio.CapacityLimiter(most)
        self._abandons = abandons

    async def run(self, work: Callable[..., T], *given: object) -> T:
        """Run something that blocks, and return its result."""
        return await anyio.to_thread.run_sync(
            partial(work, *given), limiter=self._limiter, abandon_on_cancel=self._abandons
        )
