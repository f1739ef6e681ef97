"""A few threads of their own for hashing passwords: a crowd at the sign-in page keeps nobody else waiting."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

THREADS = 2
MOST_WAITING = 16  # about a second's work: a hash takes a tenth of one


class HashingBusy(Exception):
    """So many passwords wait to be checked that one more would wait too long."""


class HashingPool:
    """Runs what hashes, never more than its threads and its queue hold."""

    def __init__(self, threads: int = THREADS, most_waiting: int = MOST_WAITING) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="hashing")
        self._places = threading.BoundedSemaphore(threads + most_waiting)

    async def run(self, hash_it: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what the function returns, once a thread has come to it.

        Raises:
            HashingBusy: there is no place; nothing was run.
        """
        if not self._places.acquire(blocking=False):
            raise HashingBusy
        under_way = self._executor.submit(hash_it, *args, **kwargs)
        # The thread goes on when whoever asked is gone, so the place is free when it ends and not before.
        under_way.add_done_callback(lambda _done: self._places.release())
        return await asyncio.wrap_future(under_way)
