"""What the dispatcher asks of the database, one transaction each: for threads, not for the event loop."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from actions.care import heard_again
from actions.dialogue.registry import Registry
from actions.dialogue.reply import Reply, packed
from actions.dialogue.turn import NEITHER, Turn
from actions.household import not_answered
from actions.routing import routing
from actions.staff import group
from actions.staff.group import Said
from bot.logs import place_of
from bot.message import Message
from bot.sending.envelope import sealed
from bot.turns.situation import MOST_UNSENT, Situation, is_urgent, look
from community import audit
from community.database import Database, storable
from community.post import claiming, outbox, second_look, talks
from community.post.conversations import Conversation
from community.post.kinds import CRISIS, REPLY
from community.post.tables import InboxItem
from community.students.tables import Student
from understanding.parse import Intent, Parse
from understanding.words.language import speaks_neither
from understanding.words.squeezed import squeezed

log = structlog.get_logger()

LONGEST_WORDS = 4096  # what Telegram lets a person send at once; other channels are held to the same


class TriedTooOften(Exception):
    """A message has had MOST_ATTEMPTS turns, and none of them ended."""


class Answering:
    """Answers messages that were understood, each in one transaction with its effects and its reply."""

    def __init__(
        self, database: Database, *, zone: ZoneInfo, now: Callable[[], datetime], claimer: str, registry: Registry
    ) -> None:
        self._database = database
        self._zone = zone
        self._now = now
        self._claimer = claimer
        self._registry = registry
        self._under_way: dict[int, float] = {}  # turns that hold their transaction, and since when

    @property
    def longest_seconds(self) -> float:
        """How long the longest of the turns under way has held its transaction, and others up with it."""
        return max((time.monotonic() - since for since in self._under_way.copy().values()), default=0.0)

    def look(self, message: Message, item_id: int) -> Situation:
        """Return the situation that a message finds."""
        with self._database.reading() as session:
            return look(session, message, item_id, self._registry, zone=self._zone, now=self._now())

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
            self._close(session, parse, item_id, now)

    def hold_off(self, message: Message, parse: Parse, item_id: int) -> None:
        """Close a message of somebody who writes faster than answers can leave; the first such is told."""
        now = self._now()
        with self._database.transaction() as session:
            conversation = talks.find_or_start(session, message.channel, message.address, zone=self._zone.key, now=now)
            if outbox.count_waiting(session, conversation.id, now=now) == MOST_UNSENT:
                self._queue(session, conversation, [not_answered.too_fast(parse.language)], item_id)
            self._close(session, parse, item_id, now)

    def put_aside(self, message: Message, parse: Parse, item_id: int, overtaken_by: int) -> None:
        """Close a message written before one about danger, which went first: it answers nothing that was asked since.

        The student is told of it once, and has the words for themself.
        """
        now = self._now()
        with self._database.transaction() as session:
            conversation = talks.find_or_start(session, message.channel, message.address, zone=self._zone.key, now=now)
            told = not_answered.put_aside(parse.language)
            self._queue(session, conversation, [told], item_id, key=f"overtaken:{overtaken_by}")
            self._close(session, parse, item_id, now)

    def _close(self, session: Session, parse: Parse, item_id: int, now: datetime) -> None:
        """Mark a message answered; it is looked at again where only the first ear heard it, and heard no danger."""
        claiming.finish(session, item_id, claimer=self._claimer, now=now)
        if parse.danger.roughly and not is_urgent(parse, self._registry):
            second_look.keep(session, item_id, now=now)

    def kept(self, item_id: int) -> InboxItem | None:
        """Return a message that was answered, None where it was let go of."""
        with self._database.reading() as session:
            return session.get(InboxItem, item_id)

    def second_turn(self, message: Message, parse: Parse, item_id: int, kept: InboxItem) -> bool:
        """Answer the danger in a message that is looked at once more; say whether there was any.

        Args:
            item_id: the second look.
            kept: what was written.
        """
        now = self._now()
        with self._database.transaction() as session:
            conversation = talks.find_or_start(session, message.channel, message.address, zone=self._zone.key, now=now)
            replies = self._heard_again(session, conversation, message, parse, kept)
            if replies:
                audit.record(session, who="system", what="danger_heard_again", about=f"inbox:{kept.id}", now=now)
            self._queue(session, conversation, replies, item_id)
            claiming.finish(session, item_id, claimer=self._claimer, now=now)
            if parse.danger.roughly:  # the whole ear is still away, here
                second_look.put_off(session, item_id)
        return bool(replies)

    def _heard_again(
        self, session: Session, conversation: Conversation, message: Message, parse: Parse, kept: InboxItem
    ) -> list[Reply]:
        student = conversation.channel_address.student
        if student is None or conversation.audience != "student" or not is_urgent(parse, self._registry):
            return []
        turn = self._turn_of(session, conversation, student, message, parse, kept.id)
        return heard_again.replies(turn, written_at=kept.received_at)

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
                told = not_answered.gave_up if isinstance(error, TriedTooOften) else not_answered.went_wrong
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
        turn = self._turn_of(session, conversation, student, message, parse, item_id, tapped=tapped)
        if message.tapped is not None and not tapped:
            return [routing.stale(turn)]
        return routing.replies(turn, attachment=message.attachment)

    def _turn_of(
        self,
        session: Session,
        conversation: Conversation,
        student: Student,
        message: Message,
        parse: Parse,
        item_id: int,
        *,
        tapped: bool = False,
    ) -> Turn:
        whole = storable(message.words)[:LONGEST_WORDS]
        return Turn(
            session=session,
            now=self._now(),
            registry=self._registry,
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

    def _staff_replies(
        self, session: Session, conversation: Conversation, message: Message, parse: Parse
    ) -> Sequence[Reply]:
        post = outbox.find_sent(session, conversation.id, message.replied_to) if message.replied_to else None
        said = Said(message.author, storable(message.words), parse.intent, post)
        reply = group.answer_staff(session, conversation, said, now=self._now())
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


def _note_tongue(conversation: Conversation, message: Message) -> None:
    neither = speaks_neither(message.tongue, message.words)
    if neither:
        conversation.slots[NEITHER] = True
    elif neither is not None:
        conversation.slots.pop(NEITHER, None)
