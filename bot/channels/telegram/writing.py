"""A reply becomes messages with inline buttons; each send ends in a named outcome."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import telegram
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile
from telegram.constants import MessageLimit
from telegram.error import ChatMigrated, TelegramError

from actions.dialogue.reply import Button, Reply
from bot.channels.splitting import split
from bot.channels.telegram.outcomes import outcome_of
from bot.sending import leases
from community.post.rules import Outcome, Sent, TryAgain, Uncertain

PATIENCE_SECONDS = 20  # with each later part of a reply
BUTTONS_A_ROW_UP_TO = 14  # characters of both titles together that still fit side by side on a phone

Step = Callable[[], Awaitable[telegram.Message]]


class Writing:
    """Writes one bot's replies.

    Args:
        gap_seconds: between the messages of one reply, as they go to one chat.
        moved: called with the old and the new id of a group that turns out to have moved.
    """

    def __init__(self, bot: Bot, *, gap_seconds: float, moved: Callable[[str, str], Awaitable[Outcome]]) -> None:
        self._bot, self._gap_seconds, self._moved = bot, gap_seconds, moved

    async def send(self, address: str, reply: Reply) -> Outcome:
        """Send one reply, in as many messages as its length needs; the last one carries the buttons."""
        if reply.edits is not None:
            return await self._try(address, self._edit(address, reply.edits, reply.text))
        first, *rest = steps = self._steps(address, reply)
        outcome = await self._try(address, first)
        if not isinstance(outcome, Sent):
            return outcome
        for place, step in enumerate(rest, start=2):
            await asyncio.sleep(self._gap_seconds)  # to this chat they are several messages
            if not isinstance(await self._try_patiently(address, step), Sent):
                # The beginning has arrived already, so sending it all again would repeat it.
                return Uncertain(f"cut off at part {place} of {len(steps)}")
        return outcome

    def _steps(self, address: str, reply: Reply) -> list[Step]:
        *parts, last = split(reply.text, MessageLimit.MAX_TEXT_LENGTH)
        steps = [*(self._text(address, part) for part in parts), self._text(address, last, reply.buttons)]
        if reply.attachment:
            file = InputFile(reply.attachment.content.encode(), filename=reply.attachment.filename)
            steps.append(partial(self._bot.send_document, int(address), file))
        return steps

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
