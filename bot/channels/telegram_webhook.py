"""Telegram's webhook: the secret is checked before anything is read, the update is kept before 200."""

import hmac
import json
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Request

from bot.channels.telegram import TelegramChannel
from bot.intake import Intake

PATH = "/webhooks/telegram"
MOST_BYTES = 1_000_000  # an update is a few kilobytes; files come as ids


def telegram_webhook(channel: TelegramChannel, intake: Intake, secret: str) -> APIRouter:
    """Return the route that Telegram posts updates to."""
    router = APIRouter()

    @router.post(PATH)
    async def webhook(
        request: Request, x_telegram_bot_api_secret_token: Annotated[str, Header()] = ""
    ) -> dict[str, bool]:
        if not hmac.compare_digest(x_telegram_bot_api_secret_token.encode(), secret.encode()):
            raise HTTPException(401, "wrong secret")
        await channel.keep(intake, [_update(await _body(request))])
        return {"ok": True}

    return router


async def _body(request: Request) -> bytes:
    """Read the body, and stop reading as soon as it is too long, whatever its header said."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, "an update is never that long")
    return bytes(body)


def _update(body: bytes) -> dict[str, Any]:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):  # the latter is how the parser refuses what is nested too deep
        raise HTTPException(400, "not JSON") from None
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        raise HTTPException(400, "not an update")
    return update
