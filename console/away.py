"""What staff read while the database is away: that nothing was changed, and that the page is worth another try."""

from collections.abc import Callable

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from community.away import DatabaseAway, away_or_broken

log = structlog.get_logger()

TRY_AGAIN_SECONDS = 5


class WhileAway:
    """Answers in place of pages that could not be made, whichever way they heard of it.

    Args:
        page: makes the page that says so.
    """

    def __init__(self, app: ASGIApp, page: Callable[[Request], Response]) -> None:
        self._app, self._page = app, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on; what has begun to be answered cannot be answered otherwise."""
        has_begun = False

        async def noted(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            with away_or_broken():
                await self._app(scope, receive, noted)
        except DatabaseAway as error:
            if has_begun or scope["type"] != "http":
                raise
            log.error("database_away", error=type(error.__cause__ or error).__name__)
            await self._page(Request(scope))(scope, receive, send)
