"""Dates in English: 3 December, Dec 3rd 2026, the 3rd to the 5th of March, the 5th of next month, the 17th.

Duckling would look for a year in which weekday and date agree, so it never sees a date.
"""

import re
from dataclasses import replace
from datetime import date

from understanding.dates.english_words import DAY, MONTH, MONTHS, ORDINALS
from understanding.dates.pieces import Piece, add_months
from understanding.dates.written_dates import dated, in_month, of_month

_ONES = ORDINALS.split("|")[:9]
_WORDS = {word: count for count, word in enumerate(ORDINALS.split("|")[:20], start=1)}
_WORDS |= {"thirtieth": 30, **{f"twenty {word}": 20 + count for count, word in enumerate(_ONES, start=1)}}
_WORDS |= {"thirty first": 31}
_SPELT = "|".join(sorted((word.replace(" ", "[- ]") for word in _WORDS), key=len, reverse=True))

_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)"
_D = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_SPELT})"
_M = rf"(?P<m>{MONTH})"
_OF = r"(?:\s+(?:day\s)?of)?[\s./-]?\s?"
_Y = (
    r"(?:[\s.,/-]{1,3}(?P<y>(?:19|20)\d\d)(?!\d|\s*(?:hours|hrs))|\s?'(?P<short>\d\d)(?!\d)|,?\s(?P<next>next year)\b)?"
)
_YEAR_FIRST = r"(?:(?<!\d)(?P<first>20\d\d)[\s,.-]{1,2})?"
_BEFORE = r"(?<![\w.:/$#-])"
_TO = r"\s*(?:-|–|—|~|to|until|till?|through|(?P<and>and|&))\s*"
_ON = rf"(?:the )?(?:{DAY},?\s)?(?:the )?"
# Behind a number they make it no day: at 5, 3pm, 9:30, 2 people.
_NO_DAY = (
    r"(?![\d:/]|\.\d|[ap]\b|\s?[ap]\.?m\b|\s?o'?clock|\s?%|-\d"
    r"|\s(?:hours?|hrs?|minutes?|mins?|days?|weeks?|months?|times|people|persons|students|friends|of|others?|more)\b)"
)
_NO_DATE = r"(?![\w/])(?!\s\d{1,2}(?:st|nd|rd|th))"

DAY_MONTH_RANGE = re.compile(
    rf"{_BEFORE}(?P<between>between )?{_ON}(?P<d>{_D}){_TO}{_ON}(?P<e>{_D}){_OF}{_M}{_Y}{_NO_DATE}", re.ASCII
)
MONTH_DAY_RANGE = re.compile(
    rf"(?<![a-z])(?P<between>between )?{_M}\.?,?\s(?:the )?(?P<d>{_D}){_TO}(?:the )?(?P<e>{_D}){_Y}{_NO_DAY}", re.ASCII
)
ONE_OF_TWO = re.compile(
    rf"{_BEFORE}(?<!at )(?:the )?(?P<d>{_D})"
    rf"(?=\s*(?:,|/|&|,?\s?(?:or|and))\s*(?:on )?(?:the )?{_D}{_OF}{_M}{_Y}{_NO_DATE})",
    re.ASCII,
)
DAY_MONTH = re.compile(rf"{_BEFORE}{_YEAR_FIRST}(?:the )?(?P<d>{_D}){_OF}{_M}{_Y}{_NO_DATE}", re.ASCII)
MONTH_DAY = re.compile(rf"(?<![a-z]){_YEAR_FIRST}{_M}(?:\.?,?\s|[.-])(?:the )?(?P<d>{_D}){_Y}{_NO_DAY}", re.ASCII)
OF_MONTH = re.compile(
    rf"\b(?P<which>next|this|the following) month,? (?:on )?(?:the )?(?P<d>{_ORDINAL})\b"
    rf"|\b(?:the )?(?P<d2>{_ORDINAL}) (?:of |in )?(?P<which2>next|this|the(?: following)?) month\b",
    re.ASCII,
)
# "The 3rd" of whatever follows is a day beside another time only.
_ENDS = (
    rf"(?=$|\s*[-–,.;:!?()\"'”’，。！？\0\u4e00-\u9fff]|\s(?:at|from|in|on|to|till?|until|or|and|for|if|is|would|works?|between"
    rf"|around|about|after|before|by|please|thanks|morning|afternoon|evening|noon|{DAY}|\d)\b)"
)
NTH = re.compile(
    rf"\b(?P<the>the )?(?P<d>{_ORDINAL})\b(?:(?P<ends>{_ENDS})|)|(?:(?<=day )|(?<=day, ))the (?P<word>{_SPELT})\b",
    re.ASCII,
)
# "Fri 30" is no hour, so a day; up to 23 it is rather an hour.
WEEKDAY_NUMBER = re.compile(rf"(?<![a-z]){DAY},? (?P<d>2[4-9]|3\d){_NO_DAY}(?!\w|\s?{MONTH}\b)", re.ASCII)
_ALSO_WORDS = ("may", "march", "mar")
_MODAL = re.compile(r"\b(?:i|we|you|he|she|it|they|that|this|there|who|which|to|students?)\s*$", re.ASCII)


def date_range(match: re.Match[str], today: date) -> Piece | None:
    """Read "3-5 December", "from Dec 3rd to 5th"; "3 and 5 December" are two days unless they lie "between"."""
    if match["and"] and not match["between"]:
        return None
    first, last = _dated(match, "d", today), _dated(match, "e", today)
    if first is None or last is None or first.day is None or last.day is None or first.day > last.day:
        return None
    ends = last.day if last.day > first.day else None
    return replace(first, last=ends, doubt=first.doubt or last.doubt)


def day_and_month(match: re.Match[str], today: date) -> Piece | None:
    """Read "3 December 2026", "Dec 3rd", "the third of December"; "you may 3" is no date."""
    if match["m"] in _ALSO_WORDS and _MODAL.search(match.string[: match.start()]):
        return None
    return _dated(match, "d", today)


def day_of_month(match: re.Match[str], today: date) -> Piece | None:
    """Read "the 5th of next month", "this month on the 30th"."""
    away = (match["which"] or match["which2"]) in ("next", "the following")
    day = _count(match["d"] or match["d2"])
    return in_month(match.start(), match.end(), add_months(today.replace(day=1), away), day, None)


def nth(match: re.Match[str], today: date) -> Piece | None:
    """Read "the 17th", and beside another time "17th"; after a weekday also "the third"."""
    day = _count(match["d"] or match["word"])
    piece = of_month(match.start(), match.end(), today, day)
    said = match["word"] or (match["the"] and match["ends"] is not None)
    return replace(piece, weak=not said) if piece else None


def weekday_number(match: re.Match[str], today: date) -> Piece | None:
    """Read the 30 of "Fri 30"; the weekday is read by another."""
    return of_month(match.start("d"), match.end(), today, int(match["d"]))


def _dated(match: re.Match[str], which: str, today: date) -> Piece | None:
    month, year = MONTHS[match["m"][:3]], _year(match, today)
    by_name = match.re is DAY_MONTH and match["m"] not in _ALSO_WORDS
    return dated(match.start(), match.end(), today, day=_count(match[which]), month=month, year=year, by_name=by_name)


def _year(match: re.Match[str], today: date) -> int | None:
    groups = match.groupdict()
    if groups["next"]:
        return today.year + 1
    said = groups["y"] or groups.get("first") or (f"20{groups['short']}" if groups["short"] else None)
    return int(said) if said else None


def _count(said: str) -> int:
    return _WORDS[said.replace("-", " ")] if said[0].isalpha() else int(said.rstrip("stndrh"))
