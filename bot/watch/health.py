"""How each part is: one truthful answer for a load balancer, a watchdog or a person."""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from sqlalchemy.orm import Session

from bot.learning import Learning
from bot.metrics import (
    NLU_ADDRESS_UP,
    NLU_CIRCUIT,
    NLU_UP,
    OLDEST_INBOX,
    OLDEST_OUTBOX,
    PART_UP,
    STAFF_REACHABLE,
)
from bot.output import lines_lost
from bot.timetable.clock import Timetable
from bot.watch.lag import LoopLag
from bot.watch.progress import Progress
from community.cases import reach
from community.cases.reach import Reach
from community.database import Database, DatabaseAway
from community.post import inbox, outbox
from understanding import crisis
from understanding.reading.nlu import CircuitState
from understanding.understanding import Understanding

STUCK_SECONDS = 60
"""A message that waits this long for its answer, a tick or a first send this late: something is stuck."""

LATEST_SEND_SECONDS = 1800  # a broadcast to all takes its time; a delivery that it leaves behind so long is stuck too
ANSWER_WITHIN_SECONDS = 5
NLU_START_SECONDS = 180
"""So long Rasa may be away: a first start on a cold disk takes two minutes, a restart half of one."""

SPARED = frozenset(("nlu", "secret", "danger", "training"))
"""Parts whose failure is told, and rings the alarm, but does not turn students away: others answer in their place."""

HEARD_BY_ALL, HEARD_BY_FIRST = "rules and the whole ear", "rules and a first ear, taught with fewer lines"

ROLE = "role_"
"""With this begin the parts that tell of other processes' roles, likewise."""

