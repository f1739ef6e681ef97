"""What other processes have counted of a visitor, so that two of them do not give twice as much.

Only of those is asked who have used a good part of a quota here, and of each once a second: nobody else's message costs
a statement more.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from limits import RateLimitItem

from bot.channels.web.threads import Threads
from community.database import Database, DatabaseAway
from community.hidden import Hidden
from community.processes import counts

ASKED_FROM = 4  # of a quota its fourth part: what four processes leave unasked is no more than one quota
ASKED_EVERY = timedelta(seconds=1)
SHORTEST_WINDOW_SECONDS = 10  # within fewer the answer would come too late
MOST_KNOWN = 20_000  # windows; the one that was opened first is forgotten first
WITHIN_SECONDS = 1.0  # then a visitor is judged by what is known here: the page comes without the database too


@dataclass(slots=True)
class Window:
    """One quota of one visitor in one window of time: counted here and told nobody, and known of all processes."""

    untold: int = 0
    known: int = 0
    asked_at: datetime | None = None

    def is_worth_asking(self, most: int, now: datetime) -> bool:
        """Say whether others may have counted what matters, and were not asked just now."""
        is_new = self.asked_at is None or now - self.asked_at >= ASKED_EVERY
        return is_new and (self.untold + self.known) * ASKED_FROM >= most


class Others:
    """Tells other processes what was counted here, and learns what they have counted.

    Args:
        now: the clock that all processes share.
    """

    def __init__(self, database: Database, secret: str, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now
        self._hidden = Hidden(secret, "quotas")
        self._windows: OrderedDict[str, Window] = OrderedDict()
        self._threads = Threads(1, abandons=True)

    async def newly_counted(self, limit: RateLimitItem, *names: str) -> int:
        """Count one here; return how many others have counted since they were asked last, 0 where nobody was asked."""
        seconds = limit.get_expiry()
        if seconds < SHORTEST_WINDOW_SECONDS:
            return 0
        now = self._now()
        name = f"{limit.key_for(*names)} {int(now.timestamp() // seconds)}"
        window = self._window(name)
        window.untold += 1
        return await self._ask(name, window, now) if window.is_worth_asking(limit.amount, now) else 0

    def _window(self, name: str) -> Window:
        window = self._windows.setdefault(name, Window())
        if len(self._windows) > MOST_KNOWN:
            self._windows.popitem(last=False)
        return window

    async def _ask(self, name: str, window: Window, now: datetime) -> int:
        told, window.untold, window.asked_at = window.untold, 0, now
        window.known += told
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                total = await self._threads.run(self._exchange, name, told, now)
        except (DatabaseAway, TimeoutError):
            return 0
        new = max(0, total - window.known)
        window.known += new
        return new

    def _exchange(self, name: str, count: int, now: datetime) -> int:
        with self._database.transaction() as session:
            return counts.add(session, self._hidden(name), count, now=now)
