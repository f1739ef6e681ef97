"""How much of the web chat one session and one address may use, so that there is enough for the others."""

import math
import random
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from bot.channels.web.guard import Refused
from bot.channels.web.others import Others
from bot.http.shares import Shares

A_MINUTE, A_SECOND = 40, 5  # posts of one session; nobody types faster, and a resend after a lost connection fits in
LOOKS_A_MINUTE = 120  # of one session at its talk and its files; the page looks once when it is opened
URGENT_A_MINUTE = 20  # calls for help of one session that pass where other words would not
MOST_WAITING, FEW_WAITING = 32, 2
"""Posts that wait for their answers at once; one visitor alone gets ten places, which keep all lanes at work."""

SHARE_A_MINUTE = 12  # beyond those places: of one known session, or of all new ones of an address together
KNOWN_AFTER_SECONDS = 300
MOST_KNOWN = 50_000  # sessions; the one that has been silent longest is forgotten first
MOST_STREAMS, FEW_STREAMS = 8_192, 8
AGAIN_WITHIN_SECONDS = 5  # those who were refused together come back one after the other

# A school comes by one address: a thousand students who open the page within a minute, and write twice in it.
SESSIONS_IN_TEN_SECONDS, SESSIONS_AN_HOUR, ADDRESS_A_MINUTE = 200, 6_000, 3_000

COUNTED_TOGETHER = frozenset(("session", "post", "address"))
"""By all processes. A call for help waits for no other process, and looks and streams cost the one that serves them."""

_POSTS = (RateLimitItemPerSecond(A_SECOND), RateLimitItemPerMinute(A_MINUTE))
_URGENT = (RateLimitItemPerMinute(URGENT_A_MINUTE),)
_LOOKS = (RateLimitItemPerMinute(LOOKS_A_MINUTE),)
_SESSIONS = (RateLimitItemPerSecond(SESSIONS_IN_TEN_SECONDS, 10), RateLimitItemPerHour(SESSIONS_AN_HOUR))
_ADDRESS = (RateLimitItemPerMinute(ADDRESS_A_MINUTE),)
_SHARE = (RateLimitItemPerMinute(SHARE_A_MINUTE),)


class Quotas:
    """Counts what sessions and addresses do, and refuses what is too much.

    Args:
        others: processes that serve the same visitors; None where there are none.
    """

    def __init__(self, others: Others | None = None) -> None:
        self._others = others
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._known_since: OrderedDict[str, float] = OrderedDict()
        self.streams = Shares(MOST_STREAMS, few=FEW_STREAMS)
        self._waiting = Shares(MOST_WAITING, few=FEW_WAITING)

    async def new_session(self, visitor: str) -> None:
        """Count a session that begins.

        Raises:
            Refused: so many have begun at the address lately.
        """
        await self._keep("session", visitor, _SESSIONS, too_busy)

    async def look(self, session: str) -> None:
        """Count a look at a talk.

        Raises:
            Refused: the session looks too often.
        """
        await self._keep("look", session, _LOOKS, too_fast)

    async def post(self, session: str, visitor: str) -> None:
        """Count one post.

        Raises:
            Refused: too many lately of the session or its address, or more than its share while many wait.
        """
        counted = self.counted_as(session, visitor)
        await self._keep("post", session, _POSTS, too_fast)
        await self._keep("address", visitor, _ADDRESS, too_busy)
        if not self._waiting.has_room_for(counted):
            await self._keep("share", counted, _SHARE, too_busy)

    async def urgent(self, session: str) -> None:
        """Count a post that passes although it is too much, as it calls for help.

        Raises:
            Refused: the session has called so often within the minute that one call more changes nothing.
        """
        await self._keep("urgent", session, _URGENT, too_fast)

    @contextmanager
    def answering(self, session: str, visitor: str) -> Iterator[None]:
        """Count a post as long as it waits for its answer."""
        counted = self.counted_as(session, visitor)
        self._waiting.take(counted)
        try:
            yield
        finally:
            self._waiting.give_back(counted)

    def may_open_stream(self, visitor: str) -> None:
        """Say nothing where an address may have one more stream.

        Raises:
            Refused: it holds its share.
        """
        if not self.streams.has_room_for(visitor):
            raise too_busy(AGAIN_WITHIN_SECONDS)

    def counted_as(self, session: str, visitor: str) -> str:
        """Return whose share a session uses: its own once it is known, till then that of all new ones there."""
        since = self._known_since.setdefault(session, time.monotonic())
        self._known_since.move_to_end(session)
        if len(self._known_since) > MOST_KNOWN:
            self._known_since.popitem(last=False)
        return session if time.monotonic() - since >= KNOWN_AFTER_SECONDS else visitor

    async def _keep(
        self, what: str, who: str, limits: tuple[RateLimitItem, ...], refusal: Callable[[int], Refused]
    ) -> None:
        for limit in limits:
            if not await self._limiter.hit(limit, what, who):
                window = await self._limiter.get_window_stats(limit, what, who)
                raise refusal(max(1, math.ceil(window.reset_time - time.time())))
            if self._others and what in COUNTED_TOGETHER:
                await self._count(limit, what, who, await self._others.newly_counted(limit, what, who))

    async def _count(self, limit: RateLimitItem, what: str, who: str, more: int) -> None:
        """Count what others have let through as if it had been let through here."""
        if more:
            left = (await self._limiter.get_window_stats(limit, what, who)).remaining
            await self._limiter.hit(limit, what, who, cost=min(more, left))


def too_fast(seconds: int) -> Refused:
    """Return the refusal of what one session does too often."""
    return Refused(
        429,
        "too_fast",
        zh=f"你发得太快啦，{seconds} 秒后会自动再发。",
        en=f"You are faster than I am. This goes out again in {seconds} s.",
        headers={"Retry-After": str(seconds)},
    )


def too_busy(_seconds: int) -> Refused:
    """Return the refusal of what too many do at once; each is told another time to come back."""
    seconds = random.randint(1, AGAIN_WITHIN_SECONDS)  # noqa: S311  # no secret
    return Refused(
        429,
        "too_busy",
        zh=f"现在人很多，{seconds} 秒后会自动再试。",
        en=f"Many people are here at the moment. This is tried again in {seconds} s.",
        headers={"Retry-After": str(seconds)},
    )
