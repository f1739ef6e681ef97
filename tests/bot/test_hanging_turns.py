"""A turn has a deadline, and a process that freezes ends, so that somebody can start it again."""

import asyncio
import subprocess
import sys
import time

import pytest
from sqlalchemy import select

from bot import dispatcher
from bot.channels.rest import RestChannel
from bot.dispatcher import Dispatcher
from bot.intake import Intake
from community.database import Database
from community.delivery import inbox
from community.delivery.inbox import Arrival
from community.delivery.tables import Delivery, InboxItem
from tests.bot.reception import ZONE, ToldUnderstanding
from tests.conftest import NOW
from understanding.parse import Danger

HANGS = "a text over which understanding hangs"
SOON_SECONDS = 20
FREEZES = """
import asyncio, re
from bot.running import end_when_frozen

async def main():
    watch = asyncio.create_task(end_when_frozen(lambda: {longest}, frozen={frozen}, stuck=30))
    await asyncio.sleep(0.2)
    {work}
    await asyncio.sleep(1000)

asyncio.run(main())
"""


class Hanging(ToldUnderstanding):
    """Never comes back from one text."""

    async def judge(self, text: str) -> Danger:
        if text == HANGS:
            self.judged.append(text)
            await asyncio.Event().wait()
        return await super().judge(text)


def test_a_message_whose_turn_hangs_three_times_is_set_aside_and_the_next_is_answered(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "DEADLINE_SECONDS", 0.5)
    understanding = Hanging()
    understanding.intents["hello"] = "greet"
    answers = Dispatcher(
        database,
        understanding,
        {"rest": RestChannel()},
        zone=ZONE,
        now=lambda: NOW,
        claimer="here",
        wake_sender=lambda: None,
    )

    async def talk() -> None:
        intake = Intake(database, answers, now=lambda: NOW, claimer="here")
        said = [HANGS, "hello"]
        await intake.keep([Arrival("rest", str(n), "rest:ada", _body(words)) for n, words in enumerate(said)])
        await intake.answer_waiting()

    asyncio.run(talk())
    assert understanding.judged.count(HANGS) == inbox.MOST_ATTEMPTS
    with database.reading() as session:
        parked, answered = session.scalars(select(InboxItem).order_by(InboxItem.id))
        replies = [row.reply for row in session.scalars(select(Delivery).order_by(Delivery.id)).unique()]
    assert (parked.state, answered.state) == ("parked", "done")
    assert replies[0] is not None
    assert str(parked.reference) in replies[0]["text"]
    assert "could not" in replies[0]["text"] or "没能" in replies[0]["text"]
    assert len(replies[0]["buttons"]) == 2
    assert len(replies) >= 2


def _body(words: str) -> dict[str, object]:
    return {"sender": "ada", "message": words}


@pytest.mark.parametrize(
    "freezes",
    [
        {"longest": "0", "frozen": 2, "work": "re.match(r'(a+)+$', 'a' * 60 + 'b')"},  # holds everything, for ever
        {"longest": "31", "frozen": 60, "work": "pass"},  # a turn that keeps its transaction
    ],
    ids=["a pattern", "a turn"],
)
def test_a_process_that_is_frozen_ends_by_itself(freezes: dict[str, object]) -> None:
    begun = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", FREEZES.format(**freezes)], capture_output=True, timeout=SOON_SECONDS * 6, check=False
    )
    assert ended.returncode == 1, ended.stderr
    assert b"Timeout" in ended.stderr
    assert time.monotonic() - begun < SOON_SECONDS * 6
