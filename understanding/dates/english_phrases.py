"""English phrases for days that Duckling misreads or does not know."""

import re
from datetime import date, timedelta

from understanding.dates.english_words import DAY, ONES, TOMORROW, WEEKDAYS
from understanding.dates.pieces import (
    Piece,
    Step,
    add_months,
    monday_of,
    month_of,
    weekday_from,
)

_COUNTS = {"a": 1, "an": 1, "a couple of": 2, **{word: count for count, word in enumerate(ONES.split("|"), start=1)}}

_AMOUNT = rf"(?P<n>an?|{ONES}|\d{{1,2}}|a couple of)"
WEEKS_FROM = re.compile(
    rf"(?<!once )(?<!twice )(?<!times )\b(?:{_AMOUNT} (?P<unit>weeks?|days?)|a (?P<fort>fortnight))"
    rf"(?: from| after| on|(?= tod| tom| tmr)) (?:(?P<now>now|today)|(?P<tmr>{TOMORROW})"
    rf"|(?:this |coming )?(?P<next>next )?(?P<day>{DAY}))\b",
    re.ASCII,
)
DAY_WEEK = re.compile(
    rf"\b(?:(?P<day>{DAY})|(?P<now>today)|(?P<tmr>{TOMORROW})) (?P<unit>week|fortnight)\b(?! *\d| after)", re.ASCII
)
WEEK = re.compile(
    r"\b(?:the )?(?P<which>week after next|(?:this|next|nxt|last|following|coming) (?:week|wk))\b(?!s|end)", re.ASCII
)
WEEKEND = re.compile(r"\b(?:(?P<which>this|next|nxt|coming|the|on the) )?(?:weekend|wknd)\b", re.ASCII)
MONTH_END = re.compile(r"\b(?:the )?(?P<which>end|beginning|start) of (?P<next>next|the|this) month\b", re.ASCII)
AFTER_NEXT = re.compile(rf"\b(?:the )?(?P<day>{DAY}) after next\b", re.ASCII)


def weeks_from(match: re.Match[str], today: date) -> Piece:
    """Read "two weeks from Tuesday", "a week from today", "three days after tomorrow"."""
    unit = 14 if match["fort"] else 7 if match["unit"].startswith("week") else 1
    amount = 1 if match["fort"] else _amount(match["n"])
    return Piece(match.start(), match.end(), day=_base(match, today) + timedelta(days=unit * amount))


def day_week(match: re.Match[str], today: date) -> Piece:
    """Read "Friday week", "tomorrow fortnight"."""
    days = 7 if match["unit"] == "week" else 14
    return Piece(match.start(), match.end(), day=_base(match, today) + timedelta(days=days))


def week(match: re.Match[str], today: date) -> Piece:
    """Read "this week", "next week", "the week after next": Monday to Sunday."""
    away = {"this": 0, "last": -1}.get(match["which"][:4], 1)
    away = 2 if "after" in match["which"] else away
    monday = monday_of(today) + timedelta(weeks=away)
    return Piece(match.start(), match.end(), day=monday, last=monday + timedelta(days=6))


def weekend(match: re.Match[str], today: date) -> Piece:
    """Read "the weekend", "next weekend": Saturday and Sunday."""
    saturday = monday_of(today) + timedelta(days=12 if match["which"] in ("next", "nxt") else 5)
    step: Step | None = None if match["which"] in ("this", "next", "nxt") else "week"
    return Piece(match.start(), match.end(), day=saturday, last=saturday + timedelta(days=1), step=step)


def month_end(match: re.Match[str], today: date) -> Piece:
    """Read "the end of the month" as its last day, "the beginning of next month" as its first."""
    first = add_months(today.replace(day=1), match["next"] == "next")
    return Piece(match.start(), match.end(), day=month_of(first)[1] if match["which"] == "end" else first)


def after_next(match: re.Match[str], today: date) -> Piece:
    """Read "the Wednesday after next": one week after next Wednesday."""
    day = monday_of(today) + timedelta(days=14 + WEEKDAYS[match["day"][:3]])
    return Piece(match.start(), match.end(), day=day)


def _amount(words: str) -> int:
    return int(words) if words.isdigit() else _COUNTS[words]


def _base(match: re.Match[str], today: date) -> date:
    groups = match.groupdict()
    if groups["now"] or groups["tmr"]:
        return today + timedelta(days=1 if groups["tmr"] else 0)
    weekday = WEEKDAYS[groups["day"][:3]]
    return monday_of(today) + timedelta(days=7 + weekday) if groups.get("next") else weekday_from(today, weekday)
