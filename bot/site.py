"""What is served on a process's port: the channels' routes and the console, or only how it is."""

import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter
from starlette.types import ASGIApp

from actions.dialogue import wording
from actions.dialogue.registry import Registry
from actions.guidance.trying import tried
from bot.channels.channel import Channel, Pages
from bot.engine import Engine
from bot.http import server as http
from bot.http.known_hosts import known_names
from bot.roles import Part
from bot.settings import Settings
from bot.watch.health import Health
from community.database import Database
from console.app import build_console
from console.meaning import Meaning
from understanding.search.alike import groups


@dataclass(frozen=True, slots=True)
class Behind:
    """What the site's pages reach; `console_database` has connections of its own."""

    engine: Engine
    channels: Collection[Channel]
    console_database: Database


def site(settings: Settings, health: Health, behind: Behind, pages: Pages) -> ASGIApp:
    """Return everything that is served."""
    common = behind.engine.common
    console = build_console(
        behind.console_database,
        now=common.now,
        wake=behind.engine.queued,
        secret=pages.secret,
        secure_cookies=pages.over_tls,
        zone=common.zone,
        meaning=Meaning(groups, tried),
        intents=partial(_taught_by_examples, common.registry),
    )
    routers = [router for one in behind.channels if (router := one.routes(behind.engine, pages)) is not None]
    return _app(settings, health, routers, {"/console": console}, host=settings.http_host)


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
