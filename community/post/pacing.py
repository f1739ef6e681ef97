"""How fast a channel may send, over all its chats, to one of them, and after it refused: pure, time is an argument.

The pace is kept in the database beside the outbox rather than in memory, so that it survives a restart and holds for
all processes together (docs/decisions/0006).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TICKS_PER_SECOND = 100
"""Sends are counted in ticks of 10 ms: one figure a tick, however fast the channel is."""

LONGEST_PAUSE = timedelta(minutes=15)
"""No pause is kept longer: asked to wait longer, we ask again; one that ends later shows a clock that was set back."""

SHARES_PER_SECOND = 8
"""At most that part of a second's sends leaves at once, so that what is urgent finds room at any moment."""

BUNCHES_PER_SECOND = 15
"""At the limit we look at most so often for what may leave, rather than once a message."""

FAILURES_TO_PAUSE = 2
LONGEST_FAILURE_PAUSE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast one channel may send.

    Args:
        per_second: messages a second over all chats. Telegram: about 30 (Bot FAQ, "hitting limits").
        per_chat: messages a second to one chat. Telegram: about 1 (same source).
    """

    per_second: float
    per_chat: float

    @property
    def gap(self) -> timedelta:
        """The least time between two messages to one chat."""
        return timedelta(seconds=1 / self.per_chat)


def tick_of(moment: datetime) -> int:
    """Return the tick of a moment."""
    return int(moment.timestamp() * TICKS_PER_SECOND)


def lately(recent: Mapping[str, int], rate: Rate, now: datetime) -> dict[int, int]:
    """Return how many were sent in each tick that still counts: a whole second, longer below one message a second.

    Ticks that lie ahead were counted before the clock was set back, and count no more.
    """
    tick = tick_of(now)
    return {int(at): count for at, count in recent.items() if tick - _span(rate) <= int(at) <= tick}


def room(recent: Mapping[str, int], rate: Rate, now: datetime) -> int:
    """Return how many messages may leave now."""
    counted, tick = lately(recent, rate, now), tick_of(now)
    just_now = sum(count for at, count in counted.items() if at > tick - TICKS_PER_SECOND // SHARES_PER_SECOND)
    return max(0, min(_most(rate) - sum(counted.values()), _share(rate) - just_now))


def room_again_at(recent: Mapping[str, int], rate: Rate, now: datetime) -> datetime:
    """Return when the next messages may leave; `now` where some may at once.

    At the limit that is when several may: a look at the outbox costs as much for one message as for a few, and places
    that come free meanwhile are there for what is urgent.
    """
    counted, tick = lately(recent, rate, now), tick_of(now)
    free = _tick_with_room(counted, rate)
    just_now = [at for at in counted if at > tick - TICKS_PER_SECOND // SHARES_PER_SECOND]
    if sum(counted[at] for at in just_now) >= _share(rate):
        free = max(free, min(just_now) + TICKS_PER_SECOND // SHARES_PER_SECOND)
    return now if free <= tick else datetime.fromtimestamp(free / TICKS_PER_SECOND, UTC)


def _tick_with_room(counted: Mapping[int, int], rate: Rate) -> int:
    """Return the tick at which so much has become old that a bunch has room; 0 where it has at once."""
    room = _most(rate) - sum(counted.values())
    free = 0
    for at in sorted(counted):
        if room >= _bunch(rate):
            break
        room += counted[at]
        free = at + _span(rate) + 1
    return free


def with_sent(recent: Mapping[str, int], count: int, rate: Rate, now: datetime) -> dict[str, int]:
    """Return what is remembered after so many more sends."""
    counted = lately(recent, rate, now)
    counted[tick_of(now)] = counted.get(tick_of(now), 0) + count
    return {str(at): sent for at, sent in counted.items()}


def is_waiting(until: datetime | None, now: datetime) -> bool:
    """Say whether a pause until that time still holds."""
    return until is not None and now < until <= now + LONGEST_PAUSE


def pause_after(failures: int) -> timedelta:
    """Return how long to leave a channel alone that has failed so many times in a row: 1, 2, 4 ... 20 seconds."""
    if failures < FAILURES_TO_PAUSE:
        return timedelta(0)
    doubled = timedelta(seconds=2.0 ** min(10, failures - FAILURES_TO_PAUSE))
    return min(LONGEST_FAILURE_PAUSE, doubled)


def _span(rate: Rate) -> int:
    return math.ceil(TICKS_PER_SECOND * max(1.0, 1 / rate.per_second))


def _most(rate: Rate) -> int:
    return max(1, int(rate.per_second))


def _share(rate: Rate) -> int:
    return math.ceil(_most(rate) / SHARES_PER_SECOND)


def _bunch(rate: Rate) -> int:
    return max(1, _most(rate) // BUNCHES_PER_SECOND)
