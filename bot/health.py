"""How each part is: one truthful answer for a load balancer, a watchdog or a person."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bot.clock import Timetable
from bot.metrics import NLU_UP, OLDEST_INBOX, OLDEST_OUTBOX
from community.database import Database, DatabaseAway
from community.delivery import inbox, outbox
from understanding.understanding import Understanding

STUCK_SECONDS = 60
"""A message that waits this long for its answer, a due delivery or a tick this late: something is stuck."""


class Health:
    """Asks every part how it is.

    Args:
        pushed: the channels that we send to and that are running.
    """

    def __init__(
        self,
        database: Database,
        understanding: Understanding,
        timetable: Timetable,
        *,
        pushed: Sequence[str],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._understanding = understanding
        self._timetable = timetable
        self._pushed = pushed
        self._now = now

    def look(self) -> tuple[bool, dict[str, Any]]:
        """Return whether all is well, and each part's state; blocks for as long as the database does."""
        parts = {"database": self._database_part(), "scheduler": self._scheduler_part(), "nlu": self._nlu_part()}
        parts |= self._queues() if parts["database"]["ok"] else {}
        well = all(part["ok"] for part in parts.values())
        return well, {"status": "ok" if well else "failing", **parts}

    def _database_part(self) -> dict[str, Any]:
        try:
            return {"ok": self._database.answers()}
        except DatabaseAway as error:
            return {"ok": False, "error": str(error)}

    def _scheduler_part(self) -> dict[str, Any]:
        last = self._timetable.last_tick
        age = None if last is None else round(time.time() - last, 1)
        return {"ok": age is not None and age < STUCK_SECONDS, "last_tick_seconds_ago": age}

    def _nlu_part(self) -> dict[str, Any]:
        """Rasa's absence is reported but is no failure: the nearest-example router answers meanwhile."""
        state = self._understanding.nlu_state
        NLU_UP.set(1 if state == "closed" else 0)
        return {"ok": True, "circuit": state, "answers": "rasa" if state == "closed" else "router"}

    def _queues(self) -> dict[str, Any]:
        now = self._now()
        with self._database.reading() as session:
            waiting, due = inbox.oldest_waiting(session), outbox.oldest_due(session, self._pushed, now=now)
        inbox_age, outbox_age = _age(waiting, now), _age(due, now)
        OLDEST_INBOX.set(inbox_age)
        OLDEST_OUTBOX.set(outbox_age)
        return {
            "inbox": {"ok": inbox_age < STUCK_SECONDS, "oldest_seconds": inbox_age},
            "sender": {"ok": outbox_age < STUCK_SECONDS, "oldest_seconds": outbox_age},
        }


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else round((now - since).total_seconds(), 1)
