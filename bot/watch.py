"""Sees to what no part can see by itself: other processes that died, and a clock that was set back."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.clock import Timetable
from bot.liveness import Liveness
from community.database import Database, DatabaseAway
from community.delivery import inbox, sending

log = structlog.get_logger()

LOOK_SECONDS = 1.0


async def keep(
    database: Database,
    liveness: Liveness,
    timetable: Timetable,
    *,
    now: Callable[[], datetime],
    wake: Callable[[], None],
) -> None:
    """Look every second, until cancelled; call `wake` when there is something to do again."""
    while True:
        with contextlib.suppress(DatabaseAway):  # it is tried again in a moment
            if await asyncio.to_thread(_take_over, database, liveness, now()):
                wake()
        timetable.mind_the_clock()
        await asyncio.sleep(LOOK_SECONDS)


def _take_over(database: Database, liveness: Liveness, now: datetime) -> int:
    """Settle what processes left that have died; return how many messages and sends that were."""
    dead = liveness.dead()
    with database.transaction() as session:
        messages, sends = inbox.release(session, dead), sending.take_over(session, dead, now=now)
    for one in dead:
        liveness.forget(one)
    if messages or sends:
        log.warning("taken_over", messages=messages, sends=sends)
    return messages + sends
