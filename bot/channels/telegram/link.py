"""Links one bot to Telegram: greets it, then polls, or has updates brought; goes on trying while it is away."""

import asyncio
import contextlib
from collections.abc import Sequence

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError

from actions.dialogue import wording
from actions.dialogue.registry import Registry
from bot.alone import Alone
from bot.channels.channel import ChannelRefused
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.updates import ALLOWED_UPDATES
from bot.channels.telegram.webhook import PATH

log = structlog.get_logger()

AGAIN_SECONDS = 10


class TokenRefused(ChannelRefused):
    """Telegram does not know the token."""


class TelegramLink:
    """One bot's link to Telegram.

    Args:
        alone: has one process poll at a time.
        webhook_secret: what Telegram shows when it brings updates; None where we poll.
        address: how the world reaches us, for the webhook.
    """

    def __init__(
        self, bot: Bot, registry: Registry, polling: Polling, alone: Alone, *, webhook_secret: str | None, address: str
    ) -> None:
        self._bot, self._registry, self._polling, self._alone = bot, registry, polling, alone
        self._webhook_secret, self._address = webhook_secret, address.rstrip("/")
        self._greeted = False

    async def connect(self) -> None:
        """Check the token and say where updates go; Telegram out of reach is no failure, `run` tries again.

        Raises:
            TokenRefused: Telegram does not know the token.
        """
        try:
            await self._greet()
        except (NetworkError, RetryAfter) as error:
            log.warning("telegram_away", error=type(error).__name__)

    async def run(self) -> None:
        """Take updates in, until cancelled; the other channels run meanwhile, also while Telegram is away."""
        while not self._greeted:
            await asyncio.sleep(AGAIN_SECONDS)
            with contextlib.suppress(NetworkError, RetryAfter):
                await self._greet()
        if self._webhook_secret is None:
            await self._alone.run(self._polling.run)

    async def _greet(self) -> None:
        try:
            await self._bot.initialize()
        except InvalidToken:
            raise TokenRefused("Telegram refuses ONESTOP_TELEGRAM_TOKEN; ask @BotFather for the right one") from None
        listed = self._registry.listed_commands()
        for code, language in (("", "en"), ("en", "en"), ("zh", "zh")):  # "" is for everybody else
            await self._set_commands(code, [(one.name, wording.say(language, said.title)) for one, said in listed])
        await self._say_where_updates_go()
        self._greeted = True

    async def _set_commands(self, code: str, lines: Sequence[tuple[str, str]]) -> None:
        try:
            await self._bot.set_my_commands(
                [BotCommand(name, line) for name, line in lines],
                scope=BotCommandScopeAllPrivateChats(),
                language_code=code or None,
            )
        except TelegramError as error:  # a missing menu must not keep the bot from answering
            log.warning("command_menu_refused", language=code, error=type(error).__name__)

    async def _say_where_updates_go(self) -> None:
        """Have updates brought, or held for polling; those that wait there are kept."""
        if self._webhook_secret is None:
            await self._bot.delete_webhook(drop_pending_updates=False)
            return
        await self._bot.set_webhook(
            f"{self._address}{PATH}", secret_token=self._webhook_secret, allowed_updates=ALLOWED_UPDATES
        )
