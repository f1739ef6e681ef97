"""Telegram as a channel: one bot, its updates kept, its replies sent."""

import asyncio
import contextlib
import warnings
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Self

import structlog
from fastapi import APIRouter
from telegram import Bot
from telegram.error import TelegramError
from telegram.warnings import PTBUserWarning

from actions.dialogue.reply import Reply
from bot.alone import Alone
from bot.channels.channel import Pages, PushedChannel
from bot.channels.telegram.link import TelegramLink
from bot.channels.telegram.polling import READ_SECONDS, Polling
from bot.channels.telegram.records import TelegramRecords
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.updates import NAME, arrival, bot_of, lane_of, message_of
from bot.channels.telegram.webhook import telegram_webhook
from bot.channels.telegram.writing import Writing
from bot.engine import Common, Engine
from bot.message import Message
from bot.patience import until_it_takes
from bot.sending.sender import SENDS_AT_ONCE
from bot.settings import Settings
from bot.turns.intake import Intake
from community.database import DatabaseAway
from community.outages.reporting import Place
from community.post.pacing import Rate
from community.post.rules import GivenUp, Outcome, TryAgain

log = structlog.get_logger()

ANSWER_SECONDS = 15  # that Telegram may take for one; what it took and did not answer by then is uncertain
FOLLOW_SECONDS = 1.0

Updates = Sequence[Mapping[str, Any]]


class TelegramChannel(PushedChannel):
    """One Telegram bot.

    Args:
        base_url: the Bot API server, without a path.
        staff_group: id of the group in which staff answer; other groups are not listened to.
        webhook_secret: what Telegram shows when it brings updates; None where we poll.
        records: where it is noted who has left and which group has moved; None where nothing is remembered.
    """

    name = NAME
    title = "Telegram"
    turned_on_by = "set ONESTOP_TELEGRAM_TOKEN"

    def __init__(
        self,
        token: str,
        *,
        base_url: str,
        rate: Rate,
        staff_group: str | None = None,
        webhook_secret: str | None = None,
        records: TelegramRecords | None = None,
    ) -> None:
        # Updates are asked for raw: the library would drop a whole batch for one update that it cannot read.
        warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", category=PTBUserWarning)
        self.rate = rate
        self.staff_group = staff_group
        self._id = bot_of(token)
        self._webhook_secret, self._records = webhook_secret, records
        self._sending = AiohttpRequest(connections=SENDS_AT_ONCE, read_seconds=ANSWER_SECONDS)
        self._polling = AiohttpRequest(connections=1, read_seconds=READ_SECONDS)
        self._bot = Bot(
            token,
            base_url=f"{base_url.rstrip('/')}/bot",
            base_file_url=f"{base_url.rstrip('/')}/file/bot",
            request=self._sending,
            get_updates_request=self._polling,
        )
        self._writing = Writing(self._bot, gap_seconds=rate.gap.total_seconds(), moved=self._moved)
        self._acknowledging: set[asyncio.Task[None]] = set()
        self._link: TelegramLink | None = None

    @classmethod
    def set_up(cls, settings: Settings, common: Common) -> Self | None:
        """Return the bot whose token the settings name."""
        if settings.telegram_token is None:
            return None
        channel = cls(
            settings.telegram_token.get_secret_value(),
            base_url=settings.telegram_base_url,
            rate=Rate(per_second=settings.rate_per_second, per_chat=settings.rate_per_chat),
            staff_group=settings.telegram_staff_group,
            webhook_secret=settings.webhook_secret,
            records=TelegramRecords(common.database, now=common.now),
        )
        if settings.admin_chat is not None:
            is_group = settings.admin_chat.startswith("-")  # so Telegram numbers its groups
            channel.admin = Place(NAME, settings.admin_chat, is_group=is_group)
        return channel

    @property
    def state(self) -> str:
        """How updates come."""
        return "polling" if self._webhook_secret is None else "webhook"

    # Incoming

    def routes(self, engine: Engine, pages: Pages) -> APIRouter | None:  # noqa: ARG002
        """Return the webhook, where updates are brought."""
        if self._webhook_secret is None:
            return None
        return telegram_webhook(partial(self.keep, engine.intake), self._webhook_secret)

    async def connect(self, engine: Engine, address: str | None) -> None:
        """Greet Telegram, where updates are taken in here.

        Raises:
            TokenRefused: Telegram does not know the token.
        """
        if address is None:
            return
        if self.staff_group is not None and self._records is not None:
            self.staff_group = await until_it_takes(self._records.keep_staff_group, self.staff_group)
        common = engine.common
        self._link = TelegramLink(
            self._bot,
            common.registry,
            Polling(self._bot, partial(self.keep, engine.intake)),
            Alone(common.database, f"poll {NAME} {self._id}", common.claimer, now=common.now),
            webhook_secret=self._webhook_secret,
            address=address,
        )
        await self._link.connect()

    async def run(self) -> None:
        """Take updates in; where another process does, know the staff's group by its present id."""
        if self._link is not None:
            await self._link.run()
            return
        while True:
            with contextlib.suppress(DatabaseAway):
                await self._know_staff_group()
            await asyncio.sleep(FOLLOW_SECONDS)

    async def keep(self, intake: Intake, updates: Updates) -> None:
        """Keep raw updates and what they say of their chats, then stop the waiting sign on tapped buttons."""
        kept = updates
        if self._records is not None:
            await self._records.note(updates)
            await self._follow_staff_group(updates)
            kept = await self._records.without_unchanged(updates)
        await intake.keep([arrival(update, self._id) for update in kept])
        for update in updates:
            query = update.get("callback_query")
            if isinstance(query, dict) and isinstance(query.get("id"), str):
                task = asyncio.create_task(self._acknowledge(query["id"]))
                self._acknowledging.add(task)
                task.add_done_callback(self._acknowledging.discard)

    async def _follow_staff_group(self, updates: Updates) -> None:
        """Listen to the staff's group under its present id; another process may have been told of its move."""
        chats = {lane_of(update).partition(":")[2] for update in updates}
        if self.staff_group is not None and any(chat.startswith("-") for chat in chats - {self.staff_group}):
            await self._know_staff_group()

    async def _know_staff_group(self) -> None:
        """Read where the staff's group is now.

        Raises:
            DatabaseAway: nobody knows.
        """
        if self._records is not None:
            self.staff_group = next(iter(await self._records.staff_groups()), self.staff_group)

    async def _acknowledge(self, query_id: str) -> None:
        try:
            await self._bot.answer_callback_query(query_id)
        except TelegramError as error:  # only the button's little clock goes on; the answer itself is on its way
            log.info("not_acknowledged", error=type(error).__name__)

    def read(self, body: Mapping[str, Any]) -> Message:
        """Read a raw update.

        Raises:
            NotForUs: it asks for no answer.
            Unreadable: it has not the shape of an update.
        """
        return message_of(body, self._bot, staff_group=self.staff_group)

    # Outgoing

    async def send(self, address: str, reply: Reply) -> Outcome:
        """Send one reply, in as many messages as its length needs."""
        return await self._writing.send(address, reply)

    async def _moved(self, address: str, new: str) -> Outcome:
        if self._records is None:
            return GivenUp("the group has moved", recipient_gone=True)
        await self._records.moved(address, new)
        self.staff_group = new if self.staff_group == address else self.staff_group
        return TryAgain("the group has moved")

    async def close(self) -> None:
        """Close the connections."""
        if self._acknowledging:
            await asyncio.wait(self._acknowledging, timeout=2)
        await asyncio.gather(self._sending.shutdown(), self._polling.shutdown())
