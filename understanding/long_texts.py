"""Work on long texts, in a process of its own: whatever one of them costs, nobody else waits for it.

A thread would take the interpreter from the event loop for 5 ms at a time, again and again. The process is a second
copy of what judges and reads, 250 MB. While there is none, a thread works as it always did.
"""

import asyncio
import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Literal, TypeVar, TypeVarTuple

import structlog

from understanding import crisis, dates
from understanding.wishes import grammar

log = structlog.get_logger(__name__)

START_AFTER_SECONDS = 10.0
"""Its start takes 2 s of a processor, which the first messages after ours can use better."""

MOST_SECONDS = 3.0  # the worst text that a search found takes 0.15 s on a quiet machine; what takes longer hangs
PAUSE_SECONDS = 5.0  # before the next process, where one was lost
NICENESS = 5
PR_SET_PDEATHSIG = 1  # of <sys/prctl.h>

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class LongTexts:
    """Does one piece of work after the other: in the process where `keep` has one, else in a thread."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="long-texts")
        self._process: ProcessPoolExecutor | None = None
        self._one_at_a_time = asyncio.Lock()
        self._lost = asyncio.Event()
        self._taught_anew = 0

    @property
    def place(self) -> Literal["process", "thread"]:
        """Where the next work is done."""
        return "thread" if self._process is None else "process"

    async def run(self, work: Callable[[*Ts], T], *arguments: *Ts) -> T:
        """Return what the work returns; work and arguments must be such that can be sent to a process."""
        if self._process is not None:
            async with self._one_at_a_time:  # what waits for its turn does not hang
                if self._process is not None:  # it may have been lost meanwhile
                    try:
                        return await asyncio.wait_for(_done(self._process, work, *arguments), MOST_SECONDS)
                    except (TimeoutError, BrokenExecutor) as error:
                        self._lose(error)
        return await _done(self._thread, work, *arguments)

    def renew(self) -> None:
        """Have the process replaced by one that reads what was taught meanwhile."""
        self._taught_anew += 1
        self._process = None
        self._lost.set()

    def _lose(self, error: Exception) -> None:
        log.warning("long_texts_process_lost", error=type(error).__name__)
        self._process = None
        self._lost.set()

    async def keep(self, *, start_after: float = START_AFTER_SECONDS, pause: float = PAUSE_SECONDS) -> None:
        """Keep a process that works, until cancelled; one that dies or hangs is replaced a little later."""
        await asyncio.sleep(start_after)
        while True:
            begun_with = self._taught_anew
            try:
                async with _process() as process:
                    if begun_with == self._taught_anew:
                        self._lost.clear()
                        self._process = process
                        await self._until_lost()
            except (BrokenExecutor, OSError) as error:  # it died before it was ready, or no memory or file was left
                log.warning("long_texts_process_not_started", error=type(error).__name__)
            await asyncio.sleep(pause)

    async def _until_lost(self) -> None:
        try:
            await self._lost.wait()
        finally:
            self._process = None


async def _done(executor: Executor, work: Callable[[*Ts], T], *arguments: *Ts) -> T:
    return await asyncio.get_running_loop().run_in_executor(executor, work, *arguments)


@asynccontextmanager
async def _process() -> AsyncIterator[ProcessPoolExecutor]:
    """Yield a process that is ready to work; it is killed at the end: it keeps nothing that could be lost.

    Raises:
        BrokenExecutor: it died on the way.
    """
    # Forked from a process with threads it could hang; spawned it begins anew.
    executor = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=_end_with_parent)
    try:
        await _done(executor, _get_ready)
        yield executor
    finally:
        for child in multiprocessing.active_children():
            child.kill()
        executor.shutdown(wait=False, cancel_futures=True)


def _end_with_parent() -> None:
    """Leave Ctrl-C to the parent, give way to it, and end when it does: now, where it was killed while we started."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:
        os._exit(1)


def _get_ready() -> None:
    crisis.warm_up(first_will_do=True)  # what our parent hears with, which may teach itself still
    for warm_up in (dates.warm_up, grammar.warm_up):
        warm_up()
