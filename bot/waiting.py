"""Waiting for a database that is not there yet, behind a door that says so."""

import asyncio
import socket
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader
from sqlalchemy.exc import DBAPIError

from bot.channels.web import assets
from bot.channels.web.guard import AWAY
from bot.http.insight import may_see_details
from bot.http.server import HttpServer
from bot.settings import Settings
from community.database import Database, DatabaseAway

log = structlog.get_logger()

P = ParamSpec("P")
T = TypeVar("T")

AGAIN_SECONDS = 1.0
PAGE_AGAIN_SECONDS = 5


async def until_it_takes(work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Do in a thread what needs the database, once that is there."""
    while True:
        try:
            return await asyncio.to_thread(work, *arguments, **named)
        except DatabaseAway as error:
            log.error("database_away", error=_why(error))
            await asyncio.sleep(AGAIN_SECONDS)


async def for_database(settings: Settings, listening: socket.socket, *, warn: Callable[[str], None]) -> None:
    """Return once the database can be written to; meanwhile whoever comes to the port is told, and `/healthz` too.

    Args:
        listening: the HTTP port, which stays taken.
        warn: says a line that must not be overlooked.
    """
    database = Database(settings.database, connections=1)
    door = None
    try:
        while (why := await asyncio.to_thread(_missing, database)) is not None:
            if door is None:
                warn(f"WAITING FOR THE DATABASE: {why}. Nobody is answered until then; look at ONESTOP_DATABASE_URL.")
                door = HttpServer(_closed_door(settings, why), listening.dup())
                await door.start()
            await asyncio.sleep(AGAIN_SECONDS)
    finally:
        if door is not None:
            await door.stop()
        database.close()


def _missing(database: Database) -> str | None:
    try:
        database.answers()
    except DatabaseAway as error:
        return _why(error)
    return None


def _why(error: DatabaseAway) -> str:
    """Return what the database or its driver says in one line; a failed connection names no password."""
    cause = error.__cause__
    return str(cause.orig).partition("\n")[0] if isinstance(cause, DBAPIError) else str(error)


def _closed_door(settings: Settings, why: str) -> FastAPI:
    """Return what is served meanwhile: the truth, and numbers to call."""
    door = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    templates = Environment(loader=FileSystemLoader(assets.HERE / "templates"), autoescape=True)
    page = templates.get_template("away.html").render(again=PAGE_AGAIN_SECONDS)
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else None

    @door.get("/healthz")
    async def healthz(request: Request) -> JSONResponse:
        parts = {"status": "failing", "database": {"ok": False, "error": why}}
        return JSONResponse(parts if may_see_details(request, token) else {"ok": False}, 503)

    @door.get("/")
    async def chat() -> Response:
        return HTMLResponse(page, 503, headers={"Retry-After": str(PAGE_AGAIN_SECONDS)})

    @door.api_route("/{path:path}", methods=["GET", "HEAD", "POST"])
    async def anything(path: str) -> Response:  # noqa: ARG001
        return AWAY.response

    return door
