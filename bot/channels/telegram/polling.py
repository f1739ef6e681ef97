"""Fetching Telegram's updates: kept first, and only then does Telegram forget them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from telegram import Bot
from telegram.error import Conflict, NetworkError, RetryAfter

from bot.channels.telegram.updates import ALLOWED_UPDATES, is_update

log = structlog.get_logger()

UPDATES_AT_ONCE = 100  # the most that getUpdates hands over (Bot API, getUpdates)
POLL_SECONDS = 25
READ_SECONDS = POLL_SECONDS + 10
PAUSES_SECONDS = (1, 2, 5, 10, 30)

Keep = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]
"""Keeps raw updates."""


class Polling:
    """Asks one bot's updates of Telegram, again and again."""

    def __init__(self, bot: Bot, keep: Keep) -> None:
        self._bot, self._keep = bot, keep

    async def run(self) -> None:
        """Take updates in until cancelled."""
        offset, failures = 0, 0
        while True:
            try:
                updates = await self._fetch(offset)
                await self._keep(updates)
                # No answer to an offset means that all before it is confirmed. We begin anew then: after a silent week
                # the next id is any, and asked from beyond it Telegram would forget the update that bears it.
                offset = max((update["update_id"] + 1 for update in updates), default=0)
                failures = 0
            except Conflict:
                log.error("telegram_conflict", hint="another program polls with this token, or a webhook is set")
                failures += 1
            except (NetworkError, RetryAfter) as error:
                log.warning("telegram_away", error=type(error).__name__)
                failures += 1
            except Exception as error:  # the poller must live; what was not kept is not confirmed and comes again
                log.error("telegram_poll_failed", error=type(error).__name__)
                failures += 1
            if failures:
                await asyncio.sleep(PAUSES_SECONDS[min(failures, len(PAUSES_SECONDS)) - 1])

    async def _fetch(self, offset: int) -> list[dict[str, Any]]:
        arguments = {
            "offset": offset,
            "timeout": POLL_SECONDS,
            "limit": UPDATES_AT_ONCE,
            "allowed_updates": ALLOWED_UPDATES,
        }
        result = await self._bot.do_api_request("getUpdates", api_kwargs=arguments, read_timeout=READ_SECONDS)
        return [update for update in result if is_update(update)]
