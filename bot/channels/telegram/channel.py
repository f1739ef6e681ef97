"""Telegram: an update becomes a Message, a Reply becomes a message with inline buttons."""

import asyncio
import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

import structlog
import telegram
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
)
from telegram.constants import MessageLimit
from telegram.error import (
    ChatMigrated,
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.warnings import PTBUserWarning

from actions.dialogue.reply import Button, Reply
from bot.channels.splitting import split
from bot.channels.telegram.outcomes import outcome_of
from bot.channels.telegram.records import TelegramRecords
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.updates import ALLOWED_UPDATES, NAME, arrival, bot_of, is_update, lane_of, message_of
from bot.message import Message
from bot.sending import leases
from bot.sending.sender import SENDS_AT_ONCE
from bot.turns.intake import Intake
from community.post.pacing import Rate
from community.post.rules import GivenUp, Outcome, Sent, TryAgain, Uncertain

__all__ = ["NAME", "TelegramChannel", "TokenRefused"]

log = structlog.get_logger()

UPDATES_AT_ONCE = 100  # the most that getUpdates hands over (Bot API, getUpdates)
ANSWER_SECONDS = 15  # that Telegram may take for one; what it took and did not answer by then is uncertain
POLL_SECONDS = 25
PATIENCE_SECONDS = 20  # with each later part of a reply
PAUSES_SECONDS = (1, 2, 5, 10, 30)
BUTTONS_A_ROW_UP_TO = 14  # characters of both titles together that still fit side by side on a phone

Step = Callable[[], Awaitable[telegram.Message]]


class TokenRefused(Exception):
    """Telegram does not know the token."""


class TelegramChannel:
    """One Telegram bot.

    Args:
        base_url: the Bot API server, without a path.
        staff_group: id of the group in which staff answer; other groups are not listened to.
        records: where it is noted who has left and which group has moved; None where nothing is remembered.
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str,
        rate: Rate,
        staff_group: str | None = None,
        records: TelegramRecords | None = None,
    ) -> None:
        # Updates are asked for raw: the library would drop a whole batch for one update that it cannot read.
        warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", category=PTBUserWarning)
        self.rate = rate
        self.id = bot_of(token)
        self.staff_group = staff_group
        self._records = records
        self._sending = AiohttpRequest(connections=SENDS_AT_ONCE, read_seconds=ANSWER_SECONDS)
        self._polling = AiohttpRequest(connections=1, read_seconds=POLL_SECONDS + 10)
        self._bot = Bot(
            token,
            base_url=f"{base_url.rstrip('/')}/bot",
            base_file_url=f"{base_url.rstrip('/')}/file/bot",
            request=self._sending,
            get_updates_request=self._polling,
        )
        self._acknowledging: set[asyncio.Task[None]] = set()

    async def start(self, commands: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Check the token and set the command menu.

        Args:
            commands: for each language code, names and descriptions; the code "" is for everybody else.

        Raises:
            TokenRefused: Telegram does not know the token.
        """
        try:
            await self._bot.initialize()
        except InvalidToken:
            raise TokenRefused("Telegram refuses ONESTOP_TELEGRAM_TOKEN; ask @BotFather for the right one") from None
        for language, lines in commands.items():
            await self._set_commands(language, lines)

    async def _set_commands(self, language: str, lines: Sequence[tuple[str, str]]) -> None:
        try:
            await self._bot.set_my_commands(
                [BotCommand(name, line) for name, line in lines],
                scope=BotCommandScopeAllPrivateChats(),
                language_code=language or None,
            )
        except TelegramError as error:  # a missing menu must not keep the bot from answering
            log.warning("command_menu_refused", language=language, error=type(error).__name__)

    async def stop(self) -> None:
        """Close the connections."""
        if self._acknowledging:
            await asyncio.wait(self._acknowledging, timeout=2)
        await asyncio.gather(self._sending.shutdown(), self._polling.shutdown())

    # Incoming

    async def poll(self, intake: Intake) -> None:
        """Fetch updates, keep them, and only then let Telegram forget them; goes on until cancelled."""
        offset, failures = 0, 0
        while True:
            try:
                updates = await self._fetch(offset)
                await self.keep(intake, updates)
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
        result = await self._bot.do_api_request("getUpdates", api_kwargs=arguments, read_timeout=POLL_SECONDS + 10)
        return [update for update in result if is_update(update)]

    async def keep(self, intake: Intake, updates: Sequence[Mapping[str, Any]]) -> None:
        """Keep raw updates and what they say of their chats, then stop the waiting sign on tapped buttons."""
        kept = updates
        if self._records is not None:
            await self._records.note(updates)
            await self._follow_staff_group(updates)
            kept = await self._records.without_unchanged(updates)
        await intake.keep([arrival(update, self.id) for update in kept])
        for update in updates:
            query = update.get("callback_query")
            if isinstance(query, dict) and isinstance(query.get("id"), str):
                task = asyncio.create_task(self._acknowledge(query["id"]))
                self._acknowledging.add(task)
                task.add_done_callback(self._acknowledging.discard)

    async def _follow_staff_group(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """Listen to the staff's group under its present id; another process may have been told of its move."""
        chats = {lane_of(update).partition(":")[2] for update in updates}
        if self.staff_group is not None and any(chat.startswith("-") for chat in chats - {self.staff_group}):
            await self.know_staff_group()

    async def know_staff_group(self) -> None:
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

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have Telegram bring the updates to a URL of ours."""
        await self._bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)

    async def drop_webhook(self) -> None:
        """Have Telegram hold the updates for polling; those that wait there are kept."""
        await self._bot.delete_webhook(drop_pending_updates=False)

    def read(self, body: Mapping[str, Any]) -> Message:
        """Read a raw update.

        Raises:
            NotForUs: it asks for no answer.
            Unreadable: it has not the shape of an update.
        """
        return message_of(body, self._bot, staff_group=self.staff_group)

    # Outgoing

    async def send(self, address: str, reply: Reply) -> Outcome:
        """Send one reply, in as many messages as its length needs; the last one carries the buttons."""
        if reply.edits is not None:
            return await self._try(address, self._edit(address, reply.edits, reply.text))
        *parts, last = split(reply.text, MessageLimit.MAX_TEXT_LENGTH)
        steps = [self._text(address, part) for part in parts]
        steps.append(self._text(address, last, reply.buttons))
        if reply.attachment:
            file = InputFile(reply.attachment.content.encode(), filename=reply.attachment.filename)
            steps.append(partial(self._bot.send_document, int(address), file))
        first: Outcome | None = None
        for place, step in enumerate(steps, start=1):
            if place > 1:
                await asyncio.sleep(self.rate.gap.total_seconds())  # to this chat they are several messages
            outcome = await (self._try if place == 1 else self._try_patiently)(address, step)
            if first is not None and not isinstance(outcome, Sent):
                # The beginning has arrived already, so sending it all again would repeat it.
                return Uncertain(f"cut off at part {place} of {len(steps)}")
            first = first or outcome
            if not isinstance(outcome, Sent):
                break
        assert first is not None
        return first

    def _text(self, address: str, text: str, buttons: Sequence[Button] = ()) -> Step:
        markup = _keyboard(buttons) if buttons else None
        return partial(self._bot.send_message, int(address), text, reply_markup=markup)

    def _edit(self, address: str, message_id: str, text: str) -> Step:
        first = split(text, MessageLimit.MAX_TEXT_LENGTH)[0]

        async def edit() -> telegram.Message:
            edited = await self._bot.edit_message_text(first, int(address), int(message_id))
            assert isinstance(edited, telegram.Message)  # only messages sent "via" another bot come back as True
            return edited

        return edit

    async def _moved(self, address: str, new: str) -> Outcome:
        if self._records is None:
            return GivenUp("the group has moved", recipient_gone=True)
        await self._records.moved(address, new)
        self.staff_group = new if self.staff_group == address else self.staff_group
        return TryAgain("the group has moved")

    async def _try_patiently(self, address: str, step: Step) -> Outcome:
        """Try a later part again where it surely did not arrive: the reply as a whole cannot be sent again."""
        until = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while True:
            outcome = await self._try(address, step)
            wait = outcome.after.total_seconds() if isinstance(outcome, TryAgain) and outcome.after else 1.0
            if not isinstance(outcome, TryAgain) or asyncio.get_running_loop().time() + wait > until:
                return outcome
            await asyncio.sleep(wait)

    async def _try(self, address: str, step: Step) -> Outcome:
        """Name how a send ended; only what surely did not arrive is worth another try.

        Raises:
            TakenOver: it was not begun, as another process sends the reply.
        """
        await leases.make_sure()
        try:
            return Sent(str((await step()).message_id))
        except ChatMigrated as moved:
            return await self._moved(address, str(moved.new_chat_id))
        except TelegramError as error:
            return outcome_of(error)


def _keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup:
    """Lay the buttons out: two short ones share a row, a long one has its own.

    Telegram allows 64 bytes of callback data, so a button carries a short key and we keep its entities.
    """
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        shown = InlineKeyboardButton(button.title, callback_data=button.key)
        beside = rows[-1][0].text if rows and len(rows[-1]) == 1 else None
        if beside is not None and len(beside) + len(button.title) <= BUTTONS_A_ROW_UP_TO:
            rows[-1].append(shown)
        else:
            rows.append([shown])
    return InlineKeyboardMarkup(rows)
