"""The process dies: at once, or as asked."""

import random
import time
from collections.abc import Callable

import pytest

from bot.sending.sender import SENDS_AT_ONCE
from tests.faults.campus import NOTICE, Campus
from tests.faults.counting import Crowd, counted
from tests.faults.emulator import FaultyTelegram
from tests.faults.kill import Assistant, await_that
from tests.faults.sizes import size

QUEUED = 200
LANES = SENDS_AT_ONCE  # no more are ever on their way unrecorded
LEASE_SECONDS = 60
READERS = 2_000
BROADCAST_KILLS = 3
FIRST_READER = 500_000


@pytest.mark.long
def test_ten_kills_at_random_points_lose_nothing_and_do_nothing_twice(
    campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant], chance: random.Random
) -> None:
    """200 updates wait at each of the kills; in the suite ten kills on SQLite and three on PostgreSQL."""
    kills = 10 if "sqlite" in campus.url else size(3, 10)
    crowd, app = Crowd(campus, telegram), assistant(campus)
    for turn in range(kills):
        crowd.writes(QUEUED - crowd.waiting)
        sends, polled = len(telegram.emulator.sent), telegram.asked(telegram.polls + 1)
        app.begin()
        await_that(polled, seconds=60, app=app)
        if turn % 2:
            time.sleep(chance.uniform(0, 1))
            app.kill()
        else:
            app.kill_when(telegram.took(sends + chance.randrange(1, 80)))
    app.start()
    await_that(lambda: crowd.is_settled, seconds=90, app=app)
    crowd.check_effects()
    crowd.check_order()
    count = counted(campus, telegram, "reply")
    assert count.lost == 0, count
    assert count.repeated + count.states["uncertain"] <= kills * LANES, count
    assert set(count.states) <= {"sent", "uncertain"}, count
    assert set(count.causes) <= {"interrupted"}, count


@pytest.mark.long
def test_three_kills_during_a_broadcast_leave_nobody_out(
    campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant], chance: random.Random
) -> None:
    """2,000 readers, at 400 a second."""
    chats = set(campus.students(READERS))
    app = assistant(campus, ONESTOP_RATE_PER_SECOND="400")
    campus.publish()
    for _ in range(BROADCAST_KILLS):
        moment = telegram.took(len(telegram.emulator.sent) + chance.randrange(50, 500))
        app.begin()
        app.kill_when(moment)
    killed_at, told = time.monotonic(), len(telegram.emulator.sent)
    cut_off = {campus.chat_of(one) for one in campus.deliveries(NOTICE) if one.state == "sending"}
    assert cut_off
    app.start()
    await_that(telegram.took(told + 1), seconds=LEASE_SECONDS + 10, app=app)
    await_that(lambda: campus.is_told(READERS), seconds=LEASE_SECONDS + 60, app=app)
    count = counted(campus, telegram, NOTICE)
    assert {sent.chat for sent in telegram.emulator.sent} == chats, count
    assert count.lost == 0, count
    assert count.repeated <= BROADCAST_KILLS * LANES, count
    assert set(count.causes) <= {"interrupted"}, count
    last = {sent.chat: sent.at for sent in telegram.emulator.sent}
    assert all(last[chat] - killed_at < LEASE_SECONDS + 10 for chat in cut_off)


@pytest.mark.alone
def test_sigterm_under_load_ends_it_in_ten_seconds_and_loses_nothing(
    sqlite_campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    """200 updates and a broadcast to 300 are under way."""
    campus = sqlite_campus
    crowd, app = Crowd(campus, telegram), assistant(campus)
    campus.students(300, first=FIRST_READER)
    app.start()
    campus.publish()
    crowd.writes(QUEUED)
    await_that(telegram.took(30), seconds=60, app=app)
    asked_at = time.monotonic()
    assert app.stop() == 0
    assert time.monotonic() - asked_at < 10
    assert crowd.waiting, "it had finished before it was asked to end"
    app.start()
    await_that(lambda: crowd.is_settled and campus.is_told(300), seconds=60, app=app)
    crowd.check_effects()
    crowd.check_order()
    count = counted(campus, telegram, "reply", NOTICE)
    assert (count.lost, count.repeated, set(count.states)) == (0, 0, {"sent"}), count
