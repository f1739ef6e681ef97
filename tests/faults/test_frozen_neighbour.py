"""A process of ours is stopped in the middle of a transaction; the one beside it must answer all the same."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from community.engines import Limits
from tests.databases import Copies
from tests.faults.campus import CONFIDENTIAL, Campus
from tests.faults.counting import counted, words_of
from tests.faults.emulator import FaultyTelegram
from tests.faults.kill import Assistant, await_that

SOON_SECONDS = 15
DANGER = "I want to die tonight"
SHORT = Limits(idle=1.5)
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
_HOLD, _LET_GO = (text(f"SELECT {name}(hashtext('incidents'))") for name in ("pg_advisory_lock", "pg_advisory_unlock"))


@pytest.fixture
def shared(campuses: Copies) -> Iterator[Campus]:
    """A campus on PostgreSQL that ends the transactions of the frozen sooner than usual."""
    url = campuses.postgresql()
    made = Campus(f"{url}{'&' if '?' in url else '?'}options={SHORT.as_options.replace(' ', '%20')}")
    yield made
    made.close()


@contextmanager
def held_up(campus: Campus) -> Iterator[Callable[[], bool]]:
    """Hold what a report of a hazard waits for in the middle of its transaction; yields what says whether one waits."""
    with campus.database.engine.connect() as plain:
        holder = plain.execution_options(isolation_level="AUTOCOMMIT")
        holder.execute(_HOLD)
        yield lambda: bool(holder.execute(_WAITING).scalar())
        holder.execute(_LET_GO)


def test_a_frozen_process_keeps_nobody_in_danger_waiting(
    shared: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    """It holds the row of the student's own talk, and has claimed its lane. Continued, it does nothing twice."""
    [chat] = shared.students(1)
    [key] = shared.offer([chat], CONFIDENTIAL)[chat]
    frozen, other = (assistant(shared, name=name) for name in ("frozen", "other"))
    frozen.start()  # the first takes the polling, too
    other.start()
    telegram.updates([telegram.message(chat, "/report"), telegram.message(chat, words_of(chat))])
    await_that(telegram.took(2), seconds=30, app=frozen)
    with held_up(shared) as waits:
        telegram.updates([telegram.tap(chat, key)])
        await_that(waits, seconds=30, app=frozen)
        frozen.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    telegram.updates([telegram.message(chat, DANGER)])
    telegram.await_text(chat, "12356", seconds=60)
    assert time.monotonic() - began < SOON_SECONDS, other.printed()[-4000:]
    frozen.process.send_signal(signal.SIGCONT)
    await_that(lambda: "taken_over" in frozen.printed(), seconds=30, app=frozen)
    await_that(lambda: not shared.under_way("reply", "crisis"), seconds=30, app=frozen)
    assert frozen.stop() == 0
    assert len(shared.incidents()) == 1, "the tap was taken over too, and came before the danger, once"
    assert {item.state for item in shared.inbox()} == {"done"}
    count = counted(shared, telegram, "reply", "crisis")
    assert (count.lost, count.repeated, set(count.states)) == (0, 0, {"sent"}), count
