"""Telegram is busy, broken, gone, or takes a message and does not say so."""

import time
from collections import Counter
from collections.abc import Callable

import pytest

from bot.channels.telegram import channel
from bot.sending.sender import SENDS_AT_ONCE
from community.cases import desk
from community.post.pacing import FAILURES_TO_PAUSE
from tests.faults.campus import NOTICE, Campus
from tests.faults.counting import Crowd, counted
from tests.faults.emulator import Faults, FaultyTelegram
from tests.faults.kill import Assistant, await_that
from tests.faults.sizes import FULL, size

FIRST_READER = 500_000
IN_FLIGHT = SENDS_AT_ONCE


def too_early(telegram: FaultyTelegram) -> list[tuple[int, float]]:
    """Return the chats that were tried again before Telegram allowed it, and by how many seconds."""
    attempts: dict[int, list[float]] = {}
    for at, chat in telegram.emulator.attempts:
        attempts.setdefault(chat, []).append(at)
    return [
        (refused.chat, refused.until - at)
        for refused in telegram.emulator.refused
        for at in attempts[refused.chat]
        if refused.at < at < refused.until
    ]


def test_every_50th_send_is_busy(
    sqlite_campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    """500 readers (2,000 in full) and 40 updates: ten refusals or more, each told to wait for a second."""
    crowd, app = Crowd(sqlite_campus, telegram), assistant(sqlite_campus)
    readers = len(sqlite_campus.students(size(500, 2_000), first=FIRST_READER))
    telegram.plan = Faults(busy_every=50)
    sqlite_campus.publish()
    crowd.writes(40)
    app.begin()
    await_that(lambda: crowd.is_settled and sqlite_campus.is_told(readers), seconds=90, app=app)
    count = counted(sqlite_campus, telegram, "reply", NOTICE)
    assert len(telegram.emulator.refused) >= 10
    assert (count.lost, count.repeated, set(count.states)) == (0, 0, {"sent"}), count
    assert too_early(telegram) == []
    assert {delivery.attempts for delivery in sqlite_campus.deliveries(NOTICE)} == {0}


def test_a_storm_of_refusals_is_waited_out_by_the_next_process_too(
    sqlite_campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    """Every send of a broadcast to 100 is told to wait for six seconds, and the process is killed meanwhile."""
    campus = sqlite_campus
    campus.students(100, first=FIRST_READER)
    telegram.plan = Faults(busy=True, retry_after=6)
    app = assistant(campus)
    campus.publish()
    app.begin()
    await_that(lambda: len(telegram.emulator.refused) >= 2, seconds=60, app=app)
    await_that(lambda: {one.state for one in campus.deliveries(NOTICE)} == {"due"}, seconds=30, app=app)
    app.kill()
    paused_at, until = time.monotonic(), max(refused.until for refused in telegram.emulator.refused)
    telegram.plan = Faults()
    app.start()
    await_that(lambda: campus.is_told(100), seconds=90, app=app)
    count = counted(campus, telegram, NOTICE)
    assert count.lost == 0, count
    assert count.repeated <= IN_FLIGHT
    assert too_early(telegram) == []
    assert [at - until for at, _chat in telegram.emulator.attempts if paused_at < at < until] == []


def away(telegram: FaultyTelegram) -> None:
    telegram.go_away()


def broken(telegram: FaultyTelegram) -> None:
    telegram.plan = Faults(broken=True)


def portal(telegram: FaultyTelegram) -> None:
    telegram.plan = Faults(portal=True)


@pytest.mark.parametrize("fails", [broken, away, portal])
def test_an_outage_is_waited_out(
    fails: Callable[[FaultyTelegram], None],
    sqlite_campus: Campus,
    telegram: FaultyTelegram,
    assistant: Callable[..., Assistant],
) -> None:
    """Every call is answered 502 or by a page, or the port is closed, until the sender tries less and less often.

    In full for a minute. 40 updates come, and 60 students are told of a notice.
    """
    crowd, app = Crowd(sqlite_campus, telegram), assistant(sqlite_campus, ONESTOP_RATE_PER_SECOND="40")
    sqlite_campus.students(60, first=FIRST_READER)
    sqlite_campus.publish()
    crowd.writes(20)
    app.begin()
    await_that(lambda: sqlite_campus.answered() > 0, seconds=60, app=app)
    fails(telegram)
    began = time.monotonic()
    await_that(lambda: sqlite_campus.failures > FAILURES_TO_PAUSE, seconds=60, app=app)
    await_that(lambda: time.monotonic() - began > size(0, 60), seconds=90, app=app)
    crowd.writes(20)
    assert app.process.poll() is None
    if fails is away:
        telegram.come_back()
    telegram.plan = Faults()
    await_that(lambda: crowd.is_settled and sqlite_campus.is_told(60), seconds=120, app=app)
    crowd.check_effects()
    crowd.check_order()
    count = counted(sqlite_campus, telegram, "reply", NOTICE)
    # A send that the closing port cut in the middle may have arrived: it is shown to staff, and not sent again.
    assert (count.lost, count.repeated) == (0, 0), count
    assert count.states["uncertain"] <= (IN_FLIGHT if fails is away else 0), count
    assert set(count.states) <= {"sent", "uncertain"}, count


def expect_answers_soon() -> None:
    """Have a process give an answer of Telegram's up sooner."""
    channel.ANSWER_SECONDS = 6


@pytest.mark.alone
def test_a_send_without_an_answer_is_shown_to_staff_and_never_repeated(
    sqlite_campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    """Two sends are taken and cut off, one is taken and never answered; the others are sent in the meantime."""
    cut, silent, fine = FIRST_READER, FIRST_READER + 2, FIRST_READER + 3
    sqlite_campus.students(20, first=FIRST_READER)
    telegram.plan = Faults(cut=frozenset((cut, cut + 1)), silent=frozenset((silent,)))
    app = assistant(sqlite_campus, before=None if FULL else expect_answers_soon)
    app.start()
    began = time.monotonic()
    telegram.updates(telegram.message(chat, "/menu") for chat in range(FIRST_READER, FIRST_READER + 20))
    await_that(lambda: bool(telegram.shown_to(FIRST_READER + 19)), seconds=10, app=app)
    telegram.updates([telegram.message(fine, "/events")])
    asked = time.monotonic()
    await_that(lambda: len(telegram.shown_to(fine)) == 2, seconds=10, app=app)
    assert time.monotonic() - asked < 2
    await_that(lambda: not sqlite_campus.under_way("reply"), seconds=30, app=app)
    assert time.monotonic() - began < 30
    app.kill()
    telegram.plan = Faults()
    app.start()
    telegram.updates([telegram.message(fine, "/menu")])
    await_that(lambda: len(telegram.shown_to(fine)) == 3, seconds=30, app=app)
    await_that(lambda: not sqlite_campus.under_way("reply"), seconds=10, app=app)
    ends = [(sqlite_campus.chat_of(one), one.state) for one in sqlite_campus.deliveries("reply")]
    assert Counter(state for _, state in ends) == {"sent": 19, "uncertain": 3}
    assert {chat for chat, state in ends if state == "uncertain"} == {cut, cut + 1, silent}
    assert [len(telegram.shown_to(chat)) for chat in (cut, cut + 1, silent)] == [1, 1, 1]
    with sqlite_campus.database.reading() as session:
        assert [trouble.what for trouble in desk.troubles(session)] == ["uncertain"] * 3
