"""Builds each part once, starts them in order, stops them in reverse."""

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
from bot import files, telegram_link, waiting
from bot.channels import rest, terminal, web
from bot.channels.telegram import channel as telegram
from bot.channels.telegram.records import TelegramRecords
from bot.files import outlasting_shortage
from bot.http.connections import Connections
from bot.http.server import HttpServer
from bot.learning import Learning
from bot.logs import place_of
from bot.mind import Mind
from bot.roles import ALL, IN_A_TERMINAL, Part, Role, connections_of, parts_of
from bot.secret import print_of, signing_secret
from bot.sending.sender import Sender
from bot.settings import Settings
from bot.signals import Signals, What
from bot.site import Behind, listen, peephole, site
from bot.teaching.teacher import Teacher
from bot.telegram_link import TelegramLink
from bot.timetable import jobs
from bot.timetable.clock import Timetable
from bot.timetable.own import OwnTimetable
from bot.timetable.shared import SharedTimetable
from bot.turns.dispatcher import Dispatcher, Reads
from bot.turns.first_look import FirstLook
from bot.turns.intake import Intake
from bot.watch import neighbours as watch
from bot.watch.duty import DutyAlarm
from bot.watch.health import Health
from bot.watch.liveness import Liveness
from bot.watch.presence import Presence
from community.clock import SharedClock
from community.database import Database, DatabaseAway
from community.post import second_look
from community.post.pacing import Rate
from understanding.care import first_look
from understanding.reading.rasa_process import RasaProcess

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
        self.registry = registry.load()
        self.settings, self.serves = settings, serves
        self.parts = parts_of(roles) if serves else IN_A_TERMINAL
        # A clock that somebody sets, as for a story on a stage, is no machine's that could be wrong.
        self.now = now = SharedClock(now, follows=now is utc_now)
        self.claimer = uuid.uuid4().hex
        self.database = Database(settings.database, connections=connections_of(roles))
        self.telegram = _telegram(settings, TelegramRecords(self.database, now=now)) if serves else None
        self.mind = Mind(settings, learning) if Part.MIND in self.parts else None
        pushed = {telegram.NAME: self.telegram} if self.telegram else {}
        channels: dict[str, Reads] = {
            rest.NAME: rest.RestChannel(),
            web.NAME: web.WebChannel(),
            terminal.NAME: terminal.TerminalChannel(),
            **pushed,
        }
        self.signals = Signals(self.database, name=self.claimer, hear=self._hear)
        sent = pushed if Part.SENDER in self.parts else {}
        self.sender = Sender(self.database, sent, zone=settings.zone, now=now, claimer=self.claimer)
        self.dispatcher = self._dispatcher(channels)
        self.teacher = Teacher(self.database, self.mind, channels, process=self.claimer, now=now) if self.mind else None
        self.intake = Intake(
            self.database,
            self.dispatcher,
            now=now,
            claimer=self.claimer,
            first_look=FirstLook(channels, self.registry),
            tell_others=partial(self.signals.tell, "kept"),
        )
        self.timetable = self._timetable()
        self.liveness = Liveness(settings.data_dir / "alive", self.claimer)
        self.secret = signing_secret(settings) if Part.SITE in self.parts else None
        self.presence = Presence(
            self.claimer,
            roles,
            signs_with=print_of(self.secret) if self.secret else None,
            now=now,
            learns=lambda: self.mind.learns() if self.mind else None,
        )
        self.connections = Connections(files.most_open() - files.KEPT_BACK, is_proxy=settings.is_proxy)
        self.health = Health(
            self.database,
            self.mind.understanding if self.mind else None,
            self.timetable,
            answered=channels.keys(),
            pushed=tuple(pushed) if Part.SENDER in self.parts else None,
            now=now,
            connections=self.connections.part if serves else None,
            rasa_is_up=lambda: self.mind is None or self.mind.rasa_is_up,
            learning=learning,
            others=self.presence.others,
        )
        self.duty = DutyAlarm(
            self.health,
            self.database,
            admin=settings.admin_chat if settings.telegram_token else None,
            zone=settings.zone,
            now=now,
            wake=self._queued,
        )
        self.http: HttpServer | None = None
        self.broken = asyncio.Event()
        self._console_database: Database | None = None
        self._running: list[asyncio.Task[None]] = []

    @property
    def rasa(self) -> RasaProcess | None:
        """The Rasa that we start ourselves; another one once a new model was trained."""
        return self.mind.rasa if self.mind else None

    def _dispatcher(self, channels: dict[str, Reads]) -> Dispatcher | None:
        if self.mind is None:
            return None
        return Dispatcher(
            self.database,
            self.mind.understanding,
            channels,
            zone=self.settings.zone,
            now=self.now,
            claimer=self.claimer,
            wake_sender=self._queued,
            registry=self.registry,
        )

    def _timetable(self) -> Timetable | None:
        if Part.TIMETABLE not in self.parts:
            return None
        if self.database.engine.dialect.name == "sqlite":
            return OwnTimetable(self.database, now=self.now, after=self._queued)
        return SharedTimetable(self.database, now=self.now, after=self._queued, machine=utc_now)

    async def start(self, listening: socket.socket | None = None) -> None:
        """Start every part; the assistant answers when this returns, by the router until Rasa is up.

        Args:
            listening: the HTTP port, where it was taken before; taken here where not.

        Raises:
            PortTaken: another program has the HTTP port.
            TokenRefused: Telegram does not know the token.
        """
        if self.serves and listening is None:
            listening = listen(self.settings, self.parts)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="bot"))
        with contextlib.suppress(DatabaseAway):  # the watch goes on trying
            await asyncio.to_thread(watch.set_clock, self.database, self.now)
        if self.mind is not None:
            await self.mind.start()
        if Part.FIRST_LOOK in self.parts:
            await asyncio.to_thread(first_look.warm_up)
        if Part.SITE in self.parts and (self.telegram is None or self.settings.telegram_staff_group is None):
            await waiting.until_it_takes(telegram_link.keep_no_staff_group, self.database)
        self.sender.attach()
        self.liveness.start()
        self._run("watch", outlasting_shortage(self._watch))
        self._run("listening", outlasting_shortage(self.signals.listen))
        self._run("speaking", outlasting_shortage(self.signals.speak))
        if Part.INTAKE in self.parts:
            self._run("intake", outlasting_shortage(self.intake.run))
        if Part.SENDER in self.parts:
            self._run("sender", outlasting_shortage(self.sender.run))
        if self.mind is not None:
            self._run("reading", outlasting_shortage(partial(self.mind.keep_reading, self.database)))
        if listening is not None:
            await self._serve(listening)

    async def _serve(self, listening: socket.socket) -> None:
        self._run("lag", self.health.lag.run())
        self._run("duty", outlasting_shortage(self.duty.run))
        if self.timetable is not None:
            jobs.fill(self.timetable, zone=self.settings.zone, term_start=self.settings.term_start)
            self._run("timetable", outlasting_shortage(self.timetable.run))
        if self.mind is not None:
            self._run("long-texts", self.mind.understanding.long_texts.keep())
            self._run("danger", outlasting_shortage(partial(self.mind.learn_danger, self._heard_anew)))
            self._run("words", outlasting_shortage(self.mind.learn_words))
            assert self.teacher is not None
            self._run("teaching", outlasting_shortage(self.teacher.run))
            self._run("warming", outlasting_shortage(partial(self.mind.warm_up, self.database, self.now)))
        proxies = [str(network) for network in self.settings.trusted_proxies]
        self.http = HttpServer(self._served(), listening, connections=self.connections, proxies=proxies)
        await self.http.start()
        if self.telegram is not None:
            await self._link_telegram(self.telegram, self.settings.public_url or self.http.address)

    async def stop(self) -> None:
        """Stop taking messages in, finish what is under way, and end the children."""
        if self.http is not None:
            await self.http.stop()
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await asyncio.gather(
            self.intake.drain(timeout_seconds=DRAIN_SECONDS), self.sender.drain(timeout_seconds=DRAIN_SECONDS)
        )
        if self.telegram is not None:
            await self.telegram.stop()
        if self.mind is not None:
            await self.mind.stop()
        await asyncio.to_thread(self.presence.leave, self.database)
        # A cancelled task leaves its thread in the middle of a transaction; its connection must be back before the end.
        await asyncio.get_running_loop().shutdown_default_executor()
        self.liveness.stop()
        if self._console_database is not None:
            self._console_database.close()
        self.database.close()

    async def _link_telegram(self, channel: telegram.TelegramChannel, address: str) -> None:
        if Part.SITE not in self.parts:
            self._run("telegram", outlasting_shortage(lambda: telegram_link.follow(channel)))
            return
        link = TelegramLink(
            channel,
            self.settings,
            self.database,
            self.intake,
            process=self.claimer,
            address=address.rstrip("/"),
            now=self.now,
            registry=self.registry,
        )
        await link.connect()
        self._run("telegram", outlasting_shortage(link.run))

    def _queued(self, address: str | None = None) -> None:
        """Have what waits in the outbox looked at, here and in other processes."""
        self.sender.wake(address)
        self.signals.tell("queued", address)

    def _hear(self, what: What, where: str | None) -> None:
        if what == "kept":
            self.intake.wake(where)
            return
        self.sender.wake(where)
        if where is not None:
            self.intake.look_at(where)

    async def _heard_anew(self) -> None:
        """Have looked at once more what only the first ear heard, now that the whole one hears."""
        messages = await waiting.until_it_takes(self._begin_second_looks)
        if messages:
            log.info("second_looks", messages=messages)
            self._taken_over()

    def _begin_second_looks(self) -> int:
        with self.database.transaction() as session:
            return second_look.begin(session, now=self.now())

    def _taken_over(self) -> None:
        """Have what a dead process left looked at by whoever answers and sends, here or in another process."""
        self.intake.wake()
        self.signals.tell("kept")
        self._queued()

    async def _watch(self) -> None:
        await watch.keep(
            self.database, self.liveness, self.timetable, self.presence, now=self.now, wake=self._taken_over
        )

    def _run(self, name: str, work: object) -> None:
        assert asyncio.iscoroutine(work)
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._ended)
        self._running.append(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A dead part must not leave a bot that looks alive and is silent: the process ends and is started again."""
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.critical("part_died", part=task.get_name(), error=type(error).__name__, at=place_of(error))
            self.broken.set()

    def _served(self) -> ASGIApp:
        if self.secret is None:
            return peephole(self.settings, self.health)
        self._console_database = self.database.with_own_pool()
        behind = Behind(
            database=self.database,
            console_database=self._console_database,
            intake=self.intake,
            sender=self.sender,
            telegram=self.telegram,
            wake=self._queued,
            now=self.now,
            registry=self.registry,
            learning=lambda: self.presence.others_learn or (self.mind is not None and self.mind.learns() is not None),
        )
        return site(self.settings, self.health, behind, secret=self.secret)


def _telegram(settings: Settings, records: TelegramRecords) -> telegram.TelegramChannel | None:
    if settings.telegram_token is None:
        return None
    return telegram.TelegramChannel(
        settings.telegram_token.get_secret_value(),
        base_url=settings.telegram_base_url,
        rate=Rate(per_second=settings.rate_per_second, per_chat=settings.rate_per_chat),
        staff_group=settings.telegram_staff_group,
        records=records,
    )
