"""A turn has a deadline, and a process that freezes ends, so that somebody can start it again."""

import asyncio
import signal
import subprocess
import sys

import pytest
from sqlalchemy import select

from bot.channels.rest import RestChannel
from bot.engine import Engine
from bot.turns import dispatcher
from community.database import Database
from community.post import claiming
from community.post.inbox import Arrival
from community.post.tables import Delivery, InboxItem
from tests.bot.reception import ToldUnderstanding
from tests.common import common
from understanding.parse import Danger

HANGS = "a text over which understanding hangs"
SOON_SECONDS = 20
FREEZES = """
import asyncio, re
from bot.cli.running import end_when_frozen

async def main():
    watch = asyncio.create_task(end_when_frozen(lambda: {longest}, frozen={frozen}, stuck=30, look=0.2))
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

    async def talk() -> None:
        intake = Engine(common(database), {"rest": RestChannel()}, understanding=understanding).intake
        said = [HANGS, "hello"]
        await intake.keep([Arrival("rest", str(n), "rest:ada", _body(words)) for n, words in enumerate(said)])
        await intake.answer_waiting()

    asyncio.run(talk())
    assert understanding.judged.count(HANGS) == claiming.MOST_ATTEMPTS
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


HOLDS_EVERYTHING = "re.match(r'(a+)+$', 'a' * 60 + 'b')"


@pytest.mark.parametrize(
    ("longest", "frozen", "work", "ends_with"),
    [("0", 1, HOLDS_EVERYTHING, -signal.SIGPROF), ("31", 60, "pass", 1)],
    ids=["a pattern", "a turn that keeps its transaction"],
)
def test_a_process_that_is_frozen_ends_by_itself(longest: str, frozen: float, work: str, ends_with: int) -> None:
    code = FREEZES.format(longest=longest, frozen=frozen, work=work)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=SOON_SECONDS * 6, check=False)
    assert ended.returncode == ends_with, ended.stderr
    assert b"most recent call first" in ended.stderr


def test_a_machine_that_stood_still_goes_on() -> None:
    code = FREEZES.format(longest="0", frozen=0.5, work="print('under way', flush=True)")
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"under way\n"
        process.send_signal(signal.SIGSTOP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        process.send_signal(signal.SIGCONT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        process.kill()
