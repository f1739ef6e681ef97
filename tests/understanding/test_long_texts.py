"""Long texts are worked on in a process of their own; a thread does it where there is none."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from bot.settings import ROOT
from understanding.crisis import assess
from understanding.long_texts import LongTexts

GRAVE = "It has been such a long week and nothing went well at all. " * 20 + "I want to kill myself tonight."
START_SECONDS = 60


@asynccontextmanager
async def kept() -> AsyncIterator[LongTexts]:
    """Yield what works on long texts, its process ready."""
    texts = LongTexts()
    keeper = asyncio.create_task(texts.keep(start_after=0, pause=0))
    try:
        await until(lambda: texts.place == "process")
        yield texts
    finally:
        keeper.cancel()
        with suppress(asyncio.CancelledError):
            await keeper


async def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(START_SECONDS):
        while not holds():
            await asyncio.sleep(0.01)


def runs(pid: int) -> bool:
    """Say whether there is such a process; one that nobody has asked about its end counts as gone."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_thread_works_until_a_process_is_there() -> None:
    async def talk() -> None:
        texts = LongTexts()
        assert texts.place == "thread"
        assert await texts.run(os.getpid) == os.getpid()

    asyncio.run(talk())


def test_one_that_dies_or_hangs_is_replaced_and_a_thread_works_meanwhile() -> None:
    async def talk() -> None:
        async with kept() as texts:
            first = await texts.run(os.getpid)
            assert first != os.getpid()
            assert await texts.run(assess, GRAVE) == assess(GRAVE)
            assert (await texts.run(assess, GRAVE)).level == "crisis"

            os.kill(first, signal.SIGKILL)
            assert await texts.run(assess, GRAVE) == assess(GRAVE)  # by whom, depends on who hears first of the death
            await until(lambda: texts.place == "process")

            second = await texts.run(os.getpid)
            assert second not in (first, os.getpid())
            os.kill(second, signal.SIGSTOP)
            assert await texts.run(os.getpid) == os.getpid()
            await until(lambda: not runs(second) and texts.place == "process")
            third = await texts.run(os.getpid)
        await until(lambda: not runs(third))

    asyncio.run(talk())


WORKS = """
import asyncio, os
from tests.understanding.test_long_texts import kept
async def main():
    async with kept() as texts:
        print(await texts.run(os.getpid), flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""
STARTS = """
import asyncio, multiprocessing
from understanding.long_texts import LongTexts
async def main():
    keeper = asyncio.create_task(LongTexts().keep(start_after=0))
    while not multiprocessing.active_children():
        await asyncio.sleep(0.001)
    print(multiprocessing.active_children()[0].pid, flush=True)
    await keeper
asyncio.run(main())
"""


@pytest.mark.parametrize("moment", [WORKS, STARTS], ids=["while it works", "while it starts"])
def test_it_ends_with_an_assistant_that_is_killed(moment: str) -> None:
    async def talk() -> None:
        parent = await asyncio.create_subprocess_exec(
            sys.executable, "-c", moment, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        assert parent.stdout is not None
        pid = int(await asyncio.wait_for(parent.stdout.readline(), START_SECONDS))
        assert runs(pid)
        parent.kill()
        await asyncio.wait_for(parent.wait(), START_SECONDS)  # who outlives it holds its output open
        await until(lambda: not runs(pid))

    asyncio.run(talk())
