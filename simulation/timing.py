"""How fast sends leave and how long answers take, on seconds elapsed."""

from collections import deque
from dataclasses import dataclass, field

from simulation.channel import Attempt

MOST_A_SECOND, LEAST_GAP_SECONDS = 30, 1.0  # Telegram's limits, over all chats and in each
WINDOW_SECONDS = 1.0
ROUNDING = 1e-3  # of clocks that show microseconds, and of a pace counted in ticks


@dataclass(slots=True)
class Pace:
    """Watches that no second sees more sends than the channel allows, over all chats and in each of them."""

    most_in_a_second: int = 0
    _sends: deque[float] = field(default_factory=deque)
    _last: dict[str, float] = field(default_factory=dict)

    def sent(self, attempt: Attempt) -> str | None:
        """Count a send; return which limit it broke, None for none."""
        now = attempt.elapsed
        while self._sends and self._sends[0] <= now - WINDOW_SECONDS + ROUNDING:
            self._sends.popleft()
        self._sends.append(now)
        self.most_in_a_second = max(self.most_in_a_second, len(self._sends))
        before, self._last[attempt.address] = self._last.get(attempt.address), now
        if before is not None and now - before < LEAST_GAP_SECONDS - ROUNDING:
            return "one chat"
        return "all chats" if len(self._sends) > MOST_A_SECOND else None


@dataclass(slots=True)
class Waits:
    """How long students waited for their answers; apart, where the channel or the machine was away meanwhile."""

    free: list[float] = field(default_factory=list)
    in_broadcast: list[float] = field(default_factory=list)
    hindered: list[float] = field(default_factory=list)


def percentile(values: list[float], share: float) -> float:
    """Return the value that the share of all values does not exceed, 0.0 where there are none."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0
