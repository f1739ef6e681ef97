"""What is asked for while work goes on is done next, in one go."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.together import MOST_AT_ONCE, Together
from community.database import DatabaseAway


class Work:
    """Doubles numbers; waits until it may go on, and fails over a number that it is told to."""

    def __init__(self, *, fails_over: int = -1, error: BaseException | None = None) -> None:
        self.asked: list[list[int]] = []
        self.may_go_on = asyncio.Event()
        self._fails_over, self._error = fails_over, error

    async def __call__(self, some: Sequence[int]) -> list[int | Exception]:
        self.asked.append(list(some))
        await self.may_go_on.wait()
        if self._error is not None and self._fails_over in some:
            raise self._error
        return [2 * one for one in some]


async def _asked(work: Work, numbers: Sequence[int]) -> list[object]:
    together: Together[int, int] = Together(work)
    first = asyncio.create_task(together.do(numbers[0]))
    while not work.asked:
        await asyncio.sleep(0)
    others = [asyncio.create_task(together.do(number)) for number in numbers[1:]]
    await asyncio.sleep(0)
    work.may_go_on.set()
    return list(await asyncio.gather(first, *others, return_exceptions=True))


def test_what_comes_meanwhile_is_done_together() -> None:
    async def talk() -> None:
        work = Work()
        assert await _asked(work, range(4)) == [0, 2, 4, 6]
        assert work.asked == [[0], [1, 2, 3]]

    asyncio.run(talk())


def test_no_more_is_done_together_than_may_be() -> None:
    async def talk() -> None:
        work = Work()
        await _asked(work, range(MOST_AT_ONCE + 2))
        assert [len(some) for some in work.asked] == [1, MOST_AT_ONCE, 1]

    asyncio.run(talk())


def test_one_that_cannot_be_done_takes_no_other_with_it() -> None:
    async def talk() -> None:
        wrong = ValueError("damaged")
        assert await _asked(Work(fails_over=2, error=wrong), range(4)) == [0, 2, wrong, 6]

    asyncio.run(talk())


def test_all_hear_at_once_that_the_database_is_away() -> None:
    async def talk() -> None:
        away = DatabaseAway("away")
        work = Work(fails_over=2, error=away)
        assert await _asked(work, range(4)) == [0, away, away, away]
        assert len(work.asked) == 2, "nobody knocks again for each of them"

    asyncio.run(talk())


def test_who_waits_no_longer_holds_up_nobody() -> None:
    async def talk() -> None:
        work = Work()
        together: Together[int, int] = Together(work)
        gone = asyncio.create_task(together.do(1))
        while not work.asked:
            await asyncio.sleep(0)
        gone.cancel()
        work.may_go_on.set()
        assert await together.do(2) == 4
        with pytest.raises(asyncio.CancelledError):
            await gone

    asyncio.run(talk())


def test_nobody_waits_for_work_that_was_told_to_end() -> None:
    class Killed(BaseException):
        """The process is told to end."""

    async def talk() -> None:
        error = Killed()
        work = Work(fails_over=0, error=error)
        assert await _asked(work, range(3)) == [error] * 3
        assert work.asked == [[0]], "nor for what had not begun"

    asyncio.run(talk())
