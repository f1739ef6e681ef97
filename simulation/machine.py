"""The engine that `bot/app.py` runs, on a process that can be killed at any step and built anew."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.engine import Common, Engine
from bot.signals import What
from bot.timetable.clock import Timetable
from bot.turns.dispatcher import Understands
from bot.watch import neighbours
from community.database import Database
from community.post.inbox import Arrival
from simulation.channel import RecordingChannel
from simulation.fuse import Fuse


class MortalDatabase(Database):
    """The real database of one life of the process: with the process, whatever was not committed is gone."""

    def __init__(self, url: str, fuse: Fuse) -> None:
        super().__init__(url)
        self._fuse = fuse
        event.listen(self.engine, "connect", _trust_the_disk)

    @contextmanager
    def transaction(self, *, hurried: bool = False) -> Iterator[Session]:
        """Yield a session, and perhaps die before, in or after its transaction."""
        self._fuse.burn()
        with super().transaction(hurried=hurried) as session:
            yield session
            self._fuse.burn()
        self._fuse.burn()

    @contextmanager
    def by_staff(self) -> Iterator[Session]:
        """Yield a session for what staff do in the console; no kill falls into it, for we must know what was done."""
        self._fuse.check()
        with super().transaction() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that writes nothing."""
        self._fuse.check()
        with super().reading() as session:
            yield session


def _trust_the_disk(connection: object, _record: object) -> None:
    # The machine is killed, never the computer: what is committed is safe without waiting for a disk.
    cursor = connection.cursor()  # type: ignore[attr-defined]
    is_sqlite = type(connection).__module__.startswith("sqlite3")
    cursor.execute("PRAGMA synchronous=OFF" if is_sqlite else "SET synchronous_commit TO off")
    cursor.close()


class Machine:
    """One life of the process: its engine, without HTTP and threads.

    Args:
        common: returns what the engine's parts have in common, on the database of this life.
        stir: called whenever something new may have to be sent.
    """

    def __init__(
        self,
        url: str,
        channel: RecordingChannel,
        understanding: Understands,
        common: Callable[[Database], Common],
        *,
        stir: Callable[[], None],
    ) -> None:
        self.look_again_at: datetime | None = None
        self.mail_may_wait = False
        self._stir = stir
        channel.fuse = self.fuse = Fuse()
        self.database = MortalDatabase(url, self.fuse)
        channels = {channel.name: channel}
        self.engine = Engine(
            common(self.database),
            channels,
            pushed=channels,
            understanding=understanding,
            timetable=Timetable,
            tell=self._told,
        )

    def _told(self, what: What, where: str | None = None) -> None:  # noqa: ARG002
        if what == "queued":
            self._stir()

    @property
    def timetable(self) -> Timetable:
        """The timetable, which the driver ticks."""
        assert self.engine.timetable is not None, "it was made above"
        return self.engine.timetable

    @property
    def claimer(self) -> str:
        """The process's own name."""
        return self.engine.common.claimer

    def take_over(self, dead: Sequence[str]) -> None:
        """Settle what processes left that have died, as the app does when it finds their locks free."""
        with self.database.transaction() as session:
            neighbours.settle(session, dead, living=self.claimer, now=self.engine.common.now)
        self.mail_may_wait = True

    async def take_in(self, arrivals: Sequence[Arrival]) -> None:
        """Keep updates, and answer all that waits."""
        if arrivals:
            await self.engine.intake.keep(list(arrivals))
        self.mail_may_wait = False
        await self.engine.intake.answer_waiting()

    async def send_due(self) -> None:
        """Send all that may be sent now."""
        if self.mail_may_wait:
            await self.take_in(())
        self.look_again_at = await self.engine.sender.send_due()

    def is_time_to_look(self, now: datetime) -> bool:
        """Say whether something may be sent by now that could not before."""
        return self.look_again_at is not None and self.look_again_at <= now

    async def stop(self) -> None:
        """End as a process that is asked to."""
        await self.engine.drain(timeout_seconds=1)
        self.database.close()

    def die(self) -> None:
        """End without a word."""
        self.fuse.is_dead = True
        self.database.close()
