"""What the intake does when answering fails in a way that nobody foresaw."""

import asyncio
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import select, update

from bot.turns.dispatcher import Dispatcher
from bot.turns.intake import Intake
from community.database import Database
from community.post import claiming
from community.post.inbox import Arrival
from community.post.tables import InboxItem
from tests.conftest import NOW

CLAIMER = "here"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class FailsFirst:
    """A dispatcher whose first answer fails past everything that it foresees."""

    channels = ("rest",)

    def __init__(self, database: Database) -> None:
        self._database = database
        self.asked: list[int] = []

    async def answer(self, item: InboxItem) -> None:
        self.asked.append(item.id)
        if len(self.asked) == 1:
            raise RuntimeError("a fault of our own")
        with self._database.transaction() as session:
            claiming.finish(session, item.id, claimer=CLAIMER, now=NOW)


def let_leases_run_out(database: Database) -> None:
    with database.transaction() as session:
        session.execute(update(InboxItem).values(lease_until=LONG_AGO))


def test_messages_of_a_lane_that_failed_are_answered_when_their_lease_has_run_out(database: Database) -> None:
    """Not only the one that failed: those behind it too, without a restart."""
    dispatcher = FailsFirst(database)

    async def talk() -> None:
        intake = Intake(database, cast(Dispatcher, dispatcher), now=lambda: NOW, claimer=CLAIMER)
        await intake.keep([Arrival("rest", str(number), "rest:a", {}) for number in range(3)])
        await intake.answer_waiting()
        assert len(dispatcher.asked) == 1
        let_leases_run_out(database)
        await intake.answer_waiting()

    asyncio.run(talk())
    with database.reading() as session:
        assert set(session.scalars(select(InboxItem.state))) == {"done"}
    first, *rest = dispatcher.asked
    assert rest == [first, first + 1, first + 2]


class LosesFirst(FailsFirst):
    """A dispatcher that loses its first message: its lease ran out, and another process has given it back since."""

    async def answer(self, item: InboxItem) -> None:
        if self.asked:
            return await super().answer(item)
        self.asked.append(item.id)
        with self._database.transaction() as session:
            free = update(InboxItem).where(InboxItem.id == item.id)
            session.execute(free.values(state="new", claimed_by=None, lease_until=None, interrupted=True))
        raise claiming.LeaseLost(item.id)


def test_what_comes_after_a_message_that_was_taken_over_is_not_answered_before_it(database: Database) -> None:
    dispatcher = LosesFirst(database)

    async def talk() -> None:
        intake = Intake(database, cast(Dispatcher, dispatcher), now=lambda: NOW, claimer=CLAIMER)
        await intake.keep([Arrival("rest", str(number), "rest:a", {}) for number in range(3)])
        await intake.answer_waiting()
        assert len(dispatcher.asked) == 1, "the others wait for it"
        let_leases_run_out(database)
        await intake.answer_waiting()

    asyncio.run(talk())
    first, *rest = dispatcher.asked
    assert rest == [first, first + 1, first + 2]
