"""News reach an open page, whichever process made them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from community.counseling import booking, diary
from community.safety import handling, incidents
from console import live
from tests.community.counseling.campus import at, given_campus, given_leave, given_student, slot_at
from tests.console.conftest import ZONE, World


def test_new_words_are_news_within_a_second(world: World) -> None:
    world.case("hello?")

    async def listen() -> None:
        stream = live.events(live.News(world.database), _yes)
        assert (await anext(stream))["event"] == "news"
        await asyncio.to_thread(world.student_writes, "are you there?")
        assert (await asyncio.wait_for(anext(stream), 1))["event"] == "news"

    asyncio.run(listen())


def test_silence_is_no_news_and_many_listeners_cost_one_look(world: World) -> None:
    class Counting(live.News):
        looks = 0

        def _look(self) -> str:
            self.looks += 1
            return super()._look()

    async def listen() -> int:
        news = Counting(world.database)
        streams = [live.events(news, _yes) for _ in range(20)]
        await asyncio.gather(*(anext(stream) for stream in streams))
        waiting = [asyncio.ensure_future(_next(stream)) for stream in streams]
        _, silent = await asyncio.wait(waiting, timeout=live.LOOK_EVERY_SECONDS * 1.5)
        for task in silent:
            task.cancel()
        await asyncio.gather(*silent, return_exceptions=True)
        assert len(silent) == 20
        return news.looks

    assert asyncio.run(listen()) <= 3


def test_a_listener_whose_session_has_ended_is_told_and_let_go(world: World) -> None:
    async def listen() -> list[str]:
        return [event["event"] async for event in live.events(live.News(world.database), _no)]

    assert asyncio.run(listen()) == ["signed-out"]


async def _next(stream: AsyncIterator[dict[str, str]]) -> dict[str, str]:
    return await anext(stream)


async def _yes() -> bool:
    return True


async def _no() -> bool:
    return False


@pytest.mark.parametrize("what", ["booking", "leave", "report"])
def test_a_booking_a_leave_and_a_report_are_news_where_they_are_shown(world: World, what: str) -> None:
    with world.database.transaction() as session:
        given_campus(session)
    marks = {"report": handling.mark}

    async def listen() -> None:
        stream = live.events(live.News(world.database, marks.get(what, diary.mark)), _yes)
        await anext(stream)
        await asyncio.to_thread(_happens, world, what)
        assert (await asyncio.wait_for(anext(stream), 1))["event"] == "news"

    asyncio.run(listen())


def _happens(world: World, what: str) -> None:
    with world.database.transaction() as session:
        talk, slot = given_student(session), slot_at(session, at(11, 26, 9))
        if what == "booking":
            student = talk.channel_address.student_id or 0
            booking.book(session, slot.id, student_id=student, conversation=talk, now=world.now)
        elif what == "leave":
            given_leave(session, slot.counselor, at(11, 26, 0), at(11, 27, 0))
        else:
            facts = {"kind": "hazard", "place": "E7", "words": "no light", "mode": "anonymous"}
            incidents.report(session, **facts, conversation=talk, zone=ZONE, now=world.now)
