"""In which order a conversation's messages are answered, and several conversations at once. No database is asked."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.turns.lane import Lane
from bot.turns.lanes import LANES_AT_WORK, Lanes
from community.post import claiming
from community.post.claiming import LeaseLost
from community.post.inbox import MOST_BEFORE
from community.post.tables import InboxItem
from tests.conftest import NOW

PATIENCE_SECONDS = 30


def _item(number: int, lane: str = "a", urgency: int = 0) -> InboxItem:
    return InboxItem(id=number, lane=lane, urgency=urgency, turn_at=NOW + timedelta(seconds=number))


def _lane(*items: InboxItem) -> Lane:
    lane = Lane("a")
    lane.add(items)
    return lane


def _order(lane: Lane) -> list[int]:
    return [lane.take().id for _ in iter(lambda: lane.first, None)]


def test_the_few_messages_before_a_cry_for_help_are_answered_before_it() -> None:
    lane = _lane(*(_item(number) for number in range(MOST_BEFORE)))
    lane.add([_item(9, urgency=1)])
    assert lane.urgency == 1, "they go with it"
    assert _order(lane) == [0, 1, 2, 9]


def test_a_cry_for_help_goes_before_a_flood_of_its_lane() -> None:
    lane = _lane(*(_item(number) for number in range(MOST_BEFORE + 1)))
    lane.add([_item(9, urgency=1)])
    lane.add([_item(11, urgency=2), _item(12), _item(10, urgency=1)])
    assert _order(lane) == [9, 10, 11, 0, 1, 2, 3, 12]


class Turns:
    """Answers that go on until they are let end; `begun` lists whose turn has come, `ended` which lanes came free."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.ended: list[tuple[str, bool]] = []
        self.fails: dict[int, BaseException] = {}
        self._may_end: dict[int, asyncio.Event] = {}
        self._stirred = asyncio.Event()
        self.lanes = Lanes(self._answer, ended=self._note_end)

    async def _answer(self, item: InboxItem) -> None:
        self._may_end[item.id] = asyncio.Event()
        self.begun.append(item.id)
        self._stirred.set()
        await self._may_end[item.id].wait()
        if item.id in self.fails:
            raise self.fails[item.id]

    def _note_end(self, name: str, made_room: bool) -> None:
        self.ended.append((name, made_room))
        self._stirred.set()

    def end(self, number: int) -> None:
        self._may_end[number].set()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not holds():
                self._stirred.clear()
                await self._stirred.wait()


def played(story: Callable[[Turns], Awaitable[None]]) -> None:
    async def play() -> None:
        await story(Turns())

    asyncio.run(play())


def test_one_conversation_is_answered_in_order_and_two_at_once() -> None:
    async def story(turns: Turns) -> None:
        turns.lanes.add([_item(1, "a"), _item(2, "a"), _item(3, "b")])
        await turns.until(lambda: turns.begun == [1, 3])
        assert turns.lanes.at_hand == {1, 2, 3}
        turns.end(1)
        await turns.until(lambda: turns.begun == [1, 3, 2])
        turns.end(2)
        await turns.until(lambda: turns.ended == [("a", False)])
        assert turns.lanes.at_hand == {3}
        assert set(turns.lanes.names) == {"b"}

    played(story)


def test_what_comes_while_a_lane_is_open_is_answered_in_it() -> None:
    async def story(turns: Turns) -> None:
        turns.lanes.add([_item(1)])
        await turns.until(lambda: turns.begun == [1])
        turns.lanes.add([_item(2)])
        turns.end(1)
        await turns.until(lambda: turns.begun == [1, 2])
        assert turns.ended == []

    played(story)


def test_who_is_told_that_a_lane_came_free_hears_whether_another_may_begin() -> None:
    async def story(turns: Turns) -> None:
        turns.lanes.add([_item(number, f"lane-{number}") for number in range(LANES_AT_WORK)])
        await turns.until(lambda: len(turns.begun) == LANES_AT_WORK)
        assert not turns.lanes.takes_more
        assert turns.lanes.takes_turns_before == claiming.NEVER, "nobody is in line, so there is nobody to come before"
        turns.end(0)
        turns.end(1)
        await turns.until(lambda: len(turns.ended) == 2)
        assert turns.ended == [("lane-0", True), ("lane-1", False)]
        assert turns.lanes.takes_turns_before == claiming.EVER

    played(story)


@pytest.mark.parametrize("failure", [LeaseLost(1), RuntimeError("a fault of our own")], ids=["taken over", "failed"])
def test_what_comes_after_a_message_that_got_lost_is_left_to_be_claimed_again(failure: Exception) -> None:
    async def story(turns: Turns) -> None:
        turns.fails[1] = failure
        turns.lanes.add([_item(1), _item(2)])
        await turns.until(lambda: turns.begun == [1])
        turns.end(1)
        await turns.until(lambda: turns.ended == [("a", False)])
        assert (turns.begun, turns.lanes.at_hand) == ([1], frozenset())

    played(story)


def test_at_the_end_turns_under_way_are_finished_and_no_other_begins() -> None:
    async def story(turns: Turns) -> None:
        turns.lanes.add([_item(1), _item(2)])
        await turns.until(lambda: turns.begun == [1])
        closing = asyncio.create_task(turns.lanes.close(timeout_seconds=PATIENCE_SECONDS))
        await asyncio.sleep(0)
        turns.end(1)
        assert await closing == frozenset()
        assert turns.begun == [1]

    played(story)


def test_a_turn_that_does_not_end_is_called_off() -> None:
    async def story(turns: Turns) -> None:
        turns.lanes.add([_item(1), _item(2)])
        await turns.until(lambda: turns.begun == [1])
        assert await turns.lanes.close(timeout_seconds=0) == {1}
        await turns.until(lambda: turns.ended == [("a", False)])

    played(story)


def test_a_message_that_is_to_wait_asks_for_no_place_meanwhile() -> None:
    async def talk() -> list[int]:
        begun: list[int] = []

        async def answer(item: InboxItem) -> None:
            begun.append(item.id)

        lanes = Lanes(answer, ended=lambda *_: None, pause=lambda item: PATIENCE_SECONDS if item.id == 1 else 0)
        lanes.add([_item(1, "a"), *(_item(number, f"lane-{number}") for number in range(2, 9))])
        for _ in range(7):
            await lanes.one_ends()
            if len(begun) == 7:
                break
        await lanes.close(timeout_seconds=PATIENCE_SECONDS)
        return begun

    assert asyncio.run(talk()) == [2, 3, 4, 5, 6, 7, 8], "nobody waits for it, and at the end it is left"
