"""The assistant, as `bot/app.py` would put it together, that can be killed at any step and built anew."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import event
from sqlalchemy.orm import Session

from actions.dialogue.registry import Registry
from bot.sending.sender import Sender
from bot.timetable import jobs
from bot.timetable.clock import Timetable
from bot.turns.dispatcher import Dispatcher, Understands
from bot.turns.intake import Intake
from community.clock import shared_moment
from community.database import Database
from community.post import claiming, sending
from community.post.inbox import Arrival
from simulation.channel import NAME, RecordingChannel
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
    """One life of the process: the parts as the app builds them, without HTTP and threads.

    Args:
        stir: called whenever something new may have to be sent.
    """

    def __init__(
        self,
        url: str,
        channel: RecordingChannel,
        understanding: Understands,
        *,
        zone: ZoneInfo,
        now: Callable[[], datetime],
        stir: Callable[[], None],
        registry: Registry,
    ) -> None:
        self.look_again_at: datetime | None = None
        self.mail_may_wait = False
        self._now = now
        self.claimer = claimer = uuid.uuid4().hex
        channel.fuse = self.fuse = Fuse()
        self.database = MortalDatabase(url, self.fuse)
        self.sender = Sender(self.database, {NAME: channel}, zone=zone, now=now, claimer=claimer)
        self.dispatcher = Dispatcher(
            self.database,
            understanding,
            {NAME: channel},
            zone=zone,
            now=now,
            claimer=claimer,
            wake_sender=lambda _: stir(),
            registry=registry,
        )
        self.intake = Intake(self.database, self.dispatcher, now=now, claimer=claimer)
        self.timetable = Timetable(self.database, now=now, after=stir)
        jobs.fill(self.timetable, zone=zone)

    def take_over(self, dead: Sequence[str]) -> None:
        """Settle what processes left that have died, as the app does when it finds their locks free."""
        with self.database.transaction() as session:
            claiming.release(session, dead)
            sending.take_over(session, dead, now=shared_moment(session, self._now), living=self.claimer)
        self.mail_may_wait = True

    async def take_in(self, arrivals: Sequence[Arrival]) -> None:
        """Keep updates, and answer all that waits."""
        if arrivals:
            await self.intake.keep(list(arrivals))
        self.mail_may_wait = False
        await self.intake.answer_waiting()

    async def send_due(self) -> None:
        """Send all that may be sent now."""
        if self.mail_may_wait:
            await self.take_in(())
        self.look_again_at = await self.sender.send_due()

    def is_time_to_look(self, now: datetime) -> bool:
        """Say whether something may be sent by now that could not before."""
        return self.look_again_at is not None and self.look_again_at <= now

    async def stop(self) -> None:
        """End as a process that is asked to."""
        await self.intake.drain(timeout_seconds=1)
        await self.sender.drain(timeout_seconds=1)
        self.database.close()

    def die(self) -> None:
        """End without a word."""
        self.fuse.is_dead = True
        self.database.close()
