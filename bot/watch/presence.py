"""Showing that this process is alive, and what the roles are that nobody else is alive for."""

import contextlib
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.roles import ALL, Role
from bot.watch.health import ROLE
from community.clock import Clock, shared_moment
from community.database import Database, DatabaseAway
from community.processes import presence, tenure

SHOW_SECONDS = 2.0
STARTING = timedelta(seconds=60)
"""So long after our own start nobody is missed who has not been seen since: all are started together."""

State = dict[str, dict[str, Any]]


class Presence:
    """What this process tells the others of itself, and sees of them.

    Args:
        signs_with: what tells our secret from others; None where we sign nothing.
        learns: returns the names of what we still learn, None where that is nothing.
    """

    def __init__(
        self,
        process: str,
        roles: Collection[Role],
        *,
        signs_with: str | None,
        now: Clock,
        learns: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._process, self._signs_with, self._now, self._learns = process, signs_with, now, learns
        self.others_learn = False
        """Whether a process that answers was still learning when we last looked."""
        self._roles = frozenset(roles)
        self._shown_at = float("-inf")
        self._since: datetime | None = None

    def show(self, session: Session) -> None:
        """Note that we are alive, once in SHOW_SECONDS; on SQLite every process has all roles, and nobody asks."""
        if session.get_bind().dialect.name != "postgresql" or time.monotonic() - self._shown_at < SHOW_SECONDS:
            return
        now = shared_moment(session, self._now)
        learns = self._learns()
        presence.show(session, self._process, self._roles, signs_with=self._signs_with, now=now, learns=learns)
        self.others_learn = presence.is_somebody_learning(session, now=now)
        self._shown_at, self._since = time.monotonic(), self._since or now

    def leave(self, database: Database) -> None:
        """Leave to others what only one process does at a time; where that fails they wait for the end of its lease."""
        with contextlib.suppress(DatabaseAway), database.transaction() as session:
            tenure.let_go(session, (self._process,))

    def others(self, session: Session) -> State:
        """Return how the roles are that are others', as parts of /healthz."""
        if self._since is None:
            return {}
        now, seen = shared_moment(session, self._now), presence.last_seen(session)
        parts = {f"{ROLE}{role}": self._role_part(role, seen.get(role), now) for role in sorted(ALL - self._roles)}
        if self._signs_with is not None:
            parts |= _secret_part(presence.secrets_in_use(session, now=now) | {self._signs_with})
        return parts

    def _role_part(self, role: Role, seen: datetime | None, now: datetime) -> dict[str, Any]:
        assert self._since is not None
        if seen is not None and now - seen < presence.ALIVE_FOR:
            return {"ok": True, "last_seen_seconds_ago": round((now - seen).total_seconds(), 1)}
        ended = seen is not None and seen >= self._since
        since = f"since {seen.isoformat(timespec='seconds')}" if seen else "yet"
        return {
            "ok": not ended and now - self._since < STARTING,
            "error": f"no process of role {role} is alive {since}",
        }


def _secret_part(in_use: Collection[str]) -> State:
    if len(in_use) == 1:
        return {"secret": {"ok": True}}
    error = "processes sign with different secrets: set one ONESTOP_SECRET for all"
    return {"secret": {"ok": False, "error": error}}
