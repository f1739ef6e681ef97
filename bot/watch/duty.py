"""Looks after the parts: whoever is on duty is told once when one is stuck, and once when it works again."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.watch.health import Health
from community.database import Database, DatabaseAway
from community.outages import reporting
from community.outages.reporting import Place, Turned

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 10
WORTH_TELLING = timedelta(seconds=60)  # of the database's absence, once it is back


class DutyAlarm:
    """Looks at every part's health; what it finds is kept in the database, so that no restart repeats it.

    Args:
        admin: where the duty admin reads, None for the staff's groups.
    """

    def __init__(
        self,
        health: Health,
        database: Database,
        *,
        admin: Place | None,
        zone: ZoneInfo,
        now: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:
        self._health = health
        self._database = database
        self._admin = admin
        self._zone = zone
        self._now = now
        self._wake = wake
        self._suspects: set[str] = set()
        self._away_since: datetime | None = None

    async def run(self) -> None:
        """Look every few seconds, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            await self.look()

    async def look(self) -> None:
        """Look once. What is found stuck twice in a row is an outage; a hiccup is none."""
        _, parts = await self._health.state()
        failing = {name for name, part in parts.items() if name != "status" and not part["ok"]}
        stuck, self._suspects = failing & self._suspects, failing
        if "database" in failing:
            if "database" in stuck:
                self._database_is_away()
            return
        try:
            turned = await asyncio.to_thread(self._report, stuck)
        except DatabaseAway:
            return  # the next look says so
        for part in turned.begun:
            log.critical("part_stuck", part=part)
        for part in turned.ended:
            log.warning("part_recovered", part=part)
        if turned.begun or turned.ended:
            self._wake()

    def _database_is_away(self) -> None:
        if self._away_since is None:
            self._away_since = self._now()
            log.critical("database_away", hint="students get no answers; look at the database and the disk it lies on")

    def _report(self, stuck: set[str]) -> Turned:
        now, since = self._now(), self._away_since
        with self._database.reading() as session:
            if not stuck and since is None and reporting.is_quiet(session):
                return Turned()
        with self._database.transaction() as session:
            if since is not None and now - since >= WORTH_TELLING:
                reporting.was_away(session, since, admin=self._admin, zone=self._zone.key, now=now)
            turned = reporting.report(session, stuck, admin=self._admin, zone=self._zone.key, now=now)
        if since is not None:
            self._away_since = None
            log.warning("part_recovered", part="database")
        return turned
