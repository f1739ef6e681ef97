"""Times counted from now in English or half English: in 90 minutes, half an hour from now, 2 hours后, 3天later."""

import re
from datetime import date, datetime, timedelta

from understanding.dates.english_words import DAY, ONES, WEEKDAYS
from understanding.dates.pieces import Piece, monday_of

_TENS = {
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "forty five": 45,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
}
_AMOUNTS = {
    "a": 1.0, "an": 1.0, "half a": 0.5, "half an": 0.5, "a quarter of an": 0.25, "a couple of": 2.0, "a couple": 2.0,
    **{word: float(count) for count, word in enumerate(ONES.split("|"), start=1)},
    **{word: float(count) for word, count in _TENS.items()},
}  # fmt: skip
_N = rf"(?:{'|'.join(sorted(_AMOUNTS, key=len, reverse=True))}|\d{{1,3}}(?:\.\d)?)"
_UNITS = {"h": 60.0, "m": 1.0, "d": 24 * 60.0, "w": 7 * 24 * 60.0, "f": 14 * 24 * 60.0}
_SHORT = r"(?:hours?|hrs?|h|minutes?|mins?|min|m)"
_LONG = r"(?:days?|weeks?|wks?|fortnights?)"
_AFTER = r"\s*(?:from now|later|after|后|之后|以后|(?P<ago>ago))"


def _amount(name: str, unit: str) -> str:
    return rf"(?P<n>{_N})(?P<half> and a half)?\s*(?P<unit>{unit})(?P<more> and a half)?".replace("<n>", f"<{name}>")


MOMENT = re.compile(
    rf"\b(?:in|after|within) {_amount('n', _SHORT)}\b(?:'?s? time)?"
    rf"|\b(?P<later>{_N}(?: and a half)?\s*{_SHORT}{_AFTER})",
    re.ASCII,
)
DAYS = re.compile(
    rf"(?:\b(?P<first>{DAY}) )?\b(?:in|after) {_amount('n', _LONG)}\b(?:'?s? time)?(?:,? on (?P<day>{DAY})\b)?"
    rf"|\b(?P<later>{_N}\s*{_LONG}{_AFTER})(?! today| tomorrow| {DAY})",
    re.ASCII,
)
_PARTS = re.compile(rf"(?P<n>{_N})(?P<half> and a half)?\s*(?P<unit>{_SHORT}|{_LONG})", re.ASCII)


def moment(match: re.Match[str], now: datetime) -> Piece:
    """Read hours and minutes counted from now."""
    return Piece(match.start(), match.end(), moment=now + timedelta(minutes=_minutes(match)))


def days(match: re.Match[str], today: date) -> Piece:
    """Read days and weeks counted from today; "in two weeks on Friday" is the Friday of that week."""
    day = today + timedelta(minutes=_minutes(match))
    weekday = match["day"] or match["first"]
    if weekday and not match["unit"].startswith("d"):
        day = monday_of(day) + timedelta(days=WEEKDAYS[weekday[:3]])
    return Piece(match.start(), match.end(), day=day)


def _minutes(match: re.Match[str]) -> float:
    parts = _PARTS.search(match["later"]) if match["later"] else match
    if parts is None:
        return 0.0
    amount = _AMOUNTS.get(parts["n"]) or float(parts["n"])
    if parts["half"] or (not match["later"] and match["more"]):
        amount += 0.5
    return amount * _UNITS[parts["unit"][0]] * (-1 if match["ago"] else 1)
