"""Opening hours as people type them, in either language: 周一至周五 8:30-11:30、13:30-16:30, "weekends closed"."""

import re

from community.campus.opening import is_line
from community.campus.rules import WEEKDAYS

_DASH = r"\s*(?:[-–—~～至到]|\bto\b)\s*"
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:：点](\d\d)?(?!\d)")
_SPAN = re.compile(rf"(\d\d:\d\d){_DASH}(\d\d:\d\d)")
_DATES = re.compile(rf"(\d{{4}}-\d\d-\d\d){_DASH}(\d{{4}}-\d\d-\d\d)")
_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS = (
    *(
        (rf"\b{long}s?\b|\b{short.lower()}\b\.?|(?:周|星期|礼拜){signs}", short)
        for long, short, signs in zip(
            _LONG, WEEKDAYS, ("[一1]", "[二2]", "[三3]", "[四4]", "[五5]", "[六6]", "[日天7]"), strict=True
        )
    ),
    (r"\bdaily\b|\bevery ?day\b|每[天日]", "daily"),
    (r"\bweekends?\b|周末|双休日", "Sat-Sun"),
    (r"\bweekdays?\b|\bworking days?\b|工作日", "Mon-Fri"),
    (r"\b(?:public )?(?:feasts?|holidays?)\b|(?:法定)?(?:节假日|假日|节日)", "feasts"),
    (r"\bclosed?\b|不开(?:门|放)?|休息|关门|闭馆|停诊", "closed"),
    (r"\b(?:24 ?h(?:ours)?|all day|(?:a)?round the clock)\b|(?:全天)?24 ?小时|全天", "24h"),
)
_REPLACED = tuple((re.compile(pattern), word) for pattern, word in _WORDS)
_DAY = "|".join(WEEKDAYS)
_DAY_RANGE = re.compile(rf"({_DAY}){_DASH}({_DAY})")
_BETWEEN = re.compile(r"\s*(?:[,，、;；/]|\band\b|和|及|\s)\s*")
_PIECE = re.compile(r"[A-Z]\w\w(?:-[A-Z]\w\w)?|daily|feasts|\d{4}-\d\d-\d\d(?: to \d{4}-\d\d-\d\d)?")
_EDGES = " \t,，、;；:：。."


def normal(line: str) -> str:
    """Return the line as `community/campus/opening.py` reads it; what cannot be read stays as it was typed."""
    words = line.lower()
    for pattern, word in _REPLACED:
        words = pattern.sub(f" {word} ", words)
    words = _CLOCK.sub(lambda found: f"{int(found[1]):02}:{found[2] or '00'}", words)
    words = _DAY_RANGE.sub(r"\1-\2", _DATES.sub(r"\1 to \2", _SPAN.sub(r"\1-\2", words)))
    words = " ".join(words.split()).strip(_EDGES)
    days, times = _apart(words)
    read = f"{', '.join(days)} {', '.join(times)}"
    return read if is_line(read) else line


def _apart(words: str) -> tuple[list[str], list[str]]:
    """Return the days that a line begins with, and the times behind them."""
    days: list[str] = []
    rest = words
    while found := _PIECE.match(rest):
        days.append(found[0])
        rest = rest[found.end() :].lstrip(_EDGES + "和及")
    return days, [part for part in _BETWEEN.split(rest) if part]
