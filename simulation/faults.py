"""What goes wrong, drawn by the seed: refusals, outages, kills, time away, a clock that was set back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

MINUTE, HOUR, DAY, WEEK = 60.0, 3600.0, 86400.0, 604800.0

LONG_AWAY = 3 * DAY
SET_BACK = timedelta(hours=-1)

HUNG, BUSY, BROKEN, UNREACHABLE = 0.001, 0.002, 0.002, 0.001
"""How often a single send ends so, outside of outages."""

TAIL = 2 * MINUTE  # of an outage: nobody is tried again at once

Window = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Faults:
    """All that goes wrong and when, in seconds elapsed.

    Args:
        outages: the channel answers 5xx or refuses connections.
        refusals: it answers 429 to everything.
        without_rasa: Rasa is away.
        kills: the process dies some steps after each of these; it is started again a little later.
        restarts: the process is stopped properly and started again.
        away: the machine is down, with everything on it.
        set_back: the clock is set back by an hour.
        down: when no process was running after a kill or a restart; written as it happens.
    """

    chance: Random
    outages: tuple[Window, ...] = ()
    refusals: tuple[Window, ...] = ()
    without_rasa: tuple[Window, ...] = ()
    kills: tuple[float, ...] = ()
    restarts: tuple[float, ...] = ()
    away: tuple[Window, ...] = ()
    set_back: tuple[float, ...] = ()
    down: list[Window] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def of_send(self, elapsed: float) -> tuple[str, float]:
        """Return what befalls a send: `busy` and for how many seconds, `hung` and whether it arrived, `broken` ..."""
        end = self._end_of_send(elapsed)
        self.counts[end[0]] = self.counts.get(end[0], 0) + 1
        return end

    def _end_of_send(self, elapsed: float) -> tuple[str, float]:
        if inside(self.outages, elapsed):
            return ("broken" if self.chance.random() < 0.5 else "unreachable"), 0.0
        if inside(self.refusals, elapsed):
            return "busy", float(self.chance.randint(1, 30))
        drawn = self.chance.random()
        for name, share in (("hung", HUNG), ("busy", BUSY), ("broken", BROKEN), ("unreachable", UNREACHABLE)):
            if drawn < share:
                return name, float(self.chance.randint(0, 1)) if name == "hung" else float(self.chance.randint(1, 5))
            drawn -= share
        return "taken", 0.0

    def were_there(self, begin: float, end: float) -> bool:
        """Say whether sending was hindered for everybody somewhere between the two moments."""
        return any(since < end and begin < until + TAIL for since, until in self._hindrances())

    def left_clear(self, begin: float, end: float, *, enough: float) -> bool:
        """Say whether sending was unhindered for `enough` seconds in one piece between the two moments."""
        free_from = begin
        for since, until in sorted(self._hindrances()):
            if until + TAIL <= free_from:
                continue
            if min(since, end) - free_from >= enough:
                return True
            free_from = max(free_from, until + TAIL)
        return end - free_from >= enough

    def _hindrances(self) -> tuple[Window, ...]:
        return (*self.outages, *self.refusals, *self.away, *self.down)


def inside(windows: tuple[Window, ...], elapsed: float) -> bool:
    """Say whether a moment lies in one of the windows."""
    return any(begin <= elapsed < end for begin, end in windows)


def drawn(chance: Random, weeks: int) -> Faults:
    """Draw what goes wrong in so many weeks."""
    long = weeks * WEEK
    away_at = chance.uniform(0.5, 0.6) * long
    return Faults(
        chance=Random(chance.random()),  # noqa: S311 - a play, no secret
        outages=tuple(_windows(chance, long, weeks, MINUTE, 20 * MINUTE)),
        refusals=tuple(_windows(chance, long, weeks, 20.0, 3 * MINUTE)),
        without_rasa=tuple(_windows(chance, long, max(1, weeks // 6), HOUR, DAY)),
        kills=tuple(sorted(chance.uniform(DAY, long) for _ in range(3 * weeks))),
        restarts=tuple(sorted(chance.uniform(DAY, long) for _ in range(weeks))),
        away=((away_at, away_at + LONG_AWAY), *_windows(chance, long, max(1, weeks // 4), 5 * MINUTE, 3 * HOUR)),
        set_back=tuple(sorted(chance.uniform(DAY, long) for _ in range(max(1, weeks // 9)))),
    )


def _windows(chance: Random, long: float, number: int, shortest: float, longest: float) -> Iterator[Window]:
    for _ in range(number):
        begin = chance.uniform(DAY, long)
        yield begin, begin + chance.uniform(shortest, longest)
