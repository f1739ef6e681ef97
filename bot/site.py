"""What is served on a process's port: the web chat, the console, REST and Telegram's webhook, or only how it is."""

import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from fastapi import APIRouter
from starlette.types import ASGIApp

from actions.dialogue import wording
from actions.dialogue.registry import Registry
from bot.channels import rest, web
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.webhook import telegram_webhook
from bot.http import server as http
from bot.http.known_hosts import known_names
from bot.roles import Part
from bot.sending.sender import Sender
from bot.settings import Settings
from bot.turns.intake import Intake
from bot.watch.health import Health
from community.database import Database
from console.app import build_console


@dataclass(frozen=True, slots=True)
class Behind:
    """What the site's routes reach.

    `learning` says whether something is still taught that answers will be better by.
    `console_database` has connections of its own. `wake` is called when the console has queued something.
    """

    database: Database
    console_database: Database
    intake: Intake
    sender: Sender
    telegram: TelegramChannel | None
    wake: Callable[[], None]
    now: Callable[[], datetime]
    registry: Registry
    learning: Callable[[], bool]


def site(settings: Settings, health: Health, behind: Behind, *, secret: str) -> ASGIApp:
    """Return everything that is served.

    Args:
        secret: signs cookies.
    """
    console = build_console(
        behind.console_database,
        now=behind.now,
        wake=behind.wake,
        secret=secret,
        secure_cookies=settings.reached_by_tls,
        zone=settings.zone,
        intents=partial(_taught_by_examples, behind.registry),
    )
    return _app(settings, health, _routers(settings, behind, secret), {"/console": console}, host=settings.http_host)


def _taught_by_examples(registry: Registry, language: str) -> Mapping[str, str]:
    """Return the intents that learn by examples, with their titles.

    What is about danger is none: the office's examples teach nothing that must not be missed.
    """
    declared = [one for one in registry.all() if one.said == "by_examples" and not one.of_danger]
    return {one.intent: wording.say(language, one.title) if one.title else one.intent for one in declared}


def peephole(settings: Settings, health: Health) -> ASGIApp:
    """Return what a process serves that has no other pages: how it is."""
    return _app(settings, health, [], {}, host=settings.watch_host)


def listen(settings: Settings, parts: Collection[Part]) -> socket.socket:
    """Take the port on which a process with these parts serves.

    Raises:
        PortTaken: somebody has it already.
    """
    if Part.SITE in parts:
        return http.listen(settings.http_host, settings.http_port)
    return http.listen(settings.watch_host, settings.watch_port, setting="ONESTOP_WATCH_PORT")


def _app(
    settings: Settings, health: Health, routers: list[APIRouter], mounts: dict[str, ASGIApp], *, host: str
) -> ASGIApp:
    token = settings.metrics_token
    return http.web_app(
        health,
        routers,
        mounts,
        metrics_token=token.get_secret_value() if token else None,
        hosts=known_names(named=settings.hosts.split(","), listening=host, public_url=settings.public_url),
        over_tls=settings.reached_by_tls,
    )


def _routers(settings: Settings, behind: Behind, secret: str) -> list[APIRouter]:
    chat = web.web_router(
        behind.intake,
        behind.sender,
        behind.database,
        secret=secret,
        secure_cookies=settings.reached_by_tls,
        now=behind.now,
        registry=behind.registry,
        learning=behind.learning,
    )
    routers = [chat]
    if settings.rest_token:
        routers.append(rest.rest_router(behind.intake, behind.sender, settings.rest_token.get_secret_value()))
    if behind.telegram and settings.webhook_secret is not None:
        routers.append(telegram_webhook(behind.telegram, behind.intake, settings.webhook_secret))
    return routers
