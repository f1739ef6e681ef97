"""Before each message that leaves, a send makes sure that it is still this process's."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from actions.dialogue.reply import Reply
from bot.channels.telegram.channel import TelegramChannel
from bot.sending import leases
from bot.sending.leases import Lease, TakenOver
from community.database import DatabaseAway
from community.post import rules
from community.post.pacing import Rate
from community.post.rules import Outcome
from tests.telegram.server import TOKEN, TelegramServer

ADA = 7001
TWO_MESSAGES = "a" * 4096 + "b"


@pytest.fixture
def _doubts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "LEASE", timedelta())


def answering(*answers: bool | Exception) -> Callable[[], bool]:
    """What the database says, one look after the other."""
    left: Iterator[bool | Exception] = iter(answers)

    def renew() -> bool:
        answer = next(left)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return renew


def test_a_fresh_lease_is_taken_for_granted() -> None:
    asyncio.run(Lease(answering()).make_sure())


@pytest.mark.usefixtures("_doubts")
def test_an_old_one_is_looked_up_and_may_be_lost() -> None:
    async def look() -> None:
        lease = Lease(answering(True, False))
        await lease.make_sure()
        with pytest.raises(TakenOver):
            await lease.make_sure()

    asyncio.run(look())


@pytest.mark.usefixtures("_doubts")
def test_while_the_database_is_away_nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "DATABASE_PAUSE_SECONDS", 0)
    asyncio.run(Lease(answering(DatabaseAway("as in a restart"), True)).make_sure())


def sent_under(lease: Lease, telegram: TelegramServer, reply: Reply) -> Outcome:
    async def send() -> Outcome:
        channel = TelegramChannel(TOKEN, base_url=telegram.base_url, rate=Rate(per_second=1000, per_chat=1000))
        leases.hold(lease)
        try:
            return await channel.send(str(ADA), reply)
        finally:
            await channel.close()

    return asyncio.run(send())


@pytest.mark.usefixtures("_doubts")
def test_of_a_long_reply_the_rest_is_left_to_who_has_taken_it_over(telegram: TelegramServer) -> None:
    with pytest.raises(TakenOver):
        sent_under(Lease(answering(True, False)), telegram, Reply(TWO_MESSAGES))
    assert [len(sent.text) for sent in telegram.shown_to(ADA)] == [4096]
