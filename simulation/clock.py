"""The clock that everything asks, the agenda of what happens when, and work done in the order it was begun."""

import asyncio
import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

Happening = Callable[[], None]


class SimulatedClock:
    """Shows a time that moves only when it is told to.

    `elapsed` counts seconds since the beginning and only grows; what the clock shows can be set back, as an
    administrator would.
    """

    def __init__(self, begins: datetime) -> None:
        self._origin = begins.astimezone(UTC)
        self.elapsed = 0.0

    def __call__(self) -> datetime:
        return self._origin + timedelta(seconds=self.elapsed)

    def advance_to(self, elapsed: float) -> None:
        """Let time pass; the past stays where it is."""
        self.elapsed = max(self.elapsed, elapsed)

    def set_by(self, change: timedelta) -> None:
        """Set the clock by hand; no time passes."""
        self._origin += change

    def elapsed_at(self, shown: datetime) -> float:
        """Return when the clock will show that time, if nobody sets it."""
        return (shown - self._origin).total_seconds()


class Agenda:
    """What happens when, in seconds elapsed; two things of the same moment in the order they were noted."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Happening]] = []
        self._noted = 0

    def note(self, elapsed: float, happening: Happening) -> None:
        """Have it happen then."""
        heapq.heappush(self._heap, (elapsed, self._noted, happening))
        self._noted += 1

    def next_at(self) -> float | None:
        """Return when the next thing happens, None where nothing does."""
        return self._heap[0][0] if self._heap else None

    def pop(self) -> Happening:
        """Take the next thing."""
        return heapq.heappop(self._heap)[2]


class InTurnLoop(asyncio.SelectorEventLoop):
    """An event loop that does what is meant for threads at once, itself: the same beginnings have the same end."""

    def run_in_executor(self, executor: object, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]  # noqa: ARG002
        """Do it now and return what came of it."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except BaseException as error:
            done.set_exception(error)
        return done
