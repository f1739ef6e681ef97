"""What every answer of the console carries, and which requests it refuses unseen."""

import secrets
from collections.abc import Callable

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

SELF_ONLY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# The table pages carry scripts and style sheets in the page, each with the nonce of this one answer.
TABLES_TOO = SELF_ONLY + "; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; font-src 'self' data:"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LARGEST_FORM = 1_000_000  # bytes; the longest content form is a hundredth of it
LONGEST_LENGTH = 12  # digits
STATIC_KEPT = "max-age=600"  # asked for again with every page, the files of a form take longer than the form
SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
LONGEST_PATH = 60  # of what is written down of a refusal

Refused = Callable[[int, str, str], None]
"""Writes down that somebody of the staff was refused: their id, the method and the path."""


class Guarded:
    """Wrap an app: security headers on every answer, and nothing written at another site's wish.

    Args:
        secure_cookies: cookies travel over TLS alone, and browsers are told to come by TLS.
        refused: told of everybody who is signed in and asks for what is not theirs.
    """

    def __init__(self, app: ASGIApp, *, secure_cookies: bool, refused: Refused) -> None:
        self._app = app
        self._secure = secure_cookies
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, state = str(scope["path"]), scope.setdefault("state", {})
        state["nonce"] = secrets.token_urlsafe(16)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._guard(MutableHeaders(scope=message), path, state["nonce"])
                if message["status"] == 403:
                    await self._write_down(scope, path)
            await send(message)

        await (_refusal(scope) or self._app)(scope, receive, send_guarded)

    async def _write_down(self, scope: Scope, path: str) -> None:
        staff_id: int | None = scope["state"].get("staff_id")
        log.warning("console_refused", staff=staff_id, method=scope["method"], path=path[:LONGEST_PATH])
        if staff_id is not None:
            await run_in_threadpool(self._refused, staff_id, scope["method"], path[:LONGEST_PATH])

    def _guard(self, headers: MutableHeaders, path: str, nonce: str) -> None:
        headers.update(ALWAYS)
        headers["Content-Security-Policy"] = TABLES_TOO.format(nonce=nonce) if "/tables" in path else SELF_ONLY
        headers["Cache-Control"] = STATIC_KEPT if "/static/" in path else "no-store"
        if self._secure:
            cookies = headers.getlist("set-cookie")
            del headers["set-cookie"]
            for cookie in cookies:
                headers.append("set-cookie", cookie if "secure" in cookie.lower() else f"{cookie}; Secure")


def _refusal(scope: Scope) -> PlainTextResponse | None:
    if scope["method"] in SAFE_METHODS:
        return None
    headers = Headers(scope=scope)
    if _comes_from_another_site(headers):
        return PlainTextResponse("Not from here.", 403)
    if "transfer-encoding" in headers:  # no browser sends a form like that, and its end is unknown
        return PlainTextResponse("Say how long it is.", 411)
    if headers.get("content-encoding", "identity") != "identity":  # a kilobyte of gzip may hold a gigabyte
        return PlainTextResponse("Send it as it is.", 415)
    length = headers.get("content-length") or "0"
    if not (length.isascii() and length.isdigit()):
        return PlainTextResponse("Say how long it is.", 400)
    if len(length) > LONGEST_LENGTH or int(length) > LARGEST_FORM:
        return PlainTextResponse("Too long.", 413)
    return None


def _comes_from_another_site(headers: Headers) -> bool:
    """Say whether a browser names another site as the source of a request.

    Browsers set Sec-Fetch-Site themselves, and pages can't; the signed token stands behind this for old ones.
    """
    return headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
