"""What a handler knows: one message of one student, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from actions.dialogue import wording
from community.post.conversations import Conversation
from community.post.tables import Delivery
from community.students.tables import Student
from understanding.parse import Intent, Parse, TimeDoubt, TimeSpan

if TYPE_CHECKING:  # what the registry holds are functions of turns
    from actions.dialogue.registry import Registry

Accepts = Literal["text", "time", "choice"]
NEITHER = "speaks_neither"
"""A slot of the conversation: the student's language is neither Chinese nor English."""
TOLD_IN = "danger_told_in"
"""A slot: another language than ours, in which danger was told; while the talk goes on, both of ours are written."""


@dataclass(slots=True)
class Turn:
    """One message being answered.

    Args:
        registry: what the assistant can do.
        request: the request that the handler is asked to answer; a message may make several.
        words: what the student wrote as rules read it: long texts are squeezed (`understanding/words/squeezed.py`).
            Empty for a tap.
        as_written: a text that was squeezed, whole.
        inbox_id: the message in the inbox, for what refers to it.
        put_aside: an earlier message that a handler wants answered after its own reply; see
            `actions/care/put_aside.py`.
    """

    session: Session
    now: datetime
    registry: "Registry"
    conversation: Conversation
    student: Student
    language: str
    parse: Parse
    request: Intent
    words: str = ""
    as_written: str = ""
    inbox_id: int | None = None
    tapped: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    put_aside: Mapping[str, Any] | None = None

    @property
    def told(self) -> str:
        """What the student wrote, whole: for whoever is to read it."""
        return self.as_written or self.words

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the clock on the student's wall."""
        return ZoneInfo(self.student.zone)

    @property
    def times(self) -> tuple[TimeSpan, ...]:
        """The times named for this request; those of the whole message where it makes no other."""
        return self.parse.times if self.request.times is None else self.request.times

    @property
    def ambiguous_times(self) -> tuple[TimeSpan, ...]:
        """All readings of those of its times that can be taken in more than one way."""
        return self.parse.ambiguous_times if self.request.times is None else self.request.ambiguous_times

    @property
    def speaks_neither(self) -> bool:
        """Whether the student's language is neither of ours and they chose none, or they told of danger in another."""
        unchosen = self.student.language is None and NEITHER in self.conversation.slots
        return unchosen or TOLD_IN in self.conversation.slots

    @property
    def time_doubts(self) -> tuple[TimeDoubt, ...]:
        """What was named as a time for this request and cannot be as it was said."""
        return self.parse.time_doubts if self.request.times is None else self.request.time_doubts

    @property
    def names_a_time(self) -> bool:
        """Say whether a time was named for this request, one that can be or not."""
        return bool(self.times or self.time_doubts)

    @property
    def slots(self) -> dict[str, Any]:
        """What is known: the conversation's slots, over them this request's entities and the answer just given."""
        entities = {entity.name: entity.value for entity in self.request.entities}
        return {**self.conversation.slots, **entities, **self.answers}

    def remember(self, **values: Any) -> None:
        """Keep values in the conversation's slots for later turns."""
        self.conversation.slots.update(values)

    def forget(self, *names: str) -> None:
        """Drop slots that have served their purpose."""
        for name in names:
            self.conversation.slots.pop(name, None)

    def await_answer(self, slot: str, *, accepts: Accepts = "text") -> None:
        """Expect the next message to fill a slot of this same request.

        Args:
            accepts: `text` takes any words, `time` only a message that names a time, `choice` only one that picks
                among the buttons just shown; anything else is answered as a request of its own.
        """
        self.conversation.awaiting = {"intent": self.request.name, "slot": slot, "accepts": accepts}

    def say(self, words: str, /, **values: object) -> str:
        """Return the words in the student's language, with the values filled in."""
        return wording.say(self.language, words, **values)

    def when(self, moment: datetime) -> str:
        """Name a moment as the student's wall clock and calendar show it."""
        return wording.when(self.language, moment, self.zone, now=self.now)

    def day(self, moment: datetime) -> str:
        """Name the day of a moment as the student's calendar shows it."""
        return wording.day(self.language, moment, self.zone, now=self.now)

    def lasting(self, time: timedelta) -> str:
        """Name a length of time in the student's language."""
        return wording.lasting(self.language, time)


@dataclass(slots=True)
class Reader:
    """Somebody who looks again at what they were told: no message and no delivery causes it."""

    session: Session
    now: datetime
    language: str
    zone: ZoneInfo

    def say(self, words: str, /, **values: object) -> str:
        """Return the words in the reader's language, with the values filled in."""
        return wording.say(self.language, words, **values)

    def when(self, moment: datetime) -> str:
        """Name a moment as the reader's wall clock and calendar show it."""
        return wording.when(self.language, moment, self.zone, now=self.now)


@dataclass(slots=True)
class Occasion:
    """A delivery whose time has come, for its composer. `student` is None where staff are told."""

    session: Session
    now: datetime
    delivery: Delivery
    conversation: Conversation
    student: Student | None
    language: str
    zone: ZoneInfo

    @property
    def speaks_neither(self) -> bool:
        """Whether the reader is a student whose language is neither of ours, and who has not chosen one of them."""
        return self.student is not None and self.student.language is None and NEITHER in self.conversation.slots

    def say(self, words: str, /, **values: object) -> str:
        """Return the words in the reader's language, with the values filled in."""
        return wording.say(self.language, words, **values)

    def when(self, moment: datetime) -> str:
        """Name a moment as the reader's wall clock and calendar show it."""
        return wording.when(self.language, moment, self.zone, now=self.now)

    def lasting(self, time: timedelta) -> str:
        """Name a length of time in the reader's language."""
        return wording.lasting(self.language, time)
