"""One process of the assistant: the engine with its doors to the world, started in order and stopped in reverse."""

import asyncio
import contextlib
import socket
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

import structlog
from starlette.types import ASGIApp

from actions.dialogue import registry
from bot import files
from bot.channels import every
from bot.channels.channel import Pages, PushedChannel
from bot.engine import Common, Engine, MakesTimetable
from bot.http.connections import Connections
from bot.http.server import HttpServer
from bot.learning import Learning
from bot.mind import Mind
from bot.patience import until_it_takes
from bot.roles import ALL, IN_A_TERMINAL, Part, Role, connections_of, parts_of
from bot.secret import print_of, signing_secret
from bot.settings import Settings
from bot.signals import Signals
from bot.site import Behind, listen, peephole, site
from bot.tasks import Tasks
from bot.teaching.teacher import Teacher
from bot.timetable.own import OwnTimetable
from bot.timetable.shared import SharedTimetable
from bot.watch import neighbours
from bot.watch.health import Watched
from bot.watch.lookout import Lookout
from community.clock import SharedClock
from community.database import Database, DatabaseAway
from community.post import talks
from understanding.care import first_look

log = structlog.get_logger()

THREADS = 32  # all turns, each of which may wait for the database, and as many for what brings answers to people
"""For turns, sends and the rest of the bot's own work; pages of the web chat and the console have theirs."""

DRAIN_SECONDS = 4  # turns and sends under way may end; all of a stop stays within 10 s


def utc_now() -> datetime:
    """This machine's clock; what asks for the time asks `App.now`, which is put right by the database's."""
    return datetime.now(UTC)


