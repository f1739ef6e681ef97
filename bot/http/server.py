"""The HTTP server: one port for the web chat, the console, REST, Telegram's webhook and the watchdogs."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import structlog
import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from sse_starlette.sse import AppStatus
from starlette.types import ASGIApp

from bot.http.accepting import Listener
from bot.http.body import BodyRefused
from bot.http.connections import Connections, GuardedProtocol
from bot.http.insight import may_see_details
from bot.http.known_hosts import KnownHosts
from bot.http.openapi import described
from bot.metrics import ALIVE, UP
from bot.watch.health import Health
from community.database import DatabaseAway

log = structlog.get_logger()

STOP_SECONDS = 2  # open event streams are cut after that; browsers come back by themselves


class PortTaken(Exception):
    """Another program listens on the port."""


class _Server(uvicorn.Server):
    """A server that accepts connections as `Connections` says.

    It leaves signals to the app, which has more to end than this.
    """

    def __init__(self, config: uvicorn.Config, listening: socket.socket, connections: Connections) -> None:
        super().__init__(config)
        self._listening = listening
        self._among = connections

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002
        """Start everything but a server of uvicorn's own, then accept."""
        await super().startup(sockets=[])
        listener = Listener(self._listening, self._among, self._protocol)
        listener.start()
        self.servers: list[Any] = [listener]

    def _protocol(self, visitor: str) -> GuardedProtocol:
        return GuardedProtocol(
            visitor=visitor,
            connections=self._among,
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int, *, setting: str = "ONESTOP_HTTP_PORT") -> socket.socket:
    """Take the port.

    Args:
        setting: where the port is from, for whoever must name another.

    Raises:
        PortTaken: somebody has it already.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sends without delay; else each answer waits 40 ms for an acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise PortTaken(f"cannot listen on {host}:{port} ({error.strerror}); set {setting} to another") from None
    return listening


def web_app(
    health: Health,
    routers: list[APIRouter],
    mounts: dict[str, ASGIApp],
    *,
    metrics_token: str | None = None,
    hosts: frozenset[str] | None = None,
    over_tls: bool = False,
) -> FastAPI:
    """Put the routes together; what is mounted comes last, so that it hides nothing.

    Args:
        metrics_token: shows others than this machine how each part is.
        hosts: the names we answer to, any where none is given.
    """
    app = FastAPI(title="onestop", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    async def healthz(request: Request, response: Response) -> dict[str, object]:
        well, parts = await health.state()
        response.status_code = 200 if well else 503
        return parts if may_see_details(request, metrics_token) else {"ok": well}

    @app.get("/metrics")
    async def metrics(request: Request) -> Response:
        well, _ = await health.state()  # brings the gauges up to date
        UP.set(1 if well else 0)
        counted = REGISTRY if may_see_details(request, metrics_token) else ALIVE
        return Response(generate_latest(counted), media_type=CONTENT_TYPE_LATEST)

    @app.exception_handler(RequestValidationError)
    async def refused(_request: Request, error: RequestValidationError) -> JSONResponse:
        # The framework's own answer repeats what was sent, which may be private, or no text at all.
        problems = [{"where": [str(part) for part in one["loc"]], "problem": one["msg"]} for one in error.errors()]
        return JSONResponse({"detail": problems}, 422)

    @app.exception_handler(BodyRefused)
    async def not_taken(_request: Request, refused: BodyRefused) -> JSONResponse:
        return JSONResponse({"error": refused.code, "detail": refused.why}, refused.status)

    @app.exception_handler(DatabaseAway)
    async def away(_request: Request, error: DatabaseAway) -> JSONResponse:
        # Nothing was kept, so whoever sent it must know: Telegram and REST clients try again.
        log.error("database_away", error=type(error.__cause__ or error).__name__)
        return JSONResponse({"error": "away", "detail": "try again"}, 503, headers={"Retry-After": "5"})

    for router in routers:
        app.include_router(router)
    for path, mounted in mounts.items():
        app.mount(path, mounted)
        if isinstance(mounted, FastAPI):
            mounted.state.description = partial(described, app, mounts)
    if hosts is not None:
        app.add_middleware(KnownHosts, names=hosts, over_tls=over_tls)
    return app


class HttpServer:
    """Serves an app on a port that is already taken.

    Args:
        connections: who may connect; with usual limits where none is given.
        proxies: addresses and networks whose word we take on whom they speak for, and whether by TLS.
    """

    def __init__(
        self,
        app: ASGIApp,
        listening: socket.socket,
        *,
        connections: Connections | None = None,
        proxies: Sequence[str] = (),
    ) -> None:
        self._listening = listening
        connections = connections or Connections()
        # What visitors send is their fault, and a line for each would let them fill the disk.
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
        config = uvicorn.Config(
            app,
            http=GuardedProtocol,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,  # which server answers is nobody's business
            timeout_graceful_shutdown=STOP_SECONDS,
            timeout_keep_alive=connections.patience.idle,
            proxy_headers=bool(proxies),  # else uvicorn believes whoever comes by loopback
            forwarded_allow_ips=list(proxies),
        )
        self._server = _Server(config, listening, connections)
        self._serving: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """Where it is reached, as a browser writes it."""
        host, port = self._listening.getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    async def start(self) -> None:
        """Serve until `stop`."""
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._listening]))
        while not self._server.started and not self._serving.done():
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Let requests under way end, then close; event streams are ended at once, and their pages come back."""
        AppStatus.should_exit = True
        self._server.should_exit = True
        try:
            if self._serving is not None:
                await self._serving
        finally:
            AppStatus.should_exit = False  # it is the whole process's; another server may live on
