"""Message to reply: one turn, one transaction."""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from actions.dialogue import commands
from actions.dialogue.reply import Reply, packed
from actions.dialogue.turn import NEITHER, Turn
from actions.household import smalltalk
from actions.routing import routing
from actions.staff import group
from bot.logs import place_of
from bot.message import Message, NotForUs
from bot.metrics import TURN_SECONDS, TURNS
from bot.sending.envelope import sealed
from community.cases import cases, crisis_talks
from community.database import Database, DatabaseAway, storable
from community.post import buttons, claiming, outbox, talks
from community.post.conversations import Conversation, OfferedButton
from community.post.kinds import CRISIS, REPLY
from community.post.tables import InboxItem
from understanding.parse import Danger, Entity, Intent, Language, Parse
from understanding.words.language import is_too_short_to_tell, language_of, speaks_neither
from understanding.words.squeezed import squeezed

log = structlog.get_logger()

URGENT_INTENTS = frozenset(
    (
        "talk_to_human",
        "person_now",
        "help_card",
        "crisis_yes",
        "crisis_not_sure",
        "friend_in_danger",
        "victim_in_danger",
        "victim_person",
        "threat_yes",
    )
)
LONGEST_WORDS = 4096  # what Telegram lets a person send at once; other channels are held to the same
MOST_UNSENT = 60
"""Replies that may wait for one conversation, a minute's worth; who writes still faster is told to wait."""


DEADLINE_SECONDS = 20.0
"""How long one turn may take; an ordinary one takes 0.05, one that waits for Rasa and a busy database some seconds."""


class TurnHangs(Exception):
    """A turn did not end in DEADLINE_SECONDS."""


class TriedTooOften(Exception):
    """A message has had MOST_ATTEMPTS turns, and none of them ended."""


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


@dataclass(frozen=True, slots=True)
class Situation:
    """What a short look shows before the words are understood; nothing is locked meanwhile.

    `chosen` is the language that the student settled on, `spoken` the one the talk was last in. `flooded` while as many
    replies wait for the conversation as may. `in_danger` while a talk about danger goes on, whose answers wait for
    nobody; `overtaken_by` is the message that it began with, where that was written later and answered first.
    """

    chosen: Language | None
    spoken: Language | None
    zone: ZoneInfo
    held: bool
    tapped: Intent | None
    flooded: bool = False
    in_danger: bool = False
    overtaken_by: int | None = None


