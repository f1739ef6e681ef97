"""What was made of a student's words."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Language = Literal["zh", "en"]
CrisisLevel = Literal["none", "distress", "ask", "crisis"]
DangerAbout = Literal["oneself", "friend", "others", "victim", "bot"]
Emergency = Literal[
    "violence", "fire", "collapse", "seizure", "choking", "drowning", "bleeding", "chemical", "carbon_monoxide",
    "allergy", "chest", "breath", "electric", "snake", "poison", "injury", "bite",
]  # fmt: skip
"""What cannot wait, the gravest first; `violence` is announced or done by somebody else than the writer."""
DoubtKind = Literal[
    "no_such_day", "no_such_month", "no_such_hour", "no_such_weekday", "no_such_week", "no_term", "weekday_differs"
]
WishKind = Literal["ordered", "negated", "asked", "of_others", "hypothetical", "unclear"]


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
        acute: it is told as done, or as happening at this moment; nobody waits for a tap.
        emergency: what else was told that cannot wait, whatever the level; the level is about minds, not bodies.
        roughly: it was judged by the first ear, while the whole one was still taught; worth a second look.
    """

    level: CrisisLevel = "none"
    about: DangerAbout = "oneself"
    by_tone: bool = False
    reasons: tuple[str, ...] = ()
    told_in: str | None = None
    acute: bool = False
    emergency: Emergency | None = None
    roughly: bool = False

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
class TimeDoubt:
    """A time named in the message that cannot be as it was said.

    Args:
        kind: `no_such_...`: the calendar or the clock lacks it (31 November, 13月, 25:00, 周八, week 60); it is none of
            the times then. `no_term`: a teaching week, while no term is known. `weekday_differs`: the date falls on
            another weekday than the one said beside it.
        text: the whole expression, as it was written.
        alternatives: what may have been meant; where the weekday differs the date as said, then the weekday as said.
        said: the words for a clock time, weekday or week that does not exist.
        day, month, year: the figures of a date that does not exist; 0 for what was not named.
    """

    kind: DoubtKind
    text: str
    alternatives: tuple[TimeSpan, ...] = ()
    said: str = ""
    day: int = 0
    month: int = 0
    year: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody does by saying a request; judged once by `understanding.wishes`.

    Args:
        kind: `ordered`: do it, for the writer. `negated`: the writer does not want it. `asked`: a question about doing
            it. `of_others`: somebody else does it or wants it. `hypothetical`: it may be done some day, or was done
            once. `unclear`: it is named and no more.
        words: the part of the message that says so, for what it names; empty where there are no words, as for a tap.
    """

    kind: WishKind = "ordered"
    words: str = ""


ORDERED = Wish()
"""What a button or a command says."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One request found in a message, with the entities of its own clause.

    Args:
        times: those named for it in a message with several clauses, `ambiguous_times` and `time_doubts` as in `Parse`;
            None where the message is one, and all its times are this request's.
        wish: whether it is to be done.
    """

    name: str
    confidence: float
    entities: tuple[Entity, ...] = ()
    times: tuple[TimeSpan, ...] | None = None
    ambiguous_times: tuple[TimeSpan, ...] = ()
    time_doubts: tuple[TimeDoubt, ...] = ()
    wish: Wish = ORDERED

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
        time_doubts: what was named as a time and cannot be as it was said.
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
    time_doubts: tuple[TimeDoubt, ...] = ()

    @property
    def intent(self) -> Intent | None:
        """The first request, None where none was found."""
        return self.intents[0] if self.intents else None

    @property
    def time_words(self) -> tuple[str, ...]:
        """The words of every time named, those that cannot be included."""
        named = [time.text for time in self.times] + [doubt.text for doubt in self.time_doubts]
        return tuple(dict.fromkeys(named))
