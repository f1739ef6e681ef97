"""A talk in the terminal."""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Self

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout

from actions.dialogue.reply import Button, Reply
from bot.channels.channel import Channel
from bot.engine import Common, Engine
from bot.message import LONGEST_WORDS, Message, message_from, units
from bot.settings import Settings
from community.channels import TERMINAL
from community.display import harmless
from community.post.inbox import Arrival

NAME = TERMINAL.name
ANSWER_WITHIN_SECONDS = 30
TOO_LONG = (
    f"消息太长了：一次最多 {LONGEST_WORDS:,} 个字，请分几次发。\n"
    f"That is too long: at most {LONGEST_WORDS:,} characters at once. Please send it in parts."
)


class TerminalChannel(Channel):
    """Reads what was typed in a terminal; a `TerminalTalk` collects the answers."""

    name = NAME

    @classmethod
    def set_up(cls, settings: Settings, common: Common) -> Self:  # noqa: ARG003
        """Return the channel; it is always there."""
        return cls()

    def read(self, body: Mapping[str, Any]) -> Message:
        """Read a kept line; a number picks a button, which is in it as `tapped` then."""
        return message_from(NAME, body)


class TerminalTalk:
    """One person's talk: says words, shows replies, knows which buttons were last shown."""

    def __init__(self, engine: Engine, address: str) -> None:
        self._intake, self._sender = engine.intake, engine.sender
        self._address = address
        self._shown: Sequence[Button] = ()

    async def say(self, words: str) -> list[Reply]:
        """Say something, or tap a button by its number, and return the replies."""
        if units(words) > LONGEST_WORDS:
            return [Reply(TOO_LONG)]
        button = self._button(words)
        body = {"sender": self._address, "words": "" if button else words, "tapped": button.key if button else None}
        arrival = Arrival(NAME, uuid.uuid4().hex, f"{NAME}:{self._address}", body)
        await self._intake.keep_and_await(arrival, timeout_seconds=ANSWER_WITHIN_SECONDS)
        return await self.waiting()

    async def waiting(self) -> list[Reply]:
        """Return what has come since, such as a counselor's words or a reminder."""
        replies = [one.reply for one in await self._sender.collected(NAME, self._address)]
        for reply in replies:
            self._shown = reply.buttons or self._shown
        return replies

    def number_of(self, title: str) -> int | None:
        """Return the number of the button of that title among those last shown, None where there is none."""
        titles = [button.title for button in self._shown]
        return titles.index(title) + 1 if title in titles else None

    def _button(self, words: str) -> Button | None:
        number = words.strip().strip("[]")
        if number.isascii() and number.isdigit() and 0 < int(number) <= len(self._shown):
            return self._shown[int(number) - 1]
        return None

    async def run(self) -> None:
        """Talk until the person ends it with Ctrl-D or Ctrl-C."""
        session: PromptSession[str] = PromptSession("> ")
        print_replies(await self.say("/start"))
        listening = asyncio.create_task(self._listen())
        try:
            with patch_stdout():
                while True:
                    words = await session.prompt_async()
                    if words.strip():
                        print_replies(await self.say(words))
        except (EOFError, KeyboardInterrupt):
            return
        finally:
            listening.cancel()

    async def _listen(self) -> None:
        while True:
            await asyncio.sleep(1)
            print_replies(await self.waiting())


def rendered(reply: Reply) -> str:
    """Return the reply as lines of text, its buttons numbered, without anything that would steer the terminal."""
    lines = [reply.text]
    lines += [f"  [{number}] {button.title}" for number, button in enumerate(reply.buttons, start=1)]
    if reply.attachment:
        lines.append(f"  ({reply.attachment.filename})")
    return harmless("\n".join(lines))


def print_replies(replies: Sequence[Reply]) -> None:
    """Show replies on standard output."""
    for reply in replies:
        print(rendered(reply), end="\n\n", flush=True)  # noqa: T201
