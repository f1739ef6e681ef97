"""What processes tell each other at once, over PostgreSQL: that something is kept, or waits to be sent.

Nobody relies on it: who hears nothing finds it by looking, within a second. A line that breaks is made anew.
"""

import asyncio
from collections.abc import Callable
from typing import Literal, cast, get_args

import psycopg
import structlog

from community import engines, signals
from community.database import Database, DatabaseAway

log = structlog.get_logger()

What = Literal["kept", "queued"]
"""`kept`: a message waits for its answer, in a lane. `queued`: something may wait in the outbox, for an address."""

AGAIN_SECONDS = 1.0
TRIED_EVERY_SECONDS = 10.0  # a line that is quiet may be dead
ANSWER_SECONDS = 5.0
TOLD_AT_ONCE = 200


class Signals:
    """One process's ear and voice.

    Args:
        name: the process's own; it does not hear itself.
        hear: called with what another process tells, and the lane or address where it names one.
    """

    def __init__(self, database: Database, *, name: str, hear: Callable[[What, str | None], None]) -> None:
        self._database = database
        self._name, self._hear = name, hear
        self._has_others = database.engine.dialect.name == "postgresql"
        self._untold: dict[str, None] = {}  # in order, each once
        self._something = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def tell(self, what: What, where: str | None = None) -> None:
        """Have other processes hear it soon; may be called from any thread, once what it tells of is committed."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._note, what, where or "")

    def _note(self, what: What, where: str) -> None:
        line = f"{self._name} {what} {where}"
        self._untold[line if len(line.encode()) <= signals.LONGEST else f"{self._name} {what} "] = None
        self._something.set()

    async def speak(self) -> None:
        """Tell what there is to tell, until cancelled."""
        if not self._has_others:
            return
        self._loop = asyncio.get_running_loop()
        while True:
            await self._something.wait()
            self._something.clear()
            while self._untold:
                lines = list(self._untold)[:TOLD_AT_ONCE]
                for line in lines:
                    del self._untold[line]
                try:
                    await asyncio.to_thread(self._tell, lines)
                except DatabaseAway:
                    log.warning("not_told")  # they find it by looking

    def _tell(self, lines: list[str]) -> None:
        with self._database.transaction(hurried=True) as session:
            signals.tell(session, lines)

    async def listen(self) -> None:
        """Hear what others tell, until cancelled; a line that breaks is made anew."""
        while self._has_others:
            try:
                await self._listen_on_one_line()
            except (psycopg.Error, TimeoutError) as error:
                log.warning("not_listening", error=type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _listen_on_one_line(self) -> None:
        async with await engines.line_to(self._database.engine) as line:
            await line.execute(f"LISTEN {signals.CHANNEL}")
            log.info("listening")
            self._hear("kept", None)  # what was told before is not heard any more
            self._hear("queued", None)
            while True:
                async for told in line.notifies(timeout=TRIED_EVERY_SECONDS):
                    self._take(told.payload)
                async with asyncio.timeout(ANSWER_SECONDS):
                    await line.execute("SELECT 1")

    def _take(self, told: str) -> None:
        name, what, where = told.split(" ", 2)
        if name != self._name and what in get_args(What):
            self._hear(cast(What, what), where or None)
