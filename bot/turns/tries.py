"""The turns of one message: tried again while the database is away, and with care where a process has died over it."""

import asyncio
import time

import structlog

from bot.turns.dispatcher import Dispatcher, TurnHangs
from bot.turns.keeping import Keeping
from community.away import TookTooLong
from community.database import DatabaseAway
from community.post.tables import InboxItem

log = structlog.get_logger()

DATABASE_PAUSE_SECONDS = 0.5
CALM_SECONDS = 5.0
"""How long a process must have answered before it tries again what two have died over; others are answered meanwhile.

Of a process that is killed again and again from outside, messages are the victims: they are not to be set aside for it.
"""


class Tries:
    """Has messages answered, whatever it takes."""

    def __init__(self, dispatcher: Dispatcher, keeping: Keeping) -> None:
        self._dispatcher, self._keeping = dispatcher, keeping
        self._suspect = asyncio.Lock()  # of several that a process died over only the one at work can be why it dies
        self.start()

    def start(self) -> None:
        """Count the calm from now: a start is none, and takes long on a busy machine."""
        self._calm_from = time.monotonic() + CALM_SECONDS

    def pause(self, item: InboxItem) -> float:
        """Return for how many seconds a message is left alone, because two processes have died over it."""
        return self._calm_from - time.monotonic() if item.interrupted and item.attempts >= 2 else 0.0

    async def answer(self, item: InboxItem) -> None:
        """Answer one message; of those that a process died over one at a time, each turn counted before it begins.

        Raises:
            LeaseLost: another process has it now.
        """
        if item.interrupted:
            async with self._suspect:
                await self._try(item, counted=False)
        else:
            await self._try(item, counted=True)

    async def _try(self, item: InboxItem, *, counted: bool) -> None:
        while True:
            try:
                if not counted:
                    item.attempts, counted = await asyncio.to_thread(self._keeping.begin_turn, item.id), True
                return await self._dispatcher.answer(item)
            except DatabaseAway as error:
                log.error("database_away", inbox=item.id)
                counted = counted and not isinstance(error, TookTooLong)
                await asyncio.sleep(DATABASE_PAUSE_SECONDS)
            except TurnHangs:
                counted = False
