"""Dates and clock times written in figures, the same in both languages: 2026-12-05, 12/5, 15:30, 3pm, 2-4pm."""

import re
from datetime import date

from understanding.dates.pieces import HALF_DAY, Piece, following

SOON_DAYS = 60  # a date read the usual way and this near is meant so, where the other way lies months off

_HALF = r"(?:a\.?m|p\.?m)\b\.?"
_CLOCK = rf"(?P<h>\d{{1,2}})(?:[:.](?P<m>[0-5]\d)(?::\d\d)?)?\s*(?P<half>{_HALF})(?!\s+i\b)"
_COLON = rf"(?P<h>\d{{1,2}}):(?P<m>[0-5]\d)(?::\d\d)?(?:\s*(?P<half>{_HALF}))?"
_TO = r"\s*(?:-|–|—|~|to|till|until|til|and|&|到|至)\s*"
_BEFORE = r"(?<![\d.:/-])(?<!\w-)(?<![a-z])"
_AFTER = r"(?![\d:/])"


def _face(which: int) -> str:
    return rf"(?P<h{which}>\d{{1,2}})(?:[:.](?P<m{which}>[0-5]\d))?\s*(?P<half{which}>{_HALF})?"


CLOCK_RANGE = re.compile(
    rf"(?P<from>\b(?:between|from|at) )?{_BEFORE}{_face(1)}{_TO}{_face(2)}{_AFTER}"
    r"(?!\s*(?:st|nd|rd|th)\b|\s*[月号日点时年个])",
    re.ASCII,
)
_DAY_BEFORE = re.compile(r"(?:day|tmr|tomorrow|mon|tues?|wed|thu(?:rs)?|fri|sat|sun|today)[, ]+$", re.ASCII)
CLOCK = re.compile(rf"(?<!past )(?<!half )(?<!quarter to ){_BEFORE}(?:{_CLOCK})", re.ASCII)
COLON_CLOCK = re.compile(rf"{_BEFORE}{_COLON}{_AFTER}(?!\.\d)", re.ASCII)
AT_CLOCK = re.compile(r"\bat (?P<h>[01]?\d|2[0-3])[.h]?(?P<m>[0-5]\d)\b(?!\s*(?:%|rmb|yuan|元))", re.ASCII)
HOURS_CLOCK = re.compile(r"\b(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)\s*(?:hours|hrs|h)\b", re.ASCII)
DOT_CLOCK = re.compile(
    r"(?:(?<=day )|(?<=th )|(?<=st )|(?<=rd )|(?<=nd )|(?<=tmr )|(?<=row )|(?<=[一二三四五六日天号]))"
    r"(?P<h>\d{1,2})\.(?P<m>[0-5]\d)(?![\d.])",
    re.ASCII,
)
O_CLOCK = re.compile(rf"(?<!past )(?<!to ){_BEFORE}(?P<h>\d{{1,2}})\s*o'?\s?clock\b", re.ASCII)

YEAR_DATE = re.compile(
    r"(?<!\d)(?P<y>20\d\d)\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?:\s*[日号]|t(?=\d\d:)|(?!\d))",
    re.ASCII,
)
DAY_FIRST_DATE = re.compile(r"(?<![\d.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>20\d\d)(?!\d)", re.ASCII)
SLASH_DATE = re.compile(
    r"(?<![\d/.])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y>20\d\d|\d\d))?(?![\d/%]|\.\d)(?:\s*[日号])?", re.ASCII
)
DOTTED_DATE = re.compile(
    r"(?<![\d.\-a-z])(?P<a>\d{1,2})[.\-](?P<b>\d{1,2})(?!\d)"
    r"(?:\s*[日号](?!楼)|(?=\s*(?:\(?周|\(?星期|上午|下午|晚|早|中午|\d{1,2}[:点])))",
    re.ASCII,
)


def minutes(hour: str, minute: str | None, half: str | None) -> tuple[int, bool] | None:
    """Return minutes after midnight and whether the half of the day stays open; None for no clock time."""
    clock = int(hour) * 60 + int(minute or 0)
    if clock > 24 * 60 or (half and not 1 <= int(hour) <= 12):
        return None
    if half:
        return clock % HALF_DAY + (HALF_DAY if half.startswith("p") else 0), False
    return clock, 1 <= int(hour) <= 12 and not hour.startswith("0")


def clock(match: re.Match[str]) -> Piece | None:
    """Read one clock time."""
    groups = match.groupdict()
    read = minutes(match["h"], groups.get("m"), groups.get("half"))
    return Piece(match.start(), match.end(), clock=read[0], half_open=read[1]) if read else None


def clock_range(match: re.Match[str]) -> Piece | None:
    """Read two clock times; bare figures (2-4) only after "from", "between", "at" or the name of a day."""
    written = match["half1"] or match["half2"] or match["m2"] or match["from"]
    if not written and not _DAY_BEFORE.search(match.string[: match.start()]):
        return None
    first = minutes(match["h1"], match["m1"], match["half1"])
    last = minutes(match["h2"], match["m2"], match["half2"])
    return spanning(match.start(), match.end(), first, last) if first and last else None


def spanning(start: int, end: int, first: tuple[int, bool], last: tuple[int, bool]) -> Piece:
    """Put two clock times together; an open one takes the half of the day that makes the range run forward."""
    (begins, open_first), (ends, open_last) = first, last
    if open_first and not open_last:
        begins %= HALF_DAY
        if begins + HALF_DAY < ends:
            begins += HALF_DAY
        open_first = False
    elif open_last and (ends <= begins or (not open_first and begins >= HALF_DAY)):
        ends = ends % HALF_DAY + HALF_DAY
    return Piece(start, end, clock=begins, half_open=open_first, until=ends if ends > begins else None)


def year_date(match: re.Match[str]) -> Piece | None:
    """Read a date with its year."""
    day = _date(int(match["y"]), int(match["m"]), int(match["d"]))
    return Piece(match.start(), match.end(), day=day) if day else None


def short_date(match: re.Match[str], today: date, *, either_order: bool) -> Piece | None:
    """Read month and day; the other order is the second reading, or the only one where the first cannot be."""
    first, second = int(match["a"]), int(match["b"])
    year = match.groupdict().get("y")
    in_year = int(year) % 100 + 2000 if year else None
    usual = _coming(today, in_year, first, second)
    swapped = _coming(today, in_year, second, first)
    day = usual or swapped
    if day is None:
        return None
    open_order = (
        either_order
        and swapped
        and usual != swapped
        and not (usual and _soon(usual, today) and not _soon(swapped, today))
    )
    other = swapped if usual and open_order else None
    return Piece(match.start(), match.end(), day=day, other=other, step=None if year else "year")


def _soon(day: date, today: date) -> bool:
    return (day - today).days <= SOON_DAYS


def _coming(today: date, year: int | None, month: int, day: int) -> date | None:
    found = _date(year or today.year, month, day) or (None if year else _date(today.year + 1, month, day))
    return following(found, "year") if found and year is None and found < today else found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
