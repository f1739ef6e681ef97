"""Somebody who writes faster than answers may leave slows nobody else down, and danger is heard all the same."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.turns.situation import MOST_UNSENT
from community.post import inbox
from community.post.inbox import Arrival, InboxFull
from community.post.tables import Delivery, InboxItem
from tests.running import RunningApp

FLOOD = MOST_UNSENT + 40


def _said(who: str, number: int, words: str) -> Arrival:
    return Arrival("rest", f"{who}:{number}", f"rest:{who}", {"sender": who, "message": words})


def _answer(running: RunningApp, *arrivals: Arrival) -> None:
    """Keep messages and wait until all are answered."""

    async def run() -> None:
        await running.app.engine.intake.keep(arrivals)
        async with asyncio.timeout(60):
            while _count(running, InboxItem.state.in_(("new", "claimed"))):
                await asyncio.sleep(0.02)

    running.thread.run(run())


def _count(running: RunningApp, *conditions: Any) -> int:
    table = conditions[0].left.table
    with running.app.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def _shown(running: RunningApp, who: str) -> list[str]:
    return [one.reply.text for one in running.thread.run(running.app.engine.sender.collected("rest", who))]


def test_a_flood_is_answered_up_to_a_bound_and_told_so_once(running: RunningApp) -> None:
    _answer(running, *(_said("flood", number, "what events are on this week?") for number in range(FLOOD)))
    shown = _shown(running, "flood")
    assert len(shown) == MOST_UNSENT + 1
    assert "faster" in shown[-1]
    _answer(running, _said("flood", FLOOD, "what events are on this week?"))
    assert len(_shown(running, "flood")) == 1, "once the answers have left, the next one is answered again"


def test_danger_in_a_flood_is_heard(running: RunningApp) -> None:
    _answer(running, *(_said("flood", number, "what events are on this week?") for number in range(FLOOD)))
    _answer(running, _said("flood", FLOOD, "I want to kill myself"))
    assert "120" in "".join(_shown(running, "flood"))


def test_a_flood_leaves_the_lanes_of_others_free(running: RunningApp) -> None:
    flood = [_said("flood", number, "what events are on this week?") for number in range(FLOOD)]
    _answer(running, *flood, _said("quiet", 1, "what events are on this week?"))
    with running.app.database.reading() as session:
        quiet = session.scalar(select(InboxItem).where(InboxItem.lane == "rest:quiet"))
        last = session.scalar(
            select(func.max(InboxItem.done_at)).where(InboxItem.lane == "rest:flood").group_by(InboxItem.lane)
        )
        assert quiet is not None
        assert quiet.done_at is not None
        assert last is not None
        assert quiet.done_at < last


def test_an_inbox_that_is_full_takes_nothing_in_and_loses_nothing(
    running: RunningApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fill() -> None:
        intake = running.app.engine.intake
        await intake.drain(timeout_seconds=5)  # nobody answers meanwhile
        await intake.keep([_said("many", number, "what events are on this week?") for number in range(6)])
        intake._keeping._looked_at = float("-inf")
        with pytest.raises(InboxFull):
            await running.app.engine.intake.keep([_said("late", 1, "what events are on this week?")])

    monkeypatch.setattr(inbox, "MOST_WAITING", 5)
    running.thread.run(fill())
    assert _count(running, Delivery.state == "due") == 0
    assert _count(running, InboxItem.lane == "rest:late") == 0
