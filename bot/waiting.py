"""Waiting for a database, or for a first training, behind a door that says so."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader

from bot.channels.web import assets
from bot.channels.web.guard import AWAY
from bot.http.insight import may_see_details
from bot.http.server import HttpServer
from bot.patience import AGAIN_SECONDS, why
from bot.settings import Settings
from community.database import Database, DatabaseAway

PAGE_AGAIN_SECONDS = 5


async def for_database(settings: Settings, listening: socket.socket, *, warn: Callable[[str], None]) -> None:
    """Return once the database can be written to; meanwhile whoever comes to the port is told, and `/healthz` too.

    Args:
        listening: the HTTP port, which stays taken.
        warn: says a line that must not be overlooked.
    """
    database = Database(settings.database, connections=1)
    try:
        why = await asyncio.to_thread(_missing, database)
        if why is None:
            return
        warn(f"WAITING FOR THE DATABASE: {why}. Nobody is answered until then; look at ONESTOP_DATABASE_URL.")
        async with behind_a_door(settings, listening, lambda: {"database": {"ok": False, "error": why}}):
            while await asyncio.to_thread(_missing, database) is not None:
                await asyncio.sleep(AGAIN_SECONDS)
    finally:
        database.close()


@contextlib.asynccontextmanager
async def behind_a_door(
    settings: Settings, listening: socket.socket, parts: Callable[[], dict[str, Any]]
) -> AsyncIterator[None]:
    """Have whoever comes to the port meanwhile told that nobody is answered yet.

    Args:
        parts: returns what `/healthz` tells.
    """
    door = HttpServer(_closed_door(settings, parts), listening.dup())
    await door.start()
    try:
        yield
    finally:
        await door.stop()


def _missing(database: Database) -> str | None:
    try:
        database.answers()
    except DatabaseAway as error:
        return why(error)
    return None


def _closed_door(settings: Settings, parts: Callable[[], dict[str, Any]]) -> FastAPI:
    """Return what is served meanwhile: the truth, and numbers to call."""
    door = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    templates = Environment(loader=FileSystemLoader(assets.HERE / "templates"), autoescape=True)
    page = templates.get_template("away.html").render(again=PAGE_AGAIN_SECONDS)
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else None

    @door.get("/healthz")
    async def healthz(request: Request) -> JSONResponse:
        told = {"status": "failing", **parts()}
        return JSONResponse(told if may_see_details(request, token) else {"ok": False}, 503)

    @door.get("/")
    async def chat() -> Response:
        return HTMLResponse(page, 503, headers={"Retry-After": str(PAGE_AGAIN_SECONDS)})

    @door.api_route("/{path:path}", methods=["GET", "HEAD", "POST"])
    async def anything(path: str) -> Response:  # noqa: ARG001
        return AWAY.response

    return door
