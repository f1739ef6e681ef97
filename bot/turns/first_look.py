"""What is seen of a message when it is kept: whether it may not wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from actions.dialogue import commands
from bot.message import Message, NotForUs, Unreadable
from bot.turns.answering import LONGEST_WORDS
from bot.turns.dispatcher import URGENT_INTENTS, Reads
from community.cases import crisis_talks, crowd_rules
from community.cases.crisis_talks import Met
from community.post import buttons, inbox
from community.post.inbox import Arrival
from community.post.tables import InboxItem
from understanding.care.first_look import seems_urgent
from understanding.words import squeezed


@dataclass(frozen=True, slots=True)
class Heard:
    """An arrival, its message where it can be read, and whether its words alone make it urgent."""

    arrival: Arrival
    message: Message | None
    urgent: bool


class FirstLook:
    """Gives arrivals their urgency; a wrong guess costs a place in the queue and nothing else."""

    def __init__(self, channels: Mapping[str, Reads]) -> None:
        self._channels = channels

    def hear(self, arrivals: Sequence[Arrival]) -> list[Heard]:
        """Look at the words; asks no database, and takes some milliseconds for the worst of them: not for the loop."""
        return [self._hear(arrival) for arrival in arrivals]

    def judge(self, session: Session, heard: Sequence[Heard], *, now: datetime) -> list[Arrival]:
        """Return the arrivals with the age of their talks and their urgency: by words, by button, by talk."""
        met = crisis_talks.met(session, {(m.channel, m.address) for one in heard if (m := one.message) is not None})
        return [self._judged(session, one, met, now) for one in heard]

    def _judged(self, session: Session, heard: Heard, met: Mapping[tuple[str, str], Met], now: datetime) -> Arrival:
        if heard.message is None:
            return heard.arrival
        talk = met.get((heard.message.channel, heard.message.address))
        since = talk.since if talk is not None else None
        return replace(heard.arrival, urgency=_urgency(session, heard.urgent, heard.message, talk, now), since=since)

    def _hear(self, arrival: Arrival) -> Heard:
        message = self._read(arrival)
        return Heard(arrival, message, message is not None and _sounds_urgent(message.words[:LONGEST_WORDS]))

    def is_long(self, item: InboxItem) -> bool:
        """Say whether the message that was kept has a text that takes long to work on."""
        message = self._read(item)
        return message is not None and len(message.words) > squeezed.ORDINARY

    def _read(self, kept: Arrival | InboxItem) -> Message | None:
        """Return the message; None for what cannot be read: its turn deals with that."""
        try:
            return self._channels[kept.channel].read(kept.body)
        except (NotForUs, Unreadable, KeyError):
            return None


def _sounds_urgent(words: str) -> bool:
    command = commands.intent_of(words)
    return command.name in URGENT_INTENTS if command is not None else seems_urgent(words)


def _urgency(session: Session, sounds_urgent: bool, message: Message, talk: Met | None, now: datetime) -> int:
    if talk is None:
        return inbox.URGENT if sounds_urgent else inbox.ORDINARY
    if not (sounds_urgent or talk.in_danger or _calls_for_help(session, talk.conversation_id, message)):
        return inbox.ORDINARY
    return inbox.URGENT_OF_SOMEBODY_KNOWN if not crowd_rules.is_new(talk.since, now) else inbox.URGENT


def _calls_for_help(session: Session, conversation_id: int, message: Message) -> bool:
    """Say whether the message is a tap on a button that asks for help."""
    pressed = message.tapped or (message.words if message.words.startswith("/") else None)
    button = buttons.tapped(session, conversation_id, pressed) if pressed else None
    return button is not None and button.intent in URGENT_INTENTS
