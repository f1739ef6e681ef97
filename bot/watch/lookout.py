"""How this process is and how its neighbors are: shown to them, looked at, and told to whoever is on duty."""

from collections.abc import Collection
from pathlib import Path

from bot.engine import Engine
from bot.roles import Role
from bot.watch import neighbours
from bot.watch.duty import DutyAlarm
from bot.watch.health import Health, Watched
from bot.watch.liveness import Liveness
from bot.watch.presence import Presence
from community.clock import SharedClock
from community.outages.reporting import Place


class Lookout:
    """All that watches, put together.

    Args:
        data_dir: which the processes of this machine share.
        roles: what this process is there for.
        signs_with: what tells our secret from others; None where we sign nothing.
        admin: where the duty admin reads, None for the staff's groups.
    """

    def __init__(
        self,
        engine: Engine,
        watched: Watched,
        *,
        data_dir: Path,
        roles: Collection[Role],
        signs_with: str | None,
        admin: Place | None,
    ) -> None:
        common = engine.common
        self._engine = engine
        self.liveness = Liveness(data_dir / "alive", common.claimer)
        self.presence = Presence(common.claimer, roles, signs_with=signs_with, now=common.now, learns=watched.learns)
        self.health = Health(common.database, watched, now=common.now, others=self.presence.others)
        self.duty = DutyAlarm(
            self.health, common.database, admin=admin, zone=common.zone, now=common.now, wake=engine.queued
        )

    async def run(self, now: SharedClock) -> None:
        """Look after neighbors that died, and after the clock, until cancelled."""
        engine = self._engine
        await neighbours.keep(
            engine.common.database,
            self.liveness,
            engine.timetable,
            self.presence,
            now=now,
            wake=engine.look_everywhere,
        )

    def leave(self) -> None:
        """Leave to others what only one process does at a time."""
        self.presence.leave(self._engine.common.database)
