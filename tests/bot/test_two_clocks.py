"""What one process is at work on is left alone by another one, however far apart their machines' clocks are."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from actions.dialogue.reply import Reply, packed
from bot.roles import ALL
from bot.sending.sender import Sender
from bot.turns.keeping import Keeping
from bot.watch import neighbours as watch
from bot.watch.liveness import Liveness
from bot.watch.presence import Presence
from community.clock import Clock, SharedClock
from community.database import Database
from community.post import claiming, outbox, talks
from community.post.inbox import Arrival
from community.post.kinds import REPLY
from community.post.pacing import Rate
from community.post.rules import Outcome, Sent
from tests.databases import Copies

ZONE = ZoneInfo("Asia/Shanghai")
APART = [timedelta(seconds=90), -timedelta(seconds=90)]
PATIENCE_SECONDS = 30


@pytest.fixture
def shared(_migrated: Copies) -> Iterator[Database]:
    """A PostgreSQL: a SQLite file is on one machine, which has one clock."""
    database = Database(_migrated.postgresql())
    yield database
    database.close()


def off_by(difference: timedelta) -> Clock:
    """A machine's clock that is wrong by that, and that nothing has put right yet."""
    return lambda: datetime.now(UTC) + difference


class Slow:
    """A channel that takes what it is given and answers when it is told to."""

    def __init__(self) -> None:
        self.rate = Rate(per_second=1000, per_chat=1000)
        self.taken, self.may_answer = asyncio.Event(), asyncio.Event()
        self.sends = 0

    async def send(self, address: str, reply: Reply) -> Outcome:  # noqa: ARG002
        self.sends += 1
        self.taken.set()
        await self.may_answer.wait()
        return Sent("1")


@pytest.mark.parametrize("apart", APART, ids=["ahead", "behind"])
def test_a_send_under_way_is_not_taken_over(shared: Database, tmp_path: Path, apart: timedelta) -> None:
    _queue(shared, off_by(-apart))
    channel = asyncio.run(_sent_while_looked_at(shared, tmp_path, apart))
    assert channel.sends == 1


async def _sent_while_looked_at(database: Database, folder: Path, apart: timedelta) -> Slow:
    channel = Slow()
    sender = Sender(database, {"telegram": channel}, zone=ZONE, now=off_by(-apart), claimer="here")
    running = asyncio.create_task(sender.run())
    async with asyncio.timeout(PATIENCE_SECONDS):
        await channel.taken.wait()
    there = SharedClock(off_by(apart), follows=False)
    seen = Presence("there", ALL, signs_with=None, now=there)
    assert await asyncio.to_thread(watch._take_over, database, Liveness(folder, "there"), seen, there) == 0
    channel.may_answer.set()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await sender.drain(timeout_seconds=PATIENCE_SECONDS)
    return channel


def _queue(database: Database, clock: Clock) -> None:
    with database.transaction() as session:
        talk = talks.find_or_start(session, "telegram", "7001", zone=ZONE.key, now=clock())
        reply = packed(Reply("hello"))
        outbox.enqueue(session, REPLY, talk, due_at=clock(), now=clock(), reply=reply, key="hello")


@pytest.mark.parametrize("apart", APART, ids=["ahead", "behind"])
def test_a_message_being_answered_is_not_claimed_again(shared: Database, apart: timedelta) -> None:
    here, there = (
        Keeping(shared, ("rest",), now=off_by(off), claimer=name, first_look=None)
        for name, off in (("here", -apart), ("there", apart))
    )
    kept = here.keep([[Arrival("rest", "1", "rest:ada", {})]], before=claiming.EVER, at_hand=())
    assert len(kept.claimed) == 1
    assert there.claim(()) == []
