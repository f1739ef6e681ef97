"""English phrases for days that Duckling misreads or does not know."""

import re
from datetime import date, timedelta

from understanding.dates.english_words import DAY, MONTH, MONTHS, ONES, ORDINALS, TOMORROW, WEEKDAYS
from understanding.dates.pieces import (
    Piece,
    Step,
    add_months,
    monday_of,
    month_of,
    weekday_from,
)

_COUNTS = {"a": 1, "an": 1, "a couple of": 2, **{word: count for count, word in enumerate(ONES.split("|"), start=1)}}

_PLACES = ORDINALS.split("|")[:4]
_THIRDS = {
    "early": 0,
    "beginning": 0,
    "start": 0,
    "mid": 10,
    "middle": 10,
    "late": 20,
    "end": 20,
}  # days on from the 1st
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
    r"\b(?:the )?(?P<which>week after next|(?:(?:next )?next|this|nxt|last|following|coming) (?:week|wk))\b(?!s|end)",
    re.ASCII,
)
WEEKEND = re.compile(
    r"\b(?:(?P<which>this|next next|next|nxt|coming|the|on the) )?(?:weekend|wknd)\b(?P<after> after next\b)?", re.ASCII
)
MONTH_END = re.compile(r"\b(?:the )?(?P<which>end|beginning|start) of (?P<next>next|the|this) month\b", re.ASCII)
MONTH_PART = re.compile(
    rf"\b(?:the )?(?:(?P<part>early|mid|late|(?:beginning|start|middle|end) of)[ -](?:in )?"
    rf"|(?P<n>first|second|third|fourth|[1-4](?:st|nd|rd|th)|last) week (?:of|in) )(?P<m>{MONTH})\b(?!\.? ?\d)",
    re.ASCII,
)
AFTER_NEXT = re.compile(rf"\b(?:the )?(?:(?P<day>{DAY}) after next|next next (?P<day2>{DAY}))\b", re.ASCII)


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
    away = 2 if "after" in match["which"] or "next next" in match["which"] else away
    monday = monday_of(today) + timedelta(weeks=away)
    return Piece(match.start(), match.end(), day=monday, last=monday + timedelta(days=6))


def weekend(match: re.Match[str], today: date) -> Piece:
    """Read "the weekend", "next weekend": Saturday and Sunday."""
    away = 2 if match["after"] or match["which"] == "next next" else int(match["which"] in ("next", "nxt"))
    saturday = monday_of(today) + timedelta(weeks=away, days=5)
    step: Step | None = None if away or match["which"] == "this" else "week"
    return Piece(match.start(), match.end(), day=saturday, last=saturday + timedelta(days=1), step=step)


def month_end(match: re.Match[str], today: date) -> Piece:
    """Read "the end of the month" as its last day, "the beginning of next month" as its first."""
    first = add_months(today.replace(day=1), match["next"] == "next")
    return Piece(match.start(), match.end(), day=month_of(first)[1] if match["which"] == "end" else first)


def month_part(match: re.Match[str], today: date) -> Piece:
    """Read "mid December", a third of the month, and "the third week of December", seven days of it."""
    first, last = month_of(date(today.year, MONTHS[match["m"][:3]], 1))
    if match["n"] == "last":
        day, ends = last - timedelta(days=6), last
    elif match["n"]:
        weeks = _PLACES.index(match["n"]) if match["n"].isalpha() else int(match["n"][0]) - 1
        day = first + timedelta(weeks=weeks)
        ends = day + timedelta(days=6)
    else:
        begins = _THIRDS[match["part"].split()[0]]
        day, ends = first + timedelta(days=begins), last if begins == 20 else first + timedelta(days=begins + 9)
    return Piece(match.start(), match.end(), day=day, last=ends, step="year")


def after_next(match: re.Match[str], today: date) -> Piece:
    """Read "the Wednesday after next", "next next Wednesday": one week after next Wednesday."""
    day = monday_of(today) + timedelta(days=14 + WEEKDAYS[(match["day"] or match["day2"])[:3]])
    return Piece(match.start(), match.end(), day=day)


def _amount(words: str) -> int:
    return int(words) if words.isdigit() else _COUNTS[words]


def _base(match: re.Match[str], today: date) -> date:
    groups = match.groupdict()
    if groups["now"] or groups["tmr"]:
        return today + timedelta(days=1 if groups["tmr"] else 0)
    weekday = WEEKDAYS[groups["day"][:3]]
    return monday_of(today) + timedelta(days=7 + weekday) if groups.get("next") else weekday_from(today, weekday)
