"""Telling open pages that something on the desk has changed, whichever process changed it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from community.cases import desk
from community.database import Database

LOOK_EVERY_SECONDS = 0.4
CHECK_SIGN_IN_EVERY = 25  # looks


class News:
    """The latest mark of what pages show; however many listen, a process asks the database once in a while only.

    Args:
        mark: returns a mark that differs whenever what is shown does; the desk's where none is given.
    """

    def __init__(self, database: Database, mark: Callable[[Session], str] = desk.news) -> None:
        self._database, self._mark_of = database, mark
        self._lock = asyncio.Lock()
        self._mark = ""
        self._looked_at = float("-inf")

    async def mark(self) -> str:
        """Return the mark as it was at most `LOOK_EVERY_SECONDS` ago."""
        async with self._lock:
            moment = asyncio.get_running_loop().time()
            if moment - self._looked_at >= LOOK_EVERY_SECONDS * 0.9:
                self._mark = await run_in_threadpool(self._look)
                self._looked_at = moment
            return self._mark

    def _look(self) -> str:
        with self._database.reading() as session:
            return hashlib.sha256(self._mark_of(session).encode()).hexdigest()[:16]


async def events(news: News, still_signed_in: Callable[[], Awaitable[bool]]) -> AsyncIterator[dict[str, str]]:
    """Yield `news` at once and after every change, until the listener's session has ended."""
    shown, looks = "", 0
    while True:
        if looks % CHECK_SIGN_IN_EVERY == 0 and not await still_signed_in():
            yield {"event": "signed-out", "data": ""}
            return
        mark = await news.mark()
        if mark != shown:
            yield {"event": "news", "data": mark}
            shown = mark
        looks += 1
        await asyncio.sleep(LOOK_EVERY_SECONDS)
