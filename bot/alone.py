"""Work of which one process does it at a time, and another goes on with it once that one is gone."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from community.clock import Clock, shared_moment
from community.database import Database, DatabaseAway
from community.processes import tenure

ASK_SECONDS = 2.0  # several times within a tenure's lease


class Alone:
    """One task, which several processes could do.

    Args:
        task: its name, the same in all of them.
        process: which of them this is.
    """

    def __init__(self, database: Database, task: str, process: str, *, now: Clock) -> None:
        self._database, self._task, self._process, self._now = database, task, process, now

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work while the task is ours, until cancelled.

        Where the database is away nobody can know whose it is; then whoever is at work goes on.
        """
        is_ours = False
        while True:
            with contextlib.suppress(DatabaseAway):
                is_ours = await asyncio.to_thread(self._hold)
            if is_ours:
                await self._while_ours(work)
                is_ours = False
            await asyncio.sleep(ASK_SECONDS)

    async def _while_ours(self, work: Callable[[], Awaitable[None]]) -> None:
        working = asyncio.ensure_future(work())
        try:
            is_ours = True
            while is_ours and not working.done():
                await asyncio.wait({working}, timeout=ASK_SECONDS)
                with contextlib.suppress(DatabaseAway):
                    is_ours = await asyncio.to_thread(self._hold)
            if working.done():
                working.result()
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

    def _hold(self) -> bool:
        with self._database.transaction(hurried=True) as session:
            return tenure.hold(session, self._task, self._process, now=shared_moment(session, self._now))
