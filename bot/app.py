"""Builds each part once, starts them in order, stops them in reverse."""

import asyncio
import contextlib
import os
import secrets
import socket
import uuid
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import structlog
from fastapi import APIRouter
from starlette.types import ASGIApp

from actions import registry
from actions.warming import warm_up
from bot import files, jobs, waiting, watch
from bot.channels import rest, telegram, terminal, web
from bot.channels.telegram_records import TelegramRecords
from bot.channels.telegram_webhook import telegram_webhook
from bot.clock import Timetable
from bot.connections import Connections
from bot.dispatcher import Dispatcher, Reads
from bot.duty import DutyAlarm
from bot.files import outlasting_shortage
from bot.first_look import FirstLook
from bot.health import Health
from bot.http import HttpServer, listen, web_app
from bot.intake import Intake
from bot.known_hosts import known_names
from bot.liveness import Liveness
from bot.logs import place_of
from bot.sender import Sender
from bot.settings import ROOT, Settings
from bot.telegram_link import TelegramLink
from community.clock import SharedClock
from community.conversations import talks
from community.database import Database, DatabaseAway
from community.delivery.pacing import Rate
from console.app import build_console
from understanding import crisis, dates, first_look, training
from understanding.digests import ModelAltered
from understanding.fallback_router import FallbackRouter
from understanding.nlu import NluClient
from understanding.rasa_process import RasaProcess
from understanding.understanding import Understanding
from understanding.wishes import grammar as wishes

log = structlog.get_logger()

THREADS = 32  # all turns, each of which may wait for the database, and as many for what brings answers to people
"""For turns, sends and the rest of the bot's own work; pages of the web chat and the console have theirs."""

DRAIN_SECONDS = 4  # turns and sends under way may end; all of a stop stays within 10 s


def utc_now() -> datetime:
    """This machine's clock; what asks for the time asks `App.now`, which is put right by the database's."""
    return datetime.now(UTC)


