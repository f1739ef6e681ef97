"""Work that is asked for one by one and done together: what comes while it is done is done next, in one go."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from community.database import DatabaseAway

T = TypeVar("T")
R = TypeVar("R")

MOST_AT_ONCE = 32


class Together(Generic[T, R]):
    """Does so much at once as has been asked for meanwhile. Whoever comes alone waits for nobody.

    Args:
        work: returns one result, or one error, for each of what it is given, in order. Where it raises over several,
            each is tried by itself, so that one that is damaged takes no other with it; but not where the database is
            away, which it is for all of them.
    """

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[R | Exception]]]) -> None:
        self._work = work
        self._asked: list[tuple[T, asyncio.Future[R]]] = []
        self._doing: asyncio.Task[None] | None = None

    async def do(self, one: T) -> R:
        """Have one thing done and return its result. It is done also where whoever asked waits no longer."""
        result: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._asked.append((one, result))
        if self._doing is None or self._doing.done():
            self._doing = asyncio.create_task(self._do_all())
        return await result

    async def _do_all(self) -> None:
        while self._asked:
            some, self._asked = self._asked[:MOST_AT_ONCE], self._asked[MOST_AT_ONCE:]
            await self._do(some)

    async def _do(self, some: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._work([one for one, _ in some])
        except Exception as error:
            if len(some) > 1 and not isinstance(error, DatabaseAway):
                for one in some:
                    await self._do([one])
                return
            results = [error] * len(some)
        except BaseException as end:  # the process, or we, are told to end: whoever asked is, and nobody waits for ever
            waiting, self._asked = (*some, *self._asked), []
            for _, asked in waiting:
                if not asked.done():
                    asked.set_exception(end)
            return
        for (_, asked), result in zip(some, results, strict=True):
            if asked.done():  # whoever asked waits no longer
                continue
            if isinstance(result, Exception):
                asked.set_exception(result)
            else:
                asked.set_result(result)
