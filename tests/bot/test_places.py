"""Which turns may begin when many wait."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

from bot.turns.lane import Lane
from bot.turns.places import Places
from community.post.tables import InboxItem
from tests.conftest import NOW


def _item(number: int, urgency: int = 0) -> InboxItem:
    return InboxItem(id=number, lane="a", urgency=urgency, turn_at=NOW + timedelta(seconds=number))


def _lane(*items: InboxItem, is_long: bool = False) -> Lane:
    lane = Lane("a", lambda _: is_long)
    lane.add(items)
    return lane


def _begun(*lanes: Lane, ordinary: int = 2, kept: int = 1) -> list[bool]:
    """Return which lanes get a place when all ask for one, one after the other, and none gives it back."""

    async def ask() -> list[bool]:
        places, begun = Places(ordinary, kept), [False] * len(lanes)

        async def hold(number: int) -> None:
            async with places.one_for(lanes[number]):
                begun[number] = True
                await asyncio.Event().wait()

        async with AsyncExitStack() as ending:
            for number in range(len(lanes)):
                task = asyncio.create_task(hold(number))
                ending.callback(task.cancel)
                await asyncio.sleep(0)
                await asyncio.sleep(0)
            await asyncio.sleep(0)
            return list(begun)

    return asyncio.run(ask())


def test_an_urgent_turn_begins_though_all_places_are_taken() -> None:
    quiet, urgent = [_lane(_item(number)) for number in range(3)], _lane(_item(9, urgency=1))
    assert _begun(*quiet, urgent) == [True, True, False, True]


def test_a_flood_of_urgent_ones_takes_only_the_places_that_nobody_else_waits_for() -> None:
    urgent = [_lane(_item(number, urgency=1)) for number in range(4)]
    assert _begun(*urgent) == [True, True, True, False]


def test_a_lane_that_becomes_urgent_while_it_waits_gets_its_place() -> None:
    async def talk() -> bool:
        places, waits = Places(1, 1), _lane(_item(2))
        async with places.one_for(_lane(_item(1))):
            begun = asyncio.Event()

            async def turn() -> None:
                async with places.one_for(waits):
                    begun.set()

            task = asyncio.create_task(turn())
            await asyncio.sleep(0)
            assert not begun.is_set()
            waits.add([_item(3, urgency=1)])
            places.look_again()
            await asyncio.wait_for(begun.wait(), 30)
            await task
            return begun.is_set()

    assert asyncio.run(talk())


def test_a_flood_of_long_texts_keeps_nobody_waiting_not_even_where_it_sounds_urgent() -> None:
    long = [_lane(_item(number, urgency=1), is_long=True) for number in range(4)]
    short = [_lane(_item(8)), _lane(_item(9, urgency=1))]
    assert _begun(*long, *short, ordinary=3, kept=1) == [True, True, False, False, True, True]


def test_the_next_long_text_begins_when_one_before_it_ends() -> None:
    async def talk() -> None:
        places = Places(9, 0)
        async with places.one_for(_lane(_item(1), is_long=True)):
            async with places.one_for(_lane(_item(2), is_long=True)):
                third = asyncio.create_task(_enter(places, _lane(_item(3), is_long=True)))
                await asyncio.sleep(0)
                assert not third.done()
            await asyncio.wait_for(third, 30)

    asyncio.run(talk())


def test_who_gives_up_waiting_takes_no_place_with_them() -> None:
    async def talk() -> None:
        places = Places(1, 0)
        async with places.one_for(_lane(_item(1))):
            gone = asyncio.create_task(_enter(places, _lane(_item(2))))
            await asyncio.sleep(0)
            gone.cancel()
            await asyncio.wait([gone])
        await asyncio.wait_for(_enter(places, _lane(_item(3))), 30)

    asyncio.run(talk())


async def _enter(places: Places, lane: Lane) -> None:
    async with places.one_for(lane):
        pass


def test_half_of_the_kept_places_are_for_talks_that_go_on_for_a_while() -> None:
    new = [_lane(_item(number, urgency=1)) for number in range(3)]
    known = _lane(_item(9, urgency=2))
    assert _begun(*new, known, ordinary=0, kept=2) == [True, False, False, True]


def test_the_next_place_is_for_whose_turn_comes_first() -> None:
    async def ask() -> list[int]:
        places, begun = Places(1, 0), list[int]()

        async def go(number: int) -> None:
            async with places.one_for(_lane(_item(number))):
                begun.append(number)
                await asyncio.sleep(0)

        await asyncio.gather(*(go(number) for number in (5, 9, 3, 7)))
        return begun

    assert asyncio.run(ask()) == [5, 3, 7, 9]
