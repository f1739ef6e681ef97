"""What the dispatcher asks of the database, one transaction each: for threads, not for the event loop."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply, packed
from actions.dialogue.turn import NEITHER, Turn
from actions.household import smalltalk
from actions.routing import routing
from actions.staff import group
from bot.logs import place_of
from bot.message import Message
from bot.sending.envelope import sealed
from bot.turns.situation import MOST_UNSENT, Situation, look
from community.database import Database, storable
from community.post import claiming, outbox, talks
from community.post.conversations import Conversation
from community.post.tables import InboxItem
from understanding.parse import Intent, Parse
from understanding.words.language import speaks_neither
from understanding.words.squeezed import squeezed

log = structlog.get_logger()

LONGEST_WORDS = 4096  # what Telegram lets a person send at once; other channels are held to the same


class TriedTooOften(Exception):
    """A message has had MOST_ATTEMPTS turns, and none of them ended."""


class Answering:
    """Answers messages that were understood, each in one transaction with its effects and its reply."""

    def __init__(self, database: Database, *, zone: ZoneInfo, now: Callable[[], datetime], claimer: str) -> None:
        self._database = database
        self._zone = zone
        self._now = now
        self._claimer = claimer
        self._under_way: dict[int, float] = {}  # turns that hold their transaction, and since when

    @property
    def longest_seconds(self) -> float:
        """How long the longest of the turns under way has held its transaction, and others up with it."""
        return max((time.monotonic() - since for since in self._under_way.copy().values()), default=0.0)

    def look(self, message: Message, item_id: int) -> Situation:
        """Return the situation that a message finds."""
        with self._database.reading() as session:
            return look(session, message, item_id, zone=self._zone, now=self._now())

    def turn(self, message: Message, parse: Parse, tapped: bool, item_id: int) -> None:
        """Answer a message, with all that the answer changes."""
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

    def hold_off(self, message: Message, parse: Parse, item_id: int) -> None:
        """Close a message of somebody who writes faster than answers can leave; the first such is told."""
        now = self._now()
        with self._database.transaction() as session:
            conversation = talks.find_or_start(session, message.channel, message.address, zone=self._zone.key, now=now)
            if outbox.count_waiting(session, conversation.id, now=now) == MOST_UNSENT:
                self._queue(session, conversation, [smalltalk.too_fast(parse.language)], item_id)
            claiming.finish(session, item_id, claimer=self._claimer, now=now)

    def put_aside(self, message: Message, parse: Parse, item_id: int, overtaken_by: int) -> None:
        """Close a message written before one about danger, which went first: it answers nothing that was asked since.

        The student is told of it once, and has the words for themself.
        """
        now = self._now()
        with self._database.transaction() as session:
            conversation = talks.find_or_start(session, message.channel, message.address, zone=self._zone.key, now=now)
            told = smalltalk.put_aside(parse.language)
            self._queue(session, conversation, [told], item_id, key=f"overtaken:{overtaken_by}")
            claiming.finish(session, item_id, claimer=self._claimer, now=now)

    def finish(self, item_id: int) -> None:
        """Close a message that asks for no answer."""
        with self._database.transaction() as session:
            claiming.finish(session, item_id, claimer=self._claimer, now=self._now())

    def park(self, item: InboxItem, message: Message | None, error: Exception) -> None:
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
                "crisis" if reply.urgent else "reply",
                conversation,
                due_at=now,
                now=now,
                about=reply.about,
                reply=packed(reply),
                key=key or f"inbox:{item_id}:{number}",
            )


def _note_tongue(conversation: Conversation, message: Message) -> None:
    neither = speaks_neither(message.tongue, message.words)
    if neither:
        conversation.slots[NEITHER] = True
    elif neither is not None:
        conversation.slots.pop(NEITHER, None)
