"""Telegram's webhook: the secret is checked before anything is read, the update is kept before 200.

While the database is away it answers 503, and Telegram brings the update again.
"""

import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Request

from bot.channels.telegram.polling import Keep
from bot.channels.telegram.updates import is_update
from bot.http.body import read_body, read_json

PATH = "/webhooks/telegram"
MOST_BYTES = 1_000_000  # an update is a few kilobytes; files come as ids


def telegram_webhook(keep: Keep, secret: str) -> APIRouter:
    """Return the route that Telegram posts updates to."""
    router = APIRouter()

    @router.post(PATH)
    async def webhook(
        request: Request, x_telegram_bot_api_secret_token: Annotated[str, Header()] = ""
    ) -> dict[str, bool]:
        if not hmac.compare_digest(x_telegram_bot_api_secret_token.encode(), secret.encode()):
            raise HTTPException(401, "wrong secret")
        await keep([_update(await read_body(request, most_bytes=MOST_BYTES))])
        return {"ok": True}

    return router


def _update(body: bytes) -> dict[str, Any]:
    update = read_json(body)
    if not is_update(update):
        raise HTTPException(400, "not an update")
    return dict(update)
