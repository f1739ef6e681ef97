"""What always runs while the process lives; when one of it dies the process must end."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

import structlog

from bot.files import outlasting_shortage
from bot.logs import place_of

log = structlog.get_logger()


class Tasks:
    """The tasks of one process.

    A dead part must not leave a bot that looks alive and is silent: `broken` is set, and the process is started again.
    """

    def __init__(self) -> None:
        self.broken = asyncio.Event()
        self._running: list[asyncio.Task[None]] = []

    def keep(self, name: str, begin: Callable[[], Awaitable[None]]) -> None:
        """Run a part, and begin it anew after a shortage of files."""
        self.run(name, outlasting_shortage(begin))

    def run(self, name: str, work: Coroutine[object, object, None]) -> None:
        """Run a part."""
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._ended)
        self._running.append(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.critical("part_died", part=task.get_name(), error=type(error).__name__, at=place_of(error))
            self.broken.set()

    def task(self, name: str) -> asyncio.Task[None]:
        """Return the task of that name."""
        return next(task for task in self._running if task.get_name() == name)

    async def end(self) -> None:
        """Cancel all of it, and return once it has ended."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
