"""What every answer of the web chat carries, and which requests it refuses with a word on why."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any
from urllib.parse import urlsplit

import structlog
from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from community.database import DatabaseAway

log = structlog.get_logger()

ALWAYS = {
    # No foreign host, no script in the page, no frame around it: what a student writes can't become a program.
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Refused(Exception):
    """A request is not taken.

    Args:
        zh, en: why, and what to do, for the student who made it.
    """

    def __init__(self, status: int, code: str, *, zh: str, en: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.response = JSONResponse({"error": code, "zh": zh, "en": en}, status, headers=headers)


AWAY = Refused(
    503,
    "away",
    zh="服务暂时不可用，稍后会自动再试。有危险请打 110 或 120；想倾诉请打 12356。",
    en="We are briefly out of order. This is tried again. In danger, call 110 or 120; to talk to somebody, call 12356.",
)


class GuardedRoute(APIRoute):
    """A route whose every answer, a refusal too, carries the headers above; no cache stores it unless it says so."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with the guard around it."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                response = await handle(request)
            except Refused as refusal:
                response = refusal.response
            except DatabaseAway as error:
                log.error("database_away", error=type(error).__name__)
                response = AWAY.response
            response.headers.update(ALWAYS)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return guarded


def only_from_our_page(request: Request) -> None:
    """Refuse what another site's page asks for.

    Browsers say where a request comes from, in Sec-Fetch-Site or at least in Origin, and pages cannot change either.

    Raises:
        Refused: it comes from elsewhere.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        ours = site == "same-origin"
    else:
        origin = request.headers.get("origin")
        ours = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not ours:
        raise Refused(403, "foreign", zh="请在聊天页面里操作。", en="Please use the chat page itself.")
