"""English phrases of time that Duckling misreads or does not know."""

import re
from datetime import date, timedelta

from understanding.dates.english_words import DAY, MONTH, ONES, TOMORROW, WEEKDAYS
from understanding.dates.pieces import (
    HALF_DAY,
    WHOLE_DAY,
    DayPart,
    Piece,
    Step,
    add_months,
    monday_of,
    month_of,
    weekday_from,
)

_AMOUNTS = {"a": 1, "an": 1, "a couple of": 2, **{word: count for count, word in enumerate(ONES.split("|"), start=1)}}

_AMOUNT = rf"(?P<n>an?|{ONES}|\d{{1,2}}|a couple of)"
WEEKS_FROM = re.compile(
    rf"\b(?:{_AMOUNT} (?P<unit>weeks?|days?)|a (?P<fort>fortnight)) (?:from|after)"
    rf" (?:(?P<now>now|today)|(?P<tmr>{TOMORROW})"
    rf"|(?:this |coming )?(?P<next>next )?(?P<day>{DAY}))\b",
    re.ASCII,
)
DAY_WEEK = re.compile(
    rf"\b(?:(?P<day>{DAY})|(?P<now>today)|(?P<tmr>{TOMORROW})) (?P<unit>week|fortnight)\b(?! *\d| after)", re.ASCII
)
WEEK = re.compile(r"\b(?:the )?(?P<which>week after next|(?:this|next|following|coming) week)\b(?!s|end)", re.ASCII)
WEEKEND = re.compile(r"\b(?:(?P<which>this|next|coming|the|on the) )?weekend\b", re.ASCII)
MONTH_END = re.compile(r"\b(?:the )?(?P<which>end|beginning|start) of (?P<next>next|the|this) month\b", re.ASCII)
IN_DAYS = re.compile(
    rf"\b(?:in {_AMOUNT} (?P<unit>weeks?|days?)(?:'?s?'? time)?"
    rf"|{_AMOUNT.replace('<n>', '<n2>')} (?P<unit2>weeks?|days?) (?:from now|later))\b",
    re.ASCII,
)
NOON = re.compile(r"\b(?:12 ?noon|noon|midday|noontime)\b", re.ASCII)
MIDNIGHT = re.compile(r"\b(?:12 ?midnight|midnight)\b", re.ASCII)
PART = re.compile(
    r"\b(?:(?P<near>this|to(?=night))\s*|(?P<ago>last (?=night)))?(?:(?:in|during) the |early |late )?"
    r"(?P<part>morning|afternoon|arvo|aft|evening|night|lunch ?time|lunch|dawn)\b",
    re.ASCII,
)
NAMED_HOUR = re.compile(
    rf"\b(?:{DAY}|{TOMORROW}|today) (?P<h>\d{{1,2}})(?:ish)?"
    rf"(?![\w:/-]|\.\d|\s*(?:{MONTH}|(?:st|nd|rd|th|am|pm)\b|o'|-|点|月|号))",
    re.ASCII,
)
HOUR_OF_PART = re.compile(r"\b(?P<h>\d{1,2})(?= (?:in the (?:morning|afternoon|evening)|at night|tonight)\b)", re.ASCII)
_PART_WORDS: dict[str, DayPart] = {
    "morning": "morning", "afternoon": "afternoon", "arvo": "afternoon", "aft": "afternoon",
    "evening": "evening", "night": "evening", "lunch": "noon", "dawn": "dawn",
}  # fmt: skip


def weeks_from(match: re.Match[str], today: date) -> Piece:
    """Read "two weeks from Tuesday", "a week from today", "three days after tomorrow"."""
    unit = 14 if match["fort"] else 7 if match["unit"].startswith("week") else 1
    amount = 1 if match["fort"] else _amount(match["n"])
    return Piece(match.start(), match.end(), day=_base(match, today) + timedelta(days=unit * amount))


def day_week(match: re.Match[str], today: date) -> Piece:
    """Read "Friday week", "tomorrow fortnight"."""
    days = 7 if match["unit"] == "week" else 14
    return Piece(match.start(), match.end(), day=_base(match, today) + timedelta(days=days))


def in_days(match: re.Match[str], today: date) -> Piece:
    """Read "in 3 days", "two weeks from now"."""
    unit = 7 if (match["unit"] or match["unit2"]).startswith("week") else 1
    return Piece(match.start(), match.end(), day=today + timedelta(days=unit * _amount(match["n"] or match["n2"])))


def week(match: re.Match[str], today: date) -> Piece:
    """Read "this week", "next week", "the week after next": Monday to Sunday."""
    away = 0 if match["which"].startswith("this") else 2 if "after" in match["which"] else 1
    monday = monday_of(today) + timedelta(weeks=away)
    return Piece(match.start(), match.end(), day=monday, last=monday + timedelta(days=6))


def weekend(match: re.Match[str], today: date) -> Piece:
    """Read "the weekend", "next weekend": Saturday and Sunday."""
    saturday = monday_of(today) + timedelta(days=12 if match["which"] == "next" else 5)
    step: Step | None = None if match["which"] in ("this", "next") else "week"
    return Piece(match.start(), match.end(), day=saturday, last=saturday + timedelta(days=1), step=step)


def month_end(match: re.Match[str], today: date) -> Piece:
    """Read "the end of the month" as its last day, "the beginning of next month" as its first."""
    first = add_months(today.replace(day=1), match["next"] == "next")
    return Piece(match.start(), match.end(), day=month_of(first)[1] if match["which"] == "end" else first)


def noon(match: re.Match[str]) -> Piece:
    """Read noon."""
    return Piece(match.start(), match.end(), clock=HALF_DAY)


def midnight(match: re.Match[str]) -> Piece:
    """Read midnight, the end of the day it is said with."""
    return Piece(match.start(), match.end(), clock=WHOLE_DAY)


def part(match: re.Match[str], today: date) -> Piece:
    """Read "afternoon", and with their day "tonight", "this morning", "last night"."""
    word = _PART_WORDS[match["part"].split()[0].removesuffix("time")]
    day = today if match["near"] else today - timedelta(days=1) if match["ago"] else None
    return Piece(match.start(), match.end(), day=day, part=word)


def named_hour(match: re.Match[str]) -> Piece | None:
    """Read the bare 8 of "wed 8"; the day before it is left to be read by itself."""
    hour = int(match["h"])
    return Piece(match.start("h"), match.end(), clock=hour * 60, half_open=hour <= 12) if 1 <= hour <= 23 else None


def _amount(words: str) -> int:
    return int(words) if words.isdigit() else _AMOUNTS[words]


def _base(match: re.Match[str], today: date) -> date:
    groups = match.groupdict()
    if groups["now"] or groups["tmr"]:
        return today + timedelta(days=1 if groups["tmr"] else 0)
    weekday = WEEKDAYS[groups["day"][:3]]
    return monday_of(today) + timedelta(days=7 + weekday) if groups.get("next") else weekday_from(today, weekday)
