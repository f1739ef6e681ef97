"""Whether a send is still ours: while a process stood still, another one may have taken over what it had begun."""

import asyncio
import time
from collections.abc import Callable
from contextvars import ContextVar

from community.database import DatabaseAway
from community.post import rules

DATABASE_PAUSE_SECONDS = 0.5
_GOES_ON_IN_SLEEP = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # the first is Linux's


class TakenOver(Exception):
    """Another process sends it."""


class Lease:
    """The lease of one send, counted from when this is made.

    Args:
        renew: lengthens it in the database; returns False where another process has taken the send over.
    """

    def __init__(self, renew: Callable[[], bool]) -> None:
        self._renew = renew
        self._sure_at = _uptime()

    async def make_sure(self) -> None:
        """Return while the send is ours, and will be until one more message has been answered.

        Raises:
            TakenOver: it is not; nothing more of it may leave here.
        """
        if _uptime() - self._sure_at < rules.LEASE.total_seconds() / 3:
            return
        asked_at = _uptime()
        if not await self._renewed():
            raise TakenOver
        self._sure_at = asked_at

    async def _renewed(self) -> bool:
        while True:
            try:
                return await asyncio.to_thread(self._renew)
            except DatabaseAway:  # nobody knows whose it is, so it waits
                await asyncio.sleep(DATABASE_PAUSE_SECONDS)


_of_this_task: ContextVar[Lease | None] = ContextVar("lease", default=None)


def hold(lease: Lease) -> None:
    """Have the task that sends, whatever channel it calls, ask this lease from now on."""
    _of_this_task.set(lease)


async def make_sure() -> None:
    """Make sure, before each message that leaves, that what this task sends is still ours.

    Raises:
        TakenOver: it is not.
    """
    lease = _of_this_task.get()
    if lease is not None:
        await lease.make_sure()


def _uptime() -> float:
    """Return seconds by a clock that nobody sets, and that goes on while the process or the machine stands still."""
    return time.clock_gettime(_GOES_ON_IN_SLEEP)
