"""Answering to our own names only, and telling browsers that reach us by TLS to come back by TLS."""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
ALWAYS_OPEN = frozenset(("/healthz",))  # a watchdog may come by any name; it is not told anything private
YEAR = "max-age=31536000"
MOST_TOLD = 20  # names in the log; whoever invents more has been seen
_NAME = re.compile(r"[a-z0-9._-]{1,253}")


def known_names(*, named: Iterable[str], listening: str, public_url: str | None) -> frozenset[str]:
    """Return the names that we answer to.

    Args:
        named: those somebody has set; `.campus.edu` stands for every name below it.
        listening: the address that we listen on, of which 0.0.0.0 and :: are no names.
        public_url: how browsers and Telegram reach us.
    """
    public = urlsplit(public_url).hostname if public_url else None
    names = {*LOOPBACK, *named, listening, public or ""}
    return frozenset(name.strip().strip("[]").lower() for name in names) - {"", "0.0.0.0", "::"}  # noqa: S104


class KnownHosts:
    """Refuse requests that name another host: a page elsewhere may point its own name at us, and read our answers.

    An address is known where the request came in on it: no page can make a name of that.

    Args:
        names: as `known_names` returns them.
        over_tls: browsers reach us by https.
    """

    def __init__(self, app: ASGIApp, *, names: frozenset[str], over_tls: bool) -> None:
        self._app = app
        self._names = {name for name in names if not name.startswith(".")}
        self._below = tuple(name for name in names if name.startswith("."))
        self._over_tls = over_tls
        self._told: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start" and self._over_tls:
                MutableHeaders(scope=message)["Strict-Transport-Security"] = YEAR
            await send(message)

        host = name_of(Headers(scope=scope).get("host", ""))
        known = scope["path"] in ALWAYS_OPEN or self._knows(host, scope)
        await (self._app if known else self._refusal(host))(scope, receive, send_on)

    def _knows(self, host: str, scope: Scope) -> bool:
        ours = scope.get("server")
        here = _address(str(ours[0])) if ours else None
        return host in self._names or host.endswith(self._below) or (here is not None and _address(host) == here)

    def _refusal(self, host: str) -> JSONResponse:
        named = host if _NAME.fullmatch(host) else ""
        if named not in self._told and len(self._told) < MOST_TOLD:
            self._told.add(named)
            log.warning("unknown_host", host=named, hint="set ONESTOP_HOSTS to the names that browsers use")
        detail = f"I do not answer to the name {named or 'in this request'}. Set ONESTOP_HOSTS={named or 'the.name'}."
        return JSONResponse({"error": "unknown_host", "detail": detail}, 400)


def name_of(host: str) -> str:
    """Return the name in a Host header, without its port and in lower case."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].rstrip(".")


def _address(name: str) -> object:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
