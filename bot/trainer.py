"""A process that teaches, `python -m understanding.trainer`, followed to its end."""

import asyncio
import contextlib
import sys
from collections.abc import Callable

from bot.settings import ROOT

LAST_LINES = 12
LONGEST_LINE = 1 << 22  # bytes, of a report


async def followed(subject: str, hear: Callable[[str], bool], *, told: str = "") -> tuple[int, str]:
    """Run it; return what it ended with, and the last it said that nobody heard. It ends with whoever waits for it.

    Args:
        hear: is given each line; says whether the line was one that it knows.
        told: what it reads on standard input.
    """
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "understanding.trainer", subject),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C in the terminal is for the app, which then ends it
        limit=LONGEST_LINE,
    )
    last: list[str] = []
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        with contextlib.suppress(ConnectionError):  # it ended before it had read all; it has said why
            child.stdin.write(f"{told}\n".encode())
            await child.stdin.drain()
        child.stdin.close()
        async for line in child.stdout:
            words = line.decode(errors="replace").rstrip()
            if not hear(words):
                last = [*last[1 - LAST_LINES :], words]
        ended = await child.wait()
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    return ended, "\n".join(last) or f"its process ended with {ended}"
