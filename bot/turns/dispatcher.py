"""Message to reply: one turn, one transaction."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Protocol

import structlog

from actions.dialogue import commands
from actions.dialogue.registry import Registry
from bot.message import Message, NotForUs, Unreadable
from bot.metrics import TURN_SECONDS, TURNS
from bot.turns.answering import LONGEST_WORDS, Answering, TriedTooOften
from bot.turns.situation import Situation, is_urgent, language_of_code
from community.database import DatabaseAway, storable
from community.post import claiming, second_look
from community.post.tables import InboxItem
from understanding.parse import Danger, Language, Parse
from understanding.words.language import guessed, is_too_short_to_tell, language_of
from understanding.words.squeezed import squeezed

log = structlog.get_logger()

DEADLINE_SECONDS = 20.0
"""How long one turn may take; an ordinary one takes 0.05, one that waits for Rasa and a busy database some seconds."""


class TurnHangs(Exception):
    """A turn did not end in DEADLINE_SECONDS."""


class Understands(Protocol):
    """What the dispatcher asks of understanding."""

    async def judge(self, text: str) -> Danger:
        """Return what the words tell of danger."""
        ...

    async def understand(
        self,
        text: str,
        *,
        now: datetime,
        language: Language | None = None,
        danger: Danger | None = None,
        at_once: bool = False,
    ) -> Parse:
        """Return the meaning of the words; `now` aware, in the student's zone; `danger` as judged before."""
        ...


class Reads(Protocol):
    """What the dispatcher asks of a channel."""

    def read(self, body: Mapping[str, Any]) -> Message:
        """Read a kept update; raises `NotForUs` where it asks for no answer."""
        ...


class Dispatcher:
    """Answers kept messages, each in one transaction with its effects and its reply."""

    def __init__(
        self,
        answering: Answering,
        understanding: Understands,
        channels: Mapping[str, Reads],
        *,
        now: Callable[[], datetime],
        wake_sender: Callable[[str | None], None],
        registry: Registry,
    ) -> None:
        self._answering = answering
        self._understanding = understanding
        self._channels = channels
        self._now = now
        self._wake_sender = wake_sender
        self._registry = registry

    @property
    def channels(self) -> Collection[str]:
        """The channels whose messages can be read here: those that are set up."""
        return self._channels.keys()

    @property
    def longest_turn_seconds(self) -> float:
        """How long the longest of the turns under way has held its transaction, and others up with it."""
        return self._answering.longest_seconds

    async def answer(self, item: InboxItem) -> None:
        """Answer one kept message; whatever is wrong with it, the next one is answered.

        Raises:
            DatabaseAway: the message stays in the inbox for later.
            TurnHangs: likewise, for another try.
            LeaseLost: another process has it now, and answers it.
        """
        started = asyncio.get_running_loop().time()
        outcome = "answered"
        message: Message | None = None
        try:
            again = second_look.of(item)
            if again is None:
                message = self._channels[item.channel].read(item.body)
            if item.attempts > claiming.MOST_ATTEMPTS:
                raise TriedTooOften
            outcome = await self._in_time(item, message, again)
        except NotForUs:
            outcome = "ignored"
            await asyncio.to_thread(self._answering.finish, item.id)
        except claiming.LeaseLost:
            outcome = "taken_over"
        except DatabaseAway:
            raise
        except TurnHangs:
            # What hangs goes on in its thread, and is lost when it ends after all: the message is then another turn's.
            log.error("turn_hangs", inbox=item.id, attempts=item.attempts)
            raise
        except Exception as error:  # a poisonous message must not stop the others: it is parked, and staff are shown it
            outcome = "parked"
            await asyncio.to_thread(self._answering.park, item, message, error)
        self._wake_sender(message.address if message else None)
        seconds = asyncio.get_running_loop().time() - started
        TURNS.labels(item.channel, outcome).inc()
        TURN_SECONDS.observe(seconds)
        log.info("turn", inbox=item.id, channel=item.channel, outcome=outcome, seconds=round(seconds, 4))
        if outcome == "taken_over":
            raise claiming.LeaseLost(item.id)

    async def _in_time(self, item: InboxItem, message: Message | None, again: int | None) -> str:
        """Answer within DEADLINE_SECONDS and return the outcome.

        Raises:
            TurnHangs: it took longer.
        """
        try:
            async with asyncio.timeout(DEADLINE_SECONDS) as limit:
                if again is not None:
                    return await self._heard_again(item, again)
                assert message is not None
                return await self._answered(item, message)
        except TimeoutError:
            if limit.expired():
                raise TurnHangs from None
            raise

    async def _answered(self, item: InboxItem, message: Message) -> str:
        situation = await asyncio.to_thread(self._answering.look, message, item.id)
        parse, tapped = await self._understood(message, situation)
        if situation.flooded and not is_urgent(parse, self._registry):
            await asyncio.to_thread(self._answering.hold_off, message, parse, item.id)
            return "flooded"
        if situation.overtaken_by is not None and not is_urgent(parse, self._registry):
            await asyncio.to_thread(self._answering.put_aside, message, parse, item.id, situation.overtaken_by)
            return "overtaken"
        await asyncio.to_thread(self._answering.turn, message, parse, tapped, item.id)
        return "answered"

    async def _heard_again(self, item: InboxItem, again: int) -> str:
        """Look at a message once more that the first ear heard, and answer the danger in it that was missed."""
        kept = await asyncio.to_thread(self._answering.kept, again)
        message = self._readable(kept)
        if kept is None or message is None:
            await asyncio.to_thread(self._answering.finish, item.id)
            return "forgotten"
        parse, _ = await self._understood(message, await asyncio.to_thread(self._answering.look, message, item.id))
        found = await asyncio.to_thread(self._answering.second_turn, message, parse, item.id, kept)
        return "danger_heard_again" if found else "heard_again"

    def _readable(self, kept: InboxItem | None) -> Message | None:
        try:
            return self._channels[kept.channel].read(kept.body) if kept is not None else None
        except (NotForUs, Unreadable):
            return None

    async def _understood(self, message: Message, situation: Situation) -> tuple[Parse, bool]:
        """Return what the message means, and whether it was a tap."""
        spoken = situation.spoken or situation.chosen or language_of_code(message.language) or guessed(message.words)
        if situation.tapped is not None:
            return Parse("", spoken, intents=(situation.tapped,)), True
        whole = storable(message.words)[:LONGEST_WORDS]
        words = squeezed(whole)
        command = commands.intent_of(words, self._registry)
        if command is not None:
            return Parse(words, spoken, intents=(command,)), True
        language = situation.chosen or (spoken if is_too_short_to_tell(words) else None)
        danger = await self._understanding.judge(whole)  # once, whatever becomes of the message then
        if situation.held or situation.flooded or message.replied_to or not words.strip():
            return Parse(words, language_of(words, language), danger=danger), False
        local_now = self._now().astimezone(situation.zone)
        parse = await self._understanding.understand(
            words, now=local_now, language=language, danger=danger, at_once=situation.in_danger
        )
        return parse, False