class App:
    """The assistant, or what some of its roles need of it.

    Args:
        roles: what this process is there for.
        serves: False for a terminal talk beside it: answers here, and serves, polls and ticks nothing.
        learning: what is still taught while we serve; None where all is there, or is taught before the first answer.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        roles: frozenset[Role] = ALL,
        serves: bool = True,
        now: Callable[[], datetime] = utc_now,
        learning: Learning | None = None,
    ) -> None:
        self.settings, self.serves, self.parts = settings, serves, parts_of(roles) if serves else IN_A_TERMINAL
        # A clock that somebody sets, as for a story on a stage, is no machine's that could be wrong.
        self.now = SharedClock(now, follows=now is utc_now)
        self.registry = registry.load()
        self.database = Database(settings.database, connections=connections_of(roles))
        self.mind = Mind(settings, learning) if Part.MIND in self.parts else None
        common = Common(self.database, self.now, settings.zone, uuid.uuid4().hex, registry=self.registry)
        self.channels = every.set_up(settings, common, serves=serves)
        self.teacher = self._teacher(common)
        self.signals = Signals(self.database, name=common.claimer, hear=lambda *told: self.engine.hear(*told))
        self.engine = self._engine(common)
        self.connections = Connections(files.most_open() - files.KEPT_BACK, is_proxy=settings.is_proxy)
        self.secret = signing_secret(settings) if Part.SITE in self.parts else None
        self.lookout = self._lookout(roles)
        self.tasks = Tasks()
        self.http: HttpServer | None = None
        self._console_database: Database | None = None

    def _somebody_learns(self) -> bool:
        """Say whether what answers, here or in another process, is still taught."""
        return self.lookout.presence.others_learn or (self.mind is not None and self.mind.learns() is not None)

    def _teacher(self, common: Common) -> Teacher | None:
        if self.mind is None:
            return None
        return Teacher(self.database, self.mind, self.channels, process=common.claimer, now=self.now)

    def _engine(self, common: Common) -> Engine:
        return Engine(
            common,
            self.channels,
            pushed=self._pushed if Part.SENDER in self.parts else {},
            understanding=self.mind.understanding if self.mind else None,
            timetable=self._makes_timetable() if Part.TIMETABLE in self.parts else None,
            tell=self.signals.tell,
        )

    def _makes_timetable(self) -> MakesTimetable:
        is_alone = self.database.engine.dialect.name == "sqlite"
        return OwnTimetable if is_alone else partial(SharedTimetable, machine=utc_now)

    @property
    def _pushed(self) -> dict[str, PushedChannel]:
        return {name: one for name, one in self.channels.items() if isinstance(one, PushedChannel)}

    def _lookout(self, roles: frozenset[Role]) -> Lookout:
        mind = self.mind
        watched = Watched(
            understanding=mind.understanding if mind else None,
            timetable=self.engine.timetable,
            answered=self.channels.keys(),
            pushed=tuple(self._pushed) if Part.SENDER in self.parts else None,
            connections=self.connections.part if self.serves else None,
            learning=mind.learning if mind else None,
            rasa_is_up=lambda: mind is None or mind.rasa_is_up,
            learns=mind.learns if mind else lambda: None,
        )
        return Lookout(
            self.engine,
            watched,
            data_dir=self.settings.data_dir,
            roles=roles,
            signs_with=print_of(self.secret) if self.secret else None,
            admin=next((one.admin for one in self.channels.values() if one.admin), None),
        )

    async def start(self, listening: socket.socket | None = None) -> None:
        """Start every part; the assistant answers when this returns, by the router until Rasa is up.

        Args:
            listening: the HTTP port, where it was taken before; taken here where not.

        Raises:
            PortTaken: another program has the HTTP port.
            ChannelRefused: a channel does not take us as we are set up.
        """
        if self.serves and listening is None:
            listening = listen(self.settings, self.parts)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="bot"))
        with contextlib.suppress(DatabaseAway):  # the watch goes on trying
            await asyncio.to_thread(neighbours.set_clock, self.database, self.now)
        if self.mind is not None:
            await self.mind.start()
        if Part.FIRST_LOOK in self.parts:
            await asyncio.to_thread(first_look.warm_up)
        if Part.SITE in self.parts:
            await until_it_takes(self._let_groups_go)
        self._run_engine()
        if listening is not None:
            await self._serve(listening)

    def _let_groups_go(self) -> None:
        """Have no staff group on a channel whose setting that named one is gone."""
        with self.database.transaction() as session:
            for name in every.without_staff_group(self.channels):
                talks.keep_no_staff_group(session, name)

    def _run_engine(self) -> None:
        self.engine.sender.attach()
        self.lookout.liveness.start()
        self.tasks.keep("watch", partial(self.lookout.run, self.now))
        self.tasks.keep("listening", self.signals.listen)
        self.tasks.keep("speaking", self.signals.speak)
        if Part.INTAKE in self.parts:
            self.tasks.keep("intake", self.engine.intake.run)
        if Part.SENDER in self.parts:
            self.tasks.keep("sender", self.engine.sender.run)
        if self.mind is not None:
            self.tasks.keep("reading", partial(self.mind.keep_reading, self.database))

    async def _serve(self, listening: socket.socket) -> None:
        self.tasks.run("lag", self.lookout.health.lag.run())
        self.tasks.keep("duty", self.lookout.duty.run)
        if self.engine.timetable is not None:
            self.tasks.keep("timetable", self.engine.timetable.run)
        if self.mind is not None:
            self.tasks.run("long-texts", self.mind.understanding.long_texts.keep())
            self.tasks.keep("danger", partial(self.mind.learn_danger, self._heard_anew))
            self.tasks.keep("words", self.mind.learn_words)
            assert self.teacher is not None
            self.tasks.keep("teaching", self.teacher.run)
            self.tasks.keep("warming", partial(self.mind.warm_up, self.database, self.now))
        proxies = [str(network) for network in self.settings.trusted_proxies]
        self.http = HttpServer(self._served(), listening, connections=self.connections, proxies=proxies)
        await self.http.start()
        address = self.settings.public_url or self.http.address
        for channel in self.channels.values():
            await channel.connect(self.engine, address if Part.SITE in self.parts else None)
            self.tasks.keep(channel.name, channel.run)

    def _served(self) -> ASGIApp:
        if self.secret is None:
            return peephole(self.settings, self.lookout.health)
        self._console_database = self.database.with_own_pool()
        behind = Behind(self.engine, self.channels.values(), self._console_database)
        pages = Pages(
            self.secret,
            over_tls=self.settings.reached_by_tls,
            learning=lambda: (
                self.lookout.presence.others_learn or (self.mind is not None and self.mind.learns() is not None)
            ),
        )
        return site(self.settings, self.lookout.health, behind, pages)

    async def _heard_anew(self) -> None:
        """Have looked at once more what only the first ear heard, now that the whole one hears."""
        messages = await until_it_takes(self.engine.begin_second_looks)
        if messages:
            log.info("second_looks", messages=messages)
            self.engine.look_everywhere()

    async def stop(self) -> None:
        """Stop taking messages in, finish what is under way, and end the children."""
        if self.http is not None:
            await self.http.stop()
        await self.tasks.end()
        await self.engine.drain(timeout_seconds=DRAIN_SECONDS)
        for channel in self.channels.values():
            await channel.close()
        if self.mind is not None:
            await self.mind.stop()
        await asyncio.to_thread(self.lookout.leave)
        # A cancelled task leaves its thread in the middle of a transaction; its connection must be back before the end.
        await asyncio.get_running_loop().shutdown_default_executor()
        self.lookout.liveness.stop()
        if self._console_database is not None:
            self._console_database.close()
        self.database.close()
