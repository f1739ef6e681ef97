"""Parts of the day and bare hours in English; Duckling lets an afternoon begin at noon and needs an "at" before 8."""

import re
from datetime import date, datetime, timedelta

from understanding.dates.english_words import DAY, MONTH, ONES, TOMORROW
from understanding.dates.pieces import HALF_DAY, WHOLE_DAY, DayPart, Piece

_HOURS = {word: count for count, word in enumerate(ONES.split("|"), start=1)}
_MINUTES = {"quarter": 15, "half": 30, "twenty": 20, "twenty five": 25, "twenty-five": 25}
_HOUR = rf"(?P<h>\d{{1,2}}|{ONES})"
_COUNT = rf"(?P<n>a quarter|quarter|half|{ONES}|twenty(?:[- ]five)?|\d{{1,2}})(?: minutes?| mins?)?"
TO_NOON = re.compile(
    rf"\b{_COUNT} (?:(?P<to>to|before|till|of)|past|after) (?:12 ?)?(?:(?P<noon>noon|midday)|midnight)\b", re.ASCII
)
NOON = re.compile(r"\b(?:12 ?noon|noon|midday|noontime)(?:[- ]?ish)?\b", re.ASCII)
MIDNIGHT = re.compile(r"\b(?:12 ?midnight|midnight)(?:[- ]?ish)?\b", re.ASCII)
PART = re.compile(
    r"\b(?:(?P<near>this|to(?=ni)|2(?=ni))\s*|(?P<ago>last (?=night)))?(?:(?:in|during) the |early |late )?"
    r"(?P<part>(?:morning|afternoon|evening)s?|arvo|aft|night|nite|(?:after )?lunch|lunch ?time|dinner ?time|dawn"
    r"|first thing)\b"
    r"|(?:(?<=[\0天日号])|(?<=\0 )|(?<=day )|(?<=row )|(?<=tmr ))(?P<half>[ap]m\b|[ap]\.m\.)",
    re.ASCII,
)
NAMED_HOUR = re.compile(
    rf"(?:\b(?:{DAY}|{TOMORROW}|today) |[天日号](?= ?\d)|[周期拜][一二三四五六] ?)@? ?(?P<h>\d{{1,2}})(?:-?ish)?"
    rf"(?![\w:/-]|\.\d|\s*(?:{MONTH}|(?:st|nd|rd|th|am|pm|hours?|hrs?|mins?|minutes?)\b|o'|-|[点月号日时个节天次周]))",
    re.ASCII,
)
BARE_HOUR = re.compile(
    rf"(?:@ ?|\b(?:before|until|till|by|(?<!quarter )(?<!five )(?<!ten )(?<!twenty )after) ){_HOUR}(?:-?ish)?"
    rf"(?=$|\s*[,.;?!，。？！)]| on\b| tom| tmr| {DAY}\b|\s*[吧吗可行])(?!\.\d)",
    re.ASCII,
)
_MONTH_BEFORE = re.compile(rf"\b{MONTH}\.? $", re.ASCII)
HOUR_OF_PART = re.compile(
    rf"(?<!half )(?<!past )(?<!to )\b{_HOUR}"
    r"(?= (?:(?:in the|this) (?:morning|afternoon|arvo|evening)|at night|tonight)\b)",
    re.ASCII,
)
# A Chinese day read before leaves NUL characters.
ISH_HOUR = re.compile(r"(?:(?<=\0)|(?<=\0 ))(?P<h>\d{1,2})-?ish\b", re.ASCII)
THIS_TIME = re.compile(r"\bthis time(?= tomorrow| tmr| next| on)|(?:的)?这个?(?:时候|时间)(?:点)?")
_PART_WORDS: dict[str, DayPart] = {
    "morning": "morning", "first": "morning", "afternoon": "afternoon", "arvo": "afternoon", "aft": "afternoon",
    "after": "afternoon", "evening": "evening", "nite": "evening", "night": "evening", "dinner": "evening",
    "lunch": "noon", "dawn": "dawn",
}  # fmt: skip
_HALVES: dict[str, DayPart] = {"a": "morning", "p": "afternoon"}


def noon(match: re.Match[str]) -> Piece:
    """Read noon."""
    return Piece(match.start(), match.end(), clock=HALF_DAY)


def to_noon(match: re.Match[str]) -> Piece:
    """Read "quarter to noon", "half past midnight"."""
    said = match["n"].removeprefix("a ")
    count = _MINUTES.get(said) or _HOURS.get(said) or int(said)
    whole = HALF_DAY if match["noon"] else WHOLE_DAY
    return Piece(match.start(), match.end(), clock=whole - count if match["to"] else whole + count)


def midnight(match: re.Match[str]) -> Piece:
    """Read midnight, the end of the day it is said with."""
    return Piece(match.start(), match.end(), clock=WHOLE_DAY)


def part(match: re.Match[str], today: date) -> Piece:
    """Read "afternoon", and with their day "tonight", "this morning", "last night"."""
    said = (match["part"] or "").split(" ")[0].removesuffix("time").removesuffix("s")
    word = _PART_WORDS[said] if said else _HALVES[match["half"][0]]
    day = today if match["near"] else today - timedelta(days=1) if match["ago"] else None
    weak = (match["part"] or "").endswith("s")  # "mornings" are every day's, or those of the days beside them
    return Piece(match.start(), match.end(), day=day, part=word, weak=weak)


def hour(match: re.Match[str]) -> Piece | None:
    """Read the bare hour of "wed 8", "4ish", "before 5"; the words beside it are read by others."""
    count = _HOURS.get(match["h"]) or int(match["h"])
    open_half = count <= 12 and not match["h"].startswith("0")
    return Piece(match.start("h"), match.end(), clock=count * 60, half_open=open_half) if 1 <= count <= 23 else None


def hour_of_part(match: re.Match[str]) -> Piece | None:
    """Read the seven of "seven in the evening", but not the 2 of "Dec 2 in the afternoon"."""
    return None if _MONTH_BEFORE.search(match.string[: match.start()]) else hour(match)


def this_time(match: re.Match[str], now: datetime) -> Piece:
    """Read "this time tomorrow": the clock as it stands."""
    return Piece(match.start(), match.end(), clock=now.hour * 60 + now.minute)
