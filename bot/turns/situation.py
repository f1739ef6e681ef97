"""What a short look shows of a talk before the words of its next message are understood."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from actions.dialogue import commands
from actions.dialogue.registry import Registry
from bot.message import Message
from community.campus import terms
from community.cases import cases, crisis_talks
from community.post import buttons, outbox, talks
from community.post.conversations import Conversation, OfferedButton
from understanding.parse import Entity, Intent, Language, Parse

MOST_UNSENT = 60
"""Replies that may wait for one conversation, a minute's worth; who writes still faster is told to wait."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a short look shows before the words are understood; nothing is locked meanwhile.

    `chosen` is the language that the student settled on, `spoken` the one the talk was last in. `flooded` while as many
    replies wait for the conversation as may. `in_danger` while a talk about danger goes on, whose answers wait for
    nobody; `overtaken_by` is the message that it began with, where that was written later and answered first.
    `term_start` is the Monday of the first week of the term that today is counted in, None where no term is known.
    """

    chosen: Language | None
    spoken: Language | None
    zone: ZoneInfo
    held: bool
    tapped: Intent | None
    flooded: bool = False
    in_danger: bool = False
    overtaken_by: int | None = None
    term_start: date | None = None


def look(
    session: Session, message: Message, item_id: int, registry: Registry, *, zone: ZoneInfo, now: datetime
) -> Situation:
    """Return the situation that a message finds; nothing is written.

    Args:
        item_id: the message in the inbox.
        registry: which commands there are.
        zone: the campus zone, for whoever is not known yet.
    """
    conversation = talks.find(session, message.channel, message.address)
    if conversation is None:
        return Situation(None, None, zone, held=False, tapped=None, term_start=_term_start(session, zone, now))
    student = conversation.channel_address.student
    held = conversation.audience != "student" or cases.holder(session, conversation.id) is not None
    danger = crisis_talks.current(session, conversation.id, now=now)
    its_zone = ZoneInfo(student.zone) if student else zone
    return Situation(
        chosen=language_of_code(student.language if student else None),
        spoken=language_of_code(conversation.language),
        zone=its_zone,
        held=held,
        tapped=_tapped(session, conversation, message, registry),
        flooded=not held and danger is None and outbox.count_waiting(session, conversation.id, now=now) >= MOST_UNSENT,
        in_danger=danger is not None,
        overtaken_by=danger.inbox_id if danger is not None and item_id < (danger.inbox_id or 0) else None,
        term_start=_term_start(session, its_zone, now),
    )


def _term_start(session: Session, zone: ZoneInfo, now: datetime) -> date | None:
    term = terms.of(session, now.astimezone(zone).date())
    return term.begins if term else None


def is_urgent(parse: Parse, registry: Registry) -> bool:
    """Say whether a message goes before all others: it tells of danger, or asks for help."""
    told = parse.danger.is_urgent or parse.danger.about in ("victim", "others")
    return told or (parse.intent is not None and registry.of(parse.intent.name).urgent)


def language_of_code(code: str | None) -> Language | None:
    """Return one of our two languages, None for any other."""
    return "zh" if code == "zh" else "en" if code == "en" else None


def _tapped(session: Session, conversation: Conversation, message: Message, registry: Registry) -> Intent | None:
    is_command = commands.intent_of(message.words, registry) is not None
    typed = message.words if message.words.startswith("/") and not is_command else None
    pressed = message.tapped or typed  # what reads like a command is one, whichever button was offered under that name
    button = buttons.tapped(session, conversation.id, pressed) if pressed else None
    return _intent_of(button) if button else None


def _intent_of(button: OfferedButton) -> Intent:
    entities = tuple(Entity(name, str(value)) for name, value in button.entities.items())
    return Intent(button.intent, 1.0, entities)
