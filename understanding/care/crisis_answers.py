"""What a student answers in a talk about danger: read from the words alone, as Rasa and the router may be down."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import yaml

from understanding.care import foreign_answers
from understanding.crisis.normalise import normalise
from understanding.words.patterns import any_of
from understanding.words.phrasebook import DATA

_BOOK = DATA / "crisis_answers.yaml"
LONG = 60  # characters; how a longer message ends or begins says little of the whole


class Answer(StrEnum):
    """One meaning of such words; `community.cases.crisis_rules` says how the talk goes on after it."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"
    A_LITTLE = "a_little"
    OKAY = "okay"
    ALONE = "alone"
    ACCOMPANIED = "accompanied"
    MEANS = "means"  # something to hurt oneself with is near
    HARMED = "harmed"  # something has been taken or done already
    EDGE = "edge"  # on a roof, a bridge, the tracks
    CAME_DOWN = "came_down"  # away from there, or inside again
    NOT_HURT = "not_hurt"  # nothing was taken, or the bleeding has stopped
    HELP_COMING = "help_coming"  # the ambulance is called
    HELP_CAME = "help_came"
    CALLED_BY = "called_by"  # somebody of theirs is on the phone
    WHY = "why"  # why do we ask?
    DONT_CALL = "dont_call"  # we are to call nobody
    PLACE = "place"  # where they are
    IN_ENGLISH = "in_english"
    IN_CHINESE = "in_chinese"
    MENU = "menu"
    WHAT_TO_DO = "what_to_do"
    WONT_CALL = "wont_call"
    BUSY = "busy"  # a number was called, and nobody answered
    PRIVATE = "private"  # nobody shall learn of it
    PERSON = "person"
    BOOK = "book"  # an appointment with a counselor, or where they are
    WHEN = "when"  # will the person come?
    BOT = "bot"
    STAY = "stay"
    SCARED = "scared"
    ANGRY = "angry"
    CANNOT = "cannot"
    DONE = "done"
    NO_HELP = "no_help"
    BETTER = "better"
    SAFE = "safe"
    UNSAFE = "unsafe"
    MISUNDERSTOOD = "misunderstood"
    NEVER_MIND = "never_mind"
    GOODBYE = "goodbye"
    STOP = "stop"
    THANKS = "thanks"
    SORRY = "sorry"


_QUESTION = re.compile(
    r"[?？吗呢么]\s*$|^\s*(?:why|what|when|where|who|how|will|would|is|are|am|do|does|can|could|should)\b"
    r"|为什么|怎么|几点|会不会|是不是|能不能",
    re.IGNORECASE,
)


class _Entry(NamedTuple):
    answer: Answer
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    short_only: bool
    not_asked: bool


def read(words: str) -> Answer | None:
    """Return what the words answer, None where they say none of these things; mere signs mean as little as "ok"."""
    if foreign := foreign_answers.read(words):
        return Answer(foreign)
    plain = re.sub(r"^\W+|\W+$", "", normalise(words))
    if not plain:
        return Answer.OKAY if words.strip() else None
    asked = is_question(words)
    return next((entry.answer for entry in _entries() if _says(entry, plain, asked=asked)), None)


def asks_for_person(plain: str) -> bool:
    """Say whether normalised words call for a person, whatever else they say."""
    return any(entry.pattern.search(plain) for entry in _entries() if entry.answer == Answer.PERSON)


def _says(entry: _Entry, plain: str, *, asked: bool) -> bool:
    if (entry.short_only and len(plain) > LONG) or (entry.not_asked and asked):
        return False
    return bool(entry.pattern.search(plain)) and not (entry.unless and entry.unless.search(plain))


def is_question(words: str) -> bool:
    """Say whether the words are put as a question, whatever they ask."""
    return _QUESTION.search(words) is not None


@lru_cache(maxsize=1)
def _entries() -> tuple[_Entry, ...]:
    document = yaml.safe_load(_BOOK.read_text(encoding="utf-8"))
    return tuple(
        _Entry(
            Answer(one["name"]),
            any_of("".join(one.get(language, "") for language in ("en", "zh")), document["macros"]),
            any_of(one["unless"], document["macros"]) if "unless" in one else None,
            one.get("short_only", False),
            one.get("not_asked", False),
        )
        for one in document["answers"]
    )