class App:
    """The whole assistant.

    Args:
        serves: also serve HTTP and Telegram and keep the timetable; a terminal talk beside it does without.
    """

    def __init__(self, settings: Settings, *, serves: bool = True, now: Callable[[], datetime] = utc_now) -> None:
        registry.load()
        self.settings = settings
        # A clock that somebody sets, as for a story on a stage, is no machine's that could be wrong.
        self.now = now = SharedClock(now, follows=now is utc_now)
        self.serves = serves
        self.claimer = uuid.uuid4().hex
        self.database = Database(settings.database)
        self.console_database = self.database.with_own_pool() if serves else self.database
        self._router = training.read_router(ROOT)
        self.understanding, self._nlu, self.rasa = _understanding(settings, self._router)
        self.telegram = _telegram(settings, TelegramRecords(self.database, now=now)) if serves else None
        self.sender = Sender(
            self.database,
            {telegram.NAME: self.telegram} if self.telegram else {},
            zone=settings.zone,
            now=now,
            claimer=self.claimer,
        )
        channels: dict[str, Reads] = {
            rest.NAME: rest.RestChannel(),
            web.NAME: web.WebChannel(),
            terminal.NAME: terminal.TerminalChannel(),
            **({telegram.NAME: self.telegram} if self.telegram else {}),
        }
        self.dispatcher = Dispatcher(
            self.database,
            self.understanding,
            channels,
            zone=settings.zone,
            now=now,
            claimer=self.claimer,
            wake_sender=self.sender.wake,
        )
        self.intake = Intake(
            self.database, self.dispatcher, now=now, claimer=self.claimer, first_look=FirstLook(channels)
        )
        self.timetable = Timetable(self.database, now=now, after=self.sender.wake)
        self.liveness = Liveness(settings.data_dir / "alive", self.claimer)
        self.connections = Connections(files.most_open() - files.KEPT_BACK, is_proxy=settings.is_proxy)
        self.health = Health(
            self.database,
            self.understanding,
            self.timetable,
            answered=self.dispatcher.channels,
            pushed=(telegram.NAME,) if self.telegram else (),
            now=now,
            connections=self.connections.part if serves else None,
            rasa_is_up=lambda: self.rasa is None or self.rasa.state == "ready",
        )
        self.duty = DutyAlarm(
            self.health,
            self.database,
            admin=settings.admin_chat if self.telegram else None,
            zone=settings.zone,
            now=now,
            wake=self.sender.wake,
        )
        self.http: HttpServer | None = None
        self.broken = asyncio.Event()
        self._running: list[asyncio.Task[None]] = []

    async def start(self, listening: socket.socket | None = None) -> None:
        """Start every part; the assistant answers when this returns, by the router until Rasa is up.

        Args:
            listening: the HTTP port, where it was taken before; taken here where not.

        Raises:
            PortTaken: another program has the HTTP port.
            TokenRefused: Telegram does not know the token.
        """
        if self.serves and listening is None:
            listening = listen(self.settings.http_host, self.settings.http_port)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="bot"))
        if self.rasa is not None:
            await _start(self.rasa)
        with contextlib.suppress(DatabaseAway):  # the watch goes on trying
            await asyncio.to_thread(watch.set_clock, self.database, self.now)
        await asyncio.to_thread(crisis.warm_up)
        await asyncio.to_thread(first_look.warm_up)
        if self.serves and (self.telegram is None or self.settings.telegram_staff_group is None):
            await waiting.until_it_takes(self._without_staff_group)
        self.liveness.start()
        self._run("watch", outlasting_shortage(self._watch))
        self._run("intake", outlasting_shortage(self.intake.run))
        self._run("sender", outlasting_shortage(self.sender.run))
        if listening is None:
            return
        jobs.fill(self.timetable, zone=self.settings.zone, term_start=self.settings.term_start)
        self.timetable.start()
        self._run("warming", outlasting_shortage(self._warm_up))
        self._run("lag", self.health.lag.run())
        self._run("long-texts", self.understanding.long_texts.keep())
        self._run("duty", outlasting_shortage(self.duty.run))
        self.http = HttpServer(
            self._web_app(),
            listening,
            connections=self.connections,
            proxies=[str(network) for network in self.settings.trusted_proxies],
        )
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
        await asyncio.to_thread(self.timetable.stop)
        if self.telegram is not None:
            await self.telegram.stop()
        await self._nlu.aclose()
        if self.rasa is not None:
            await self.rasa.stop()
        # A cancelled task leaves its thread in the middle of a transaction; its connection must be back before the end.
        await asyncio.get_running_loop().shutdown_default_executor()
        self.liveness.stop()
        self.console_database.close()
        self.database.close()

    def _without_staff_group(self) -> None:
        with self.database.transaction() as session:
            talks.keep_no_staff_group(session, telegram.NAME)

    async def _link_telegram(self, channel: telegram.TelegramChannel, address: str) -> None:
        link = TelegramLink(
            channel, self.settings, self.database, self.intake, address=address.rstrip("/"), now=self.now
        )
        await link.connect()
        self._run("telegram", outlasting_shortage(link.run))

    def _wake(self) -> None:
        self.intake.wake()
        self.sender.wake()

    async def _watch(self) -> None:
        await watch.keep(self.database, self.liveness, self.timetable, now=self.now, wake=self._wake)

    async def _warm_up(self) -> None:
        await asyncio.to_thread(dates.warm_up)
        await asyncio.to_thread(self._router.warm_up)
        await asyncio.to_thread(wishes.warm_up)
        with contextlib.suppress(DatabaseAway):  # then the first question takes a little longer, no more
            await asyncio.to_thread(warm_up, self.database, self.now())

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

    def _web_app(self) -> ASGIApp:
        given = self.settings.secret
        secret = given.get_secret_value() if given else _secret(self.settings.data_dir)
        secure = self.settings.reached_by_tls
        routers: list[APIRouter] = [
            web.web_router(self.intake, self.sender, self.database, secret=secret, secure_cookies=secure, now=self.now)
        ]
        if self.settings.rest_token:
            routers.append(rest.rest_router(self.intake, self.sender, self.settings.rest_token.get_secret_value()))
        if self.telegram and self.settings.webhook_secret is not None:
            routers.append(telegram_webhook(self.telegram, self.intake, self.settings.webhook_secret))
        console = build_console(
            self.console_database,
            now=self.now,
            wake=self.sender.wake,
            secret=secret,
            secure_cookies=secure,
            zone=self.settings.zone,
        )
        token = self.settings.metrics_token
        hosts = known_names(
            named=self.settings.hosts.split(","),
            listening=self.settings.http_host,
            public_url=self.settings.public_url,
        )
        return web_app(
            self.health,
            routers,
            {"/console": console},
            metrics_token=token.get_secret_value() if token else None,
            hosts=hosts,
            over_tls=secure,
        )


@contextlib.asynccontextmanager
async def understanding_alone(settings: Settings) -> AsyncIterator[tuple[Understanding, RasaProcess | None]]:
    """Yield understanding without the rest of the assistant; a Rasa process of our own is not started yet."""
    understanding, nlu, rasa = _understanding(settings, training.read_router(ROOT))
    try:
        yield understanding, rasa
    finally:
        await nlu.aclose()
        if rasa is not None:
            await rasa.stop()


async def _start(rasa: RasaProcess) -> None:
    try:
        await rasa.start()
    except ModelAltered as error:  # the router answers, and the alarm rings, as for a Rasa that never comes up
        log.error("model_altered", hint=str(error))


def _understanding(settings: Settings, router: FallbackRouter) -> tuple[Understanding, NluClient, RasaProcess | None]:
    rasa = None
    if settings.nlu_url is None:
        rasa = RasaProcess(root=ROOT, model=training.model_path(ROOT), log_path=settings.data_dir / "rasa.log")
    token = settings.nlu_token.get_secret_value() if settings.nlu_url and settings.nlu_token else None
    nlu = NluClient(settings.nlu_url or (rasa.url if rasa else ""), token=token)
    return Understanding(nlu=nlu, router=router, term_start=settings.term_start), nlu, rasa


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


def _secret(data_dir: Path) -> str:
    """Return the secret that signs cookies; made once, readable by the owner alone."""
    path = data_dir / "secret"
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()
