"""Links the assistant to Telegram: greets it, then polls, or has updates brought; goes on trying while it is away."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

import structlog
from telegram.error import NetworkError, RetryAfter

from actions.dialogue import wording
from actions.dialogue.registry import Registry
from bot.alone import Alone
from bot.channels.telegram.channel import NAME, TelegramChannel
from bot.channels.telegram.webhook import PATH as WEBHOOK
from bot.settings import Settings
from bot.turns.intake import Intake
from bot.waiting import until_it_takes
from community.database import Database, DatabaseAway
from community.post import talks

log = structlog.get_logger()

AGAIN_SECONDS = 10
FOLLOW_SECONDS = 1.0


class TelegramLink:
    """One bot's link to Telegram.

    Args:
        process: which of the processes this is; one of them polls at a time.
        address: how the world reaches us, for the webhook.
    """

    def __init__(
        self,
        channel: TelegramChannel,
        settings: Settings,
        database: Database,
        intake: Intake,
        *,
        process: str,
        address: str,
        now: Callable[[], datetime],
        registry: Registry,
    ) -> None:
        self._channel, self._settings, self._database, self._intake = channel, settings, database, intake
        self._address, self._now, self._registry = address, now, registry
        self._polling = Alone(database, f"poll {NAME} {channel.id}", process, now=now)
        self._greeted = False

    async def connect(self) -> None:
        """Check the token and say where updates go; Telegram out of reach is no failure, `run` tries again.

        Raises:
            TokenRefused: Telegram does not know the token.
        """
        if self._settings.telegram_staff_group:
            group = self._settings.telegram_staff_group
            self._channel.staff_group = await until_it_takes(self._keep_staff_group, group)
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
        if self._settings.telegram_mode == "polling":
            await self._polling.run(lambda: self._channel.poll(self._intake))

    def _keep_staff_group(self, address: str) -> str:
        """Return where the group is now: it may have moved since the setting was written."""
        with self._database.transaction() as session:
            group = talks.keep_staff_group(session, NAME, address, now=self._now())
            return group.channel_address.address

    async def _greet(self) -> None:
        listed = self._registry.listed_commands()
        lines = {
            code: [(command.name, wording.say(language, one.title)) for command, one in listed]
            for code, language in (("", "en"), ("en", "en"), ("zh", "zh"))
        }
        await self._channel.start(lines)
        secret = self._settings.webhook_secret
        if secret is None:
            await self._channel.drop_webhook()
        else:
            await self._channel.set_webhook(f"{self._address}{WEBHOOK}", secret)
        self._greeted = True


async def follow(channel: TelegramChannel) -> None:
    """Know the staff's group by its present id, until cancelled, where another process keeps what Telegram tells."""
    while True:
        with contextlib.suppress(DatabaseAway):
            await channel.know_staff_group()
        await asyncio.sleep(FOLLOW_SECONDS)


def keep_no_staff_group(database: Database) -> None:
    """Have no group of staff any more, as the setting that named one is gone."""
    with database.transaction() as session:
        talks.keep_no_staff_group(session, NAME)