State = tuple[bool, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Watched:
    """The parts of this process whose health is asked; what is left out it does not have.

    Args:
        understanding: None where messages are answered by other processes only.
        timetable: None where others keep it.
        answered: the channels whose messages are answered; what waits of others is for who sets them up again.
        pushed: the channels that we send to and that are running; None where others send.
        connections: returns how full our HTTP server is; None where we have none.
        learning: what is still taught; None where nothing was stale at the start.
        rasa_is_up: whether the Rasa that we start ourselves answers; one elsewhere is known by its answers alone.
        learns: returns the names of what our answers will still be better by, None where that is nothing.
    """

    understanding: Understanding | None = None
    timetable: Timetable | None = None
    answered: Collection[str] = ()
    pushed: Sequence[str] | None = None
    connections: Callable[[], dict[str, Any]] | None = None
    learning: Learning | None = None
    rasa_is_up: Callable[[], bool] = lambda: True
    learns: Callable[[], str | None] = lambda: None


class Health:
    """Asks every part how it is.

    Args:
        others: returns how the roles are that other processes have.
    """

    def __init__(
        self,
        database: Database,
        watched: Watched,
        *,
        now: Callable[[], datetime],
        others: Callable[[Session], Mapping[str, dict[str, Any]]] = lambda _session: {},
    ) -> None:
        self.lag = LoopLag()
        self._database = database
        self._parts = watched
        self._now = now
        self._others = others
        self._rasa_seen_at = time.monotonic()
        self._progress = Progress()
        self._looking: asyncio.Future[State] | None = None

    async def state(self) -> State:
        """Return what `look` does, within ANSWER_WITHIN_SECONDS: a database that hangs is away too.

        All who ask at once wait for the same look, so that a hanging one never takes more than one thread.
        """
        looking = self._looking
        if looking is None or looking.done():
            looking = self._looking = asyncio.ensure_future(asyncio.to_thread(self.look))
        done, _ = await asyncio.wait({looking}, timeout=ANSWER_WITHIN_SECONDS)
        if done:
            return looking.result()
        hangs = {"ok": False, "error": f"no answer within {ANSWER_WITHIN_SECONDS} s"}
        return self._together({"database": hangs, **self._own_parts()})

    def look(self) -> State:
        """Return whether all is well, and each part's state; blocks for as long as the database does."""
        parts = {"database": self._database_part(), **self._own_parts()}
        if parts["database"]["ok"]:
            try:
                parts |= self._queues()
            except DatabaseAway as error:
                parts["database"] = {"ok": False, "error": str(error)}
        return self._together(parts)

    def _together(self, parts: dict[str, dict[str, Any]]) -> State:
        for name, part in parts.items():
            PART_UP.labels(name).set(1 if part["ok"] else 0)
        failing = {name for name, part in parts.items() if not part["ok"]}
        well = all(self._is_spared(name) for name in failing)
        status = "failing" if not well else "degraded" if failing else "ok"
        return well, {"status": status, **parts}

    def _is_spared(self, part: str) -> bool:
        """Say whether the failure of a part is told, and rings the alarm, but is no reason to turn to another of us."""
        return part in SPARED or part.startswith(ROLE) or (part == "inbox" and self._parts.understanding is None)

    def _own_parts(self) -> dict[str, dict[str, Any]]:
        parts = {"loop": self._loop_part(), "log": _log_part()}
        if self._parts.timetable is not None:
            parts["scheduler"] = _scheduler_part(self._parts.timetable)
        if self._parts.understanding is not None:
            parts["nlu"] = self._nlu_part(self._parts.understanding)
            parts["danger"] = _danger_part()
            if self._parts.learning is not None:
                parts["training"] = self._parts.learning.state()
        if self._parts.connections is not None:
            parts["connections"] = self._parts.connections()
        return parts

    def _database_part(self) -> dict[str, Any]:
        try:
            return {"ok": self._database.answers()}
        except DatabaseAway as error:
            return {"ok": False, "error": str(error)}

    def _nlu_part(self, understanding: Understanding) -> dict[str, Any]:
        """Rasa's absence is a failure once it outlasts every start; the nearest-example router answers meanwhile."""
        state = understanding.nlu_state
        is_trained = self._parts.learning is None or not self._parts.learning.under_way("words")
        if (state == "closed" and self._parts.rasa_is_up()) or not is_trained:
            self._rasa_seen_at = time.monotonic()
        away = time.monotonic() - self._rasa_seen_at
        NLU_UP.set(1 if state == "closed" else 0)
        for name in get_args(CircuitState):
            NLU_CIRCUIT.labels(name).set(1 if state == name else 0)
        addresses = understanding.nlu_states
        for address, one in addresses.items():
            NLU_ADDRESS_UP.labels(address).set(1 if one == "closed" else 0)
        return {
            "ok": away < NLU_START_SECONDS,
            "circuit": state,
            "answers": "rasa" if state == "closed" and self._parts.rasa_is_up() else "router",
            "away_seconds": round(away),
            "addresses": addresses,
            "long_texts": understanding.long_texts.place,
        }

    def _loop_part(self) -> dict[str, Any]:
        """Lag is reported but no failure: whoever reads this was answered, and a restart is no cure."""
        return {"ok": True, "worst_lag_seconds": round(self.lag.worst_seconds, 3)}

    def _queues(self) -> dict[str, dict[str, Any]]:
        now = self._now()
        with self._database.reading() as session:
            waiting, due = (
                inbox.oldest_waiting(session, self._parts.answered),
                outbox.oldest_due(session, self._parts.pushed or (), now=now),
            )
            found, parked = reach.look(session, now), inbox.count_parked(session)
            others = self._others(session)
        inbox_age, outbox_age = _age(waiting, now), _age(due, now)
        OLDEST_INBOX.set(inbox_age)
        OLDEST_OUTBOX.set(outbox_age)
        parts = {
            "inbox": {"ok": inbox_age < STUCK_SECONDS, "oldest_seconds": inbox_age, "parked": parked},
            "alerting": _alerting_part(found),
            **others,
        }
        return parts if self._parts.pushed is None else {**parts, "sender": self._sender_part(outbox_age)}

    def _sender_part(self, oldest_seconds: float) -> dict[str, Any]:
        idle = min(oldest_seconds, self._progress.seconds_since())
        return {"ok": idle < STUCK_SECONDS and oldest_seconds < LATEST_SEND_SECONDS, "oldest_seconds": oldest_seconds}


def _danger_part() -> dict[str, Any]:
    """Until the whole ear is taught, danger is heard less surely: students are answered, and staff are told."""
    is_whole = crisis.stage() == "whole"
    return {"ok": is_whole, "heard_by": HEARD_BY_ALL if is_whole else HEARD_BY_FIRST}


def _scheduler_part(timetable: Timetable) -> dict[str, Any]:
    age, late = timetable.last_tick_seconds_ago, timetable.late(grace_seconds=STUCK_SECONDS)
    ok = age is not None and age < STUCK_SECONDS and not late
    return {"ok": ok, "last_tick_seconds_ago": None if age is None else round(age, 1), "late": late}


def _alerting_part(found: Reach) -> dict[str, Any]:
    """That nobody can be alerted is reported but no failure: students are answered, and told so."""
    STAFF_REACHABLE.set(1 if found.anybody else 0)
    return {
        "ok": True,
        "anybody": found.anybody,
        "set_up": found.is_set_up,
        "groups": found.groups,
        "broken_groups": found.broken_groups,
        "signed_in": found.signed_in,
    }


def _log_part() -> dict[str, Any]:
    """Lost lines are reported but no failure: whoever talks to us is answered all the same."""
    return {"ok": True, "lines_lost": lines_lost()}


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else round((now - since).total_seconds(), 1)
