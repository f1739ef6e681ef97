"""Who waits for the answer to a message that was kept here; it may be given here or by another process."""

import asyncio
import contextlib
from collections.abc import Iterator

from community.post.inbox import Arrival

Name = tuple[str, str]  # of a message: its channel and its update's id


class Answer:
    """One answer that is waited for.

    Args:
        address: where it goes.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._is_here = False
        self._stirs = asyncio.Event()

    def is_here(self) -> None:
        """Let go whoever waits."""
        self._is_here = True
        self._stirs.set()

    def may_be_here(self) -> None:
        """Have whoever waits look in the database."""
        self._stirs.set()

    async def comes_within(self, seconds: float) -> bool:
        """Say whether it was given here; return False early where it may have been elsewhere."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stirs.wait()
        self._stirs.clear()
        return self._is_here


class Awaited:
    """All answers that are waited for in this process."""

    def __init__(self) -> None:
        self._answers: dict[Name, Answer] = {}

    @contextlib.contextmanager
    def answer_to(self, arrival: Arrival) -> Iterator[Answer]:
        """Yield what shows when the message is answered."""
        name = (arrival.channel, arrival.update_id)
        answer = self._answers.setdefault(name, Answer(arrival.lane.partition(":")[2]))
        try:
            yield answer
        finally:
            self._answers.pop(name, None)

    def is_here(self, name: Name) -> None:
        """Note that a message was answered in this process."""
        if (answer := self._answers.get(name)) is not None:
            answer.is_here()

    def look_at(self, address: str) -> None:
        """Note that another process has written an answer to an address."""
        for answer in self._answers.values():
            if answer.address == address:
                answer.may_be_here()
