"""How fast a channel may send: over all its chats, and to one of them."""

import asyncio
import time

from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

SHORTEST_WAIT_SECONDS = 0.005


class RateLimit:
    """Space out one channel's sends.

    Args:
        per_second: messages a second over all chats. Telegram: about 30 (Bot FAQ, "hitting limits").
        per_chat: messages a second to one chat. Telegram: about 1 (same source).
    """

    def __init__(self, *, per_second: float, per_chat: float) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._overall = _every_second(per_second)
        self._chat = _every_second(per_chat)
        self._paused_until = 0.0

    async def wait(self, address: str) -> None:
        """Return when a message may be sent to that address."""
        await self._wait(self._chat, f"chat:{address}")
        await self._wait(self._overall, "overall")
        await asyncio.sleep(max(0.0, self._paused_until - time.time()))

    def pause(self, seconds: float) -> None:
        """Send nothing for a while, as the channel itself has asked."""
        self._paused_until = max(self._paused_until, time.time() + seconds)

    async def _wait(self, limit: RateLimitItem, name: str) -> None:
        while not await self._limiter.hit(limit, name):
            window = await self._limiter.get_window_stats(limit, name)
            await asyncio.sleep(max(SHORTEST_WAIT_SECONDS, window.reset_time - time.time()))


def _every_second(rate: float) -> RateLimitItem:
    """Return the limit as a window of whole messages: 30 a second, or 30 a minute for half a message a second."""
    return RateLimitItemPerSecond(int(rate)) if rate >= 1 else RateLimitItemPerMinute(max(1, int(rate * 60)))
