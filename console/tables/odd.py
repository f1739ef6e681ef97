"""What a table's address or form holds and no column can: a number too large, a text that no database keeps."""

from sqlalchemy.exc import DataError, StatementError
from starlette.datastructures import QueryParams
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from community.database import LARGEST_ID

ROWS = ("pk", "pks")
COUNTED = (*ROWS, "page", "page_size", "skip", "limit")


class OddRefused:
    """Answer 400 to what a database would fail over: who asks so is wrong, not we."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on; refuse it where its numbers are too large, or a database will not take what it holds."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        refusal = PlainTextResponse("There is no such thing here.", 400)
        if _counts_wrong(QueryParams(scope["query_string"])):
            await refusal(scope, receive, send)
            return
        try:
            await self._app(scope, receive, sending)
        except (OverflowError, StatementError) as error:
            if begun or not _is_odd(error):
                raise
            await refusal(scope, receive, send)


def _counts_wrong(asked: QueryParams) -> bool:
    items = asked.multi_items()
    return any(_is_too_large(value) for name, value in items if name in COUNTED) or any(
        not (value.isascii() and value.isdigit()) for name, value in items if name in ROWS
    )


def _is_too_large(typed: str) -> bool:
    digits = typed.strip().lstrip("+-").lstrip("0")
    return digits.isdecimal() and (len(digits) > len(str(LARGEST_ID)) or int(digits) > LARGEST_ID)


def _is_odd(error: Exception) -> bool:
    """Say whether a value was at fault; SQLAlchemy's own class says that one could not even be handed over."""
    return isinstance(error, (OverflowError, DataError)) or type(error) is StatementError
