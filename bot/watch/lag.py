"""How late the event loop is: whatever blocks it blocks every conversation at once."""

import asyncio
from collections import deque

from bot.metrics import LOOP_LAG

EVERY_SECONDS = 0.5
LOOKED_BACK = 120  # measurements: a minute


class LoopLag:
    """Measures the loop that it runs in."""

    def __init__(self) -> None:
        self._lags: deque[float] = deque(maxlen=LOOKED_BACK)

    @property
    def worst_seconds(self) -> float:
        """The longest delay of the last minute."""
        return max(self._lags, default=0.0)

    async def run(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            asked = loop.time()
            await asyncio.sleep(EVERY_SECONDS)
            lag = max(0.0, loop.time() - asked - EVERY_SECONDS)
            self._lags.append(lag)
            LOOP_LAG.observe(lag)
