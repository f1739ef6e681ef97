"""Sees to what no part can see by itself: other processes that died, and a clock that goes wrong."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.orm import Session

from bot.timetable.clock import Timetable
from bot.watch.liveness import Liveness
from bot.watch.presence import Presence
from community.clock import Clock, SharedClock, shared_moment
from community.database import Database, DatabaseAway
from community.post import claiming, sending
from community.processes import tenure

log = structlog.get_logger()

LOOK_SECONDS = 1.0


async def keep(
    database: Database,
    liveness: Liveness,
    timetable: Timetable | None,
    presence: Presence,
    *,
    now: SharedClock,
    wake: Callable[[], None],
) -> None:
    """Look every second, until cancelled; call `wake` when there is something to do again."""
    while True:
        with contextlib.suppress(DatabaseAway):  # it is tried again in a moment
            if await asyncio.to_thread(_take_over, database, liveness, presence, now):
                wake()
        if timetable is not None:
            timetable.mind_the_clock()
        await asyncio.sleep(LOOK_SECONDS)


def set_clock(database: Database, now: SharedClock) -> None:
    """Put this process's clock right before anything asks it.

    Raises:
        DatabaseAway: there was none to go by.
    """
    with database.reading() as session:
        _follow(session, now)


def _follow(session: Session, now: SharedClock) -> None:
    change = now.follow(session)
    if change:
        seconds = round(change.total_seconds(), 3)
        log.warning("clock_corrected", seconds=seconds, hint="this machine's clock differs from the database's")


def settle(session: Session, dead: Sequence[str], *, living: str, now: Clock) -> tuple[int, int]:
    """Take over what dead processes had begun; return how many messages and how many sends that was.

    Args:
        living: our own name.
    """
    messages = claiming.release(session, dead)
    return messages, sending.take_over(session, dead, now=shared_moment(session, now), living=living)


def _take_over(database: Database, liveness: Liveness, presence: Presence, now: SharedClock) -> int:
    """Settle what processes left that have died, and be seen; return how many messages and sends there were."""
    dead = liveness.dead()
    with database.transaction() as session:
        _follow(session, now)
        presence.show(session)
        if dead:
            tenure.let_go(session, dead)
        messages, sends = settle(session, dead, living=liveness.name, now=now)
    for one in dead:
        liveness.forget(one)
    if messages or sends:
        log.warning("taken_over", messages=messages, sends=sends)
    return messages + sends