class Dispatcher:
    """Answers kept messages, each in one transaction with its effects and its reply."""

    def __init__(
        self,
        database: Database,
        understanding: Understands,
        channels: Mapping[str, Reads],
        *,
        zone: ZoneInfo,
        now: Callable[[], datetime],
        claimer: str,
        wake_sender: Callable[[str | None], None],
    ) -> None:
        self._database = database
        self._understanding = understanding
        self._channels = channels
        self._zone = zone
        self._now = now
        self._claimer = claimer
        self._wake_sender = wake_sender
        self._under_way: dict[int, float] = {}  # turns that hold their transaction, and since when

    @property
    def channels(self) -> Collection[str]:
        """The channels whose messages can be read here; Telegram's only where its token is set."""
        return self._channels.keys()

    @property
    def longest_turn_seconds(self) -> float:
        """How long the longest of the turns under way has held its transaction, and others up with it."""
        return max((time.monotonic() - since for since in self._under_way.copy().values()), default=0.0)

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
            message = self._channels[item.channel].read(item.body)
            if item.attempts > claiming.MOST_ATTEMPTS:
                raise TriedTooOften
            outcome = await self._in_time(item, message)
        except NotForUs:
            outcome = "ignored"
            await asyncio.to_thread(self._finish, item.id)
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
            await asyncio.to_thread(self._park, item, message, error)
        self._wake_sender(message.address if message else None)
        seconds = asyncio.get_running_loop().time() - started
        TURNS.labels(item.channel, outcome).inc()
        TURN_SECONDS.observe(seconds)
        log.info("turn", inbox=item.id, channel=item.channel, outcome=outcome, seconds=round(seconds, 4))
        if outcome == "taken_over":
            raise claiming.LeaseLost(item.id)

    async def _in_time(self, item: InboxItem, message: Message) -> str:
        """Answer within DEADLINE_SECONDS and return the outcome.

        Raises:
            TurnHangs: it took longer.
        """
        try:
            async with asyncio.timeout(DEADLINE_SECONDS) as limit:
                return await self._answered(item, message)
        except TimeoutError:
            if limit.expired():
                raise TurnHangs from None
            raise

    async def _answered(self, item: InboxItem, message: Message) -> str:
        situation = await asyncio.to_thread(self._look, message, item.id)
        parse, tapped = await self._understood(message, situation)
        if situation.flooded and not _is_urgent(parse):
            await asyncio.to_thread(self._hold_off, message, parse, item.id)
            return "flooded"
        if situation.overtaken_by is not None and not _is_urgent(parse):
            await asyncio.to_thread(self._put_aside, message, parse, item.id, situation.overtaken_by)
            return "overtaken"
        await asyncio.to_thread(self._turn, message, parse, tapped, item.id)
        return "answered"

    async def _understood(self, message: Message, situation: Situation) -> tuple[Parse, bool]:
        """Return what the message means, and whether it was a tap."""
        spoken = situation.spoken or situation.chosen or _language(message.language) or "zh"
        if situation.tapped is not None:
            return Parse("", spoken, intents=(situation.tapped,)), True
        whole = storable(message.words)[:LONGEST_WORDS]
        words = squeezed(whole)
        command = commands.intent_of(words)
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

    def _look(self, message: Message, item_id: int) -> Situation:
        with self._database.reading() as session:
            conversation = talks.find(session, message.channel, message.address)
            if conversation is None:
                return Situation(None, None, self._zone, held=False, tapped=None)
            student = conversation.channel_address.student
            held = conversation.audience != "student" or cases.holder(session, conversation.id) is not None
            danger = crisis_talks.current(session, conversation.id, now=self._now())
            return Situation(
                chosen=_language(student.language if student else None),
                spoken=_language(conversation.language),
                zone=ZoneInfo(student.zone) if student else self._zone,
                held=held,
                tapped=_tapped(session, conversation, message),
                flooded=not held
                and danger is None
                and outbox.count_waiting(session, conversation.id, now=self._now()) >= MOST_UNSENT,
                in_danger=danger is not None,
                overtaken_by=danger.inbox_id if danger is not None and item_id < (danger.inbox_id or 0) else None,
            )

    def _turn(self, message: Message, parse: Parse, tapped: bool, item_id: int) -> None:
        self._under_way[item_id] = time.monotonic()
        try:
            self._in_one_transaction(message, parse, tapped, item_id)
        finally:
            self._under_way.pop(item_id, None)

    def _in_one_transaction(self, message: Message, parse: Parse, tapped: bool, item_id: int) -> None:
        now = self._now()
        with self._database.transaction() as session:
            conversation = talks.find_or_start(session, message.channel, message.address, zone=self._zone.key, now=now)
            conversation.last_message_at = now
            replies = self._replies(session, conversation, message, parse, tapped, item_id)
            self._queue(session, conversation, replies, item_id)
            claiming.finish(session, item_id, claimer=self._claimer, now=now)

    def _hold_off(self, message: Message, parse: Parse, item_id: int) -> None:
        """Close a message of somebody who writes faster than answers can leave; the first such is told."""
        now = self._now()
        with self._database.transaction() as session:
            conversation = talks.find_or_start(session, message.channel, message.address, zone=self._zone.key, now=now)
            if outbox.count_waiting(session, conversation.id, now=now) == MOST_UNSENT:
                self._queue(session, conversation, [smalltalk.too_fast(parse.language)], item_id)
            claiming.finish(session, item_id, claimer=self._claimer, now=now)

    def _put_aside(self, message: Message, parse: Parse, item_id: int, overtaken_by: int) -> None:
        """Close a message written before one about danger, which went first: it answers nothing that was asked since.

        The student is told of it once, and has the words for themself.
        """
        now = self._now()
        with self._database.transaction() as session:
            conversation = talks.find_or_start(session, message.channel, message.address, zone=self._zone.key, now=now)
            put_aside = smalltalk.put_aside(parse.language)
            self._queue(session, conversation, [put_aside], item_id, key=f"overtaken:{overtaken_by}")
            claiming.finish(session, item_id, claimer=self._claimer, now=now)

    def _replies(
        self, session: Session, conversation: Conversation, message: Message, parse: Parse, tapped: bool, item_id: int
    ) -> Sequence[Reply]:
        student = conversation.channel_address.student
        if conversation.audience == "staff" or student is None:
            return self._staff_replies(session, conversation, message, parse)
        conversation.channel_address.blocked_at = None  # whoever writes to us can be reached again
        conversation.language = parse.language
        _note_tongue(conversation, message)
        whole = storable(message.words)[:LONGEST_WORDS]
        turn = Turn(
            session=session,
            now=self._now(),
            conversation=conversation,
            student=student,
            language=parse.language,
            parse=parse,
            request=parse.intent or Intent("out_of_scope", 0.0),
            words="" if tapped else squeezed(whole),
            as_written="" if tapped else whole,
            inbox_id=item_id,
            tapped=tapped,
        )
        if message.tapped is not None and not tapped:
            return [routing.stale(turn)]
        return routing.replies(turn, attachment=message.attachment)

    def _staff_replies(
        self, session: Session, conversation: Conversation, message: Message, parse: Parse
    ) -> Sequence[Reply]:
        reply = group.answer_staff(
            session,
            conversation=conversation,
            replied_to=outbox.find_sent(session, conversation.id, message.replied_to) if message.replied_to else None,
            words=storable(message.words),
            staff_name=message.author,
            now=self._now(),
            intent=parse.intent,
        )
        return [reply] if reply else []

    def _queue(
        self,
        session: Session,
        conversation: Conversation,
        replies: Sequence[Reply],
        item_id: int,
        *,
        key: str | None = None,
    ) -> None:
        """Put the replies in the outbox; of those under one key only the first, whichever message it answers."""
        now = self._now()
        for number, reply in enumerate(sealed(session, [(conversation.id, one) for one in replies], now=now)):
            outbox.enqueue(
                session,
                CRISIS if reply.urgent else REPLY,
                conversation,
                due_at=now,
                now=now,
                about=reply.about,
                reply=packed(reply),
                key=key or f"inbox:{item_id}:{number}",
            )

    def _finish(self, item_id: int) -> None:
        with self._database.transaction() as session:
            claiming.finish(session, item_id, claimer=self._claimer, now=self._now())

    def _park(self, item: InboxItem, message: Message | None, error: Exception) -> None:
        """Set the message aside for staff and tell its sender the truth, where a sender can be made out."""
        now = self._now()
        with self._database.transaction() as session:
            reference = claiming.park(session, item.id, claimer=self._claimer, now=now)
            conversation = self._sender_of(session, item, message)
            if conversation is not None and conversation.audience == "student":
                told = smalltalk.gave_up if isinstance(error, TriedTooOften) else smalltalk.went_wrong
                self._queue(session, conversation, [told(conversation.language or "zh", reference)], item.id)
        # The kind of error and where it came from; its text might repeat what the student wrote.
        log.error("parked", inbox=item.id, reference=reference, error=type(error).__name__, at=place_of(error))

    def _sender_of(self, session: Session, item: InboxItem, message: Message | None) -> Conversation | None:
        """Return whose message it was; one that could not even be read belongs to whoever is known in its lane."""
        if message is None:
            return talks.find(session, item.channel, item.lane.partition(":")[2])
        return talks.find_or_start(session, message.channel, message.address, zone=self._zone.key, now=self._now())


def _note_tongue(conversation: Conversation, message: Message) -> None:
    neither = speaks_neither(message.tongue, message.words)
    if neither:
        conversation.slots[NEITHER] = True
    elif neither is not None:
        conversation.slots.pop(NEITHER, None)


def _is_urgent(parse: Parse) -> bool:
    told = parse.danger.is_urgent or parse.danger.about in ("victim", "others")
    return told or (parse.intent is not None and parse.intent.name in URGENT_INTENTS)


def _language(code: str | None) -> Language | None:
    return "zh" if code == "zh" else "en" if code == "en" else None


def _tapped(session: Session, conversation: Conversation, message: Message) -> Intent | None:
    typed = message.words if message.words.startswith("/") and commands.intent_of(message.words) is None else None
    pressed = message.tapped or typed  # what reads like a command is one, whichever button was offered under that name
    button = buttons.tapped(session, conversation.id, pressed) if pressed else None
    return _intent_of(button) if button else None


def _intent_of(button: OfferedButton) -> Intent:
    entities = tuple(Entity(name, str(value)) for name, value in button.entities.items())
    return Intent(button.intent, 1.0, entities)
