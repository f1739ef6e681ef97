"""What was made of a student's words."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Language = Literal["zh", "en"]
CrisisLevel = Literal["none", "distress", "ask", "crisis"]
DangerAbout = Literal["oneself", "friend", "others", "victim", "bot"]


@dataclass(frozen=True, slots=True)
class Danger:
    """What is known of the danger in one message; judged once by `understanding.crisis`, before all branches.

    Args:
        level: none, distress (warmth), ask (the gentle question) or crisis (the card and a person).
        about: whom it is about. `oneself`: the writer may hurt themselves. `friend`: somebody else may, and the writer
            is worried. `others`: the writer threatens somebody. `victim`: somebody does it to the writer (harassment,
            assault, coercion, stalking, bullying). `bot`: the assistant is abused, which is no danger.
        by_tone: only the tone of the message speaks for it, no rule: a suspicion, weaker than the level says.
        reasons: names of the rules met, strongest first; never words of the student.
        told_in: the language (ISO 639-1) it was told in where that is neither of ours; the answer comes in both then.
    """

    level: CrisisLevel = "none"
    about: DangerAbout = "oneself"
    by_tone: bool = False
    reasons: tuple[str, ...] = ()
    told_in: str | None = None

    @property
    def is_urgent(self) -> bool:
        """Say whether danger was heard that must be answered before anything else."""
        return self.level in ("ask", "crisis")


NO_DANGER = Danger()


@dataclass(frozen=True, slots=True)
class Entity:
    """A named piece of the message; `start` and `end` are character offsets into its text."""

    name: str
    value: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A time named in the message; both ends aware, `end` None where only a start was named.

    `whole_day` says that a date was named without a time of day; then start and end are the day's midnights.
    """

    text: str
    start: datetime
    end: datetime | None = None
    whole_day: bool = False


@dataclass(frozen=True, slots=True)
class Intent:
    """One request found in a message, with the entities of its own clause.

    Args:
        times: those named for it in a message with several clauses, `ambiguous_times` as in `Parse`; None where the
            message is one, and all its times are this request's.
    """

    name: str
    confidence: float
    entities: tuple[Entity, ...] = ()
    times: tuple[TimeSpan, ...] | None = None
    ambiguous_times: tuple[TimeSpan, ...] = ()

    def entity(self, name: str) -> str | None:
        """Return the value of the first entity of that name, or None."""
        return next((entity.value for entity in self.entities if entity.name == name), None)


@dataclass(frozen=True, slots=True)
class Parse:
    """The meaning of one message.

    Args:
        intents: the requests in the message, one for each clause that makes one, first said first.
        missed: the clauses of a message with several requests that made no sense.
        likeliest: the best readings of the whole message, best first; offered as buttons on fallback.
        danger: what `understanding.crisis` heard, once, before anything else.
        fallback: the best reading is too weak to act on; `intents` is empty then, or says `out_of_scope`.
        times: all times named, in order of appearance; `ambiguous_times` where two readings remain.
    """

    text: str
    language: Language
    danger: Danger = NO_DANGER
    fallback: bool = False
    intents: tuple[Intent, ...] = ()
    missed: tuple[str, ...] = ()
    likeliest: tuple[Intent, ...] = ()
    times: tuple[TimeSpan, ...] = ()
    ambiguous_times: tuple[TimeSpan, ...] = field(default=())

    @property
    def intent(self) -> Intent | None:
        """The first request, None where none was found."""
        return self.intents[0] if self.intents else None
