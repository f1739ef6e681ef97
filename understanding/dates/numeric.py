"""Clock times written in figures, the same in both languages: 15:30, 3pm, 9p, 16h30, 2-4pm."""

import re
from dataclasses import replace

from understanding.dates.english_words import BETWEEN, WEEKDAYS
from understanding.dates.english_words import DAY as _DAY
from understanding.dates.english_words import TOMORROW as _TOMORROW
from understanding.dates.pieces import HALF_DAY, Doubt, Piece

LATEST_SLIP_HOUR = 29  # who writes 25:00 may mean a clock time; 45:30 is a score

_HALF = r"(?:a\.?m|p\.?m)\b\.?"
_CLOCK = rf"(?P<h>\d{{1,2}})(?:[:.](?P<m>[0-5]\d)(?::\d\d)?)?\s*(?P<half>{_HALF})(?!\s+i\b)"
_HOURS = r"\s?h(?:rs?|ours?)?\b"
_COLON = rf"(?P<h>\d{{1,2}}):(?P<m>[0-9]\d)(?::\d\d)?(?:\s*(?P<half>{_HALF})|{_HOURS})?"
_TO = r"\s*(?:-|–|—|~|to|till|until|til|and|&|到|至)\s*"
_BEFORE = r"(?<![\d.:/-])(?<!\w-)(?<![a-z])"
_AFTER = r"(?![\d:/])"


def _face(which: int) -> str:
    return (
        rf"(?P<h{which}>\d{{1,2}})(?:[:.h](?P<m{which}>[0-5]\d)h?|h(?!\w))?\s*(?P<half{which}>{_HALF}|[ap](?![\w.]))?"
    )


CLOCK_RANGE = re.compile(
    rf"(?P<from>\b(?:{BETWEEN}|from|at) )?{_BEFORE}{_face(1)}{_TO}{_face(2)}{_AFTER}"
    r"(?!-|\s*(?:st|nd|rd|th)\b|\s*[月号日点时年个])",
    re.ASCII,
)
_DAY_BEFORE = re.compile(r"(?:\0|day|tmr|tomorrow|mon|tues?|wed|thu(?:rs)?|fri|sat|sun|today)[, ]+$", re.ASCII)
CLOCK = re.compile(rf"(?<!past )(?<!half )(?<!quarter to ){_BEFORE}(?:{_CLOCK})", re.ASCII)
COLON_CLOCK = re.compile(rf"{_BEFORE}{_COLON}{_AFTER}(?!\.\d)", re.ASCII)
# 3p and 16h may be a class or an amount: a time where a word or a minute says so, else beside another time only.
_AT_WORDS = ("at ", "@", "@ ", "by ", "from ", "till ", "until ", "before ", "around ")
_AT = rf"(?P<at>{'|'.join(f'(?<={words})' for words in _AT_WORDS)})?"
LETTER_CLOCK = re.compile(rf"{_BEFORE}{_AT}(?P<h>\d{{1,2}})(?:[:.](?P<m>[0-5]\d))?(?P<half>[ap])(?![\w.'])", re.ASCII)
_LASTING = "for|takes|took|last|lasts|slept|sleep|work|worked|study|studied|spent|than|only|about|over|in"
_NOT_LASTING = rf"(?<!{_LASTING.replace('|', ' )(?<!')} )"
H_CLOCK = re.compile(
    rf"{_BEFORE}{_NOT_LASTING}{_AT}(?P<h>[01]?\d|2\d) ?h ?(?P<m>\d\d)?"
    r"(?!\w|\s*(?:/|-|per\b|an?\b|each|every|of\b|long|每))",
    re.ASCII,
)
AT_CLOCK = re.compile(r"\bat (?P<h>[01]?\d|2[0-3])[.h]?(?P<m>[0-5]\d)\b(?!\s*(?:%|rmb|yuan|元))", re.ASCII)
# Four figures are an hour where they are called one, or beside a day; 2026 is rather a year.
_FOUR = r"(?P<h{0}>[01]\d|2[0-3])(?P<m{0}>[0-5]\d)"
_AFTER_WEEKDAY = rf"(?<=day )|(?<=row )|(?<=tmr )|{'|'.join(f'(?<={day} )' for day in WEEKDAYS)}|(?<=tues )|(?<=weds )"
HOURS_CLOCK = re.compile(
    rf"\b{_FOUR.format('')}\s*(?:hours|hrs|h)\b"
    rf"|(?:{_AFTER_WEEKDAY})(?!20[2-4]\d){_FOUR.format(2)}(?=$|\s*[,.;!?]|\s(?:for|with|please|pls|or|and|ok)\b)(?!\.\d)"
    rf"|(?<![\w.:/$#-])(?!20[2-4]\d){_FOUR.format(3)}(?= (?:on )?(?:{_DAY}|{_TOMORROW}|today)\b)",
    re.ASCII,
)
_NO_PRICE = r"(?![\d.]|\s*(?:元|块|rmb|yuan|分|km|kg))"
DOT_CLOCK = re.compile(
    rf"(?:(?<=\0)|(?<=\0 )|(?<=th )|(?<=st )|(?<=rd )|(?<=nd )|{_AFTER_WEEKDAY}|(?<=[一二三四五六日天号]))"
    rf"(?P<h>\d{{1,2}})\.(?P<m>[0-5]\d){_NO_PRICE}"
    rf"|(?<![\w.:/-])(?<![\u4e00-\u9fff])(?P<h2>\d{{1,2}})\.(?P<m2>[0-5]\d){_NO_PRICE}"
    rf"(?= ?(?:on )?(?:\0|{_DAY}\b|{_TOMORROW}\b|today\b))",
    re.ASCII,
)
O_CLOCK = re.compile(rf"(?<!past )(?<!to ){_BEFORE}(?P<h>\d{{1,2}})\s*o'?\s?clock(?:[- ]?ish)?\b", re.ASCII)


def minutes(hour: str, minute: str | None, half: str | None) -> tuple[int, bool] | None:
    """Return minutes after midnight and whether the half of the day stays open; None for no clock time."""
    clock = int(hour) * 60 + int(minute or 0)
    if clock > 24 * 60 or int(minute or 0) > 59:
        return None
    if half and not 1 <= int(hour) <= 12:  # 15pm, 0:30am
        return (clock, False) if half.startswith("p") == (clock >= HALF_DAY) else None
    if half:
        return clock % HALF_DAY + (HALF_DAY if half.startswith("p") else 0), False
    return clock, 1 <= int(hour) <= 12 and not hour.startswith("0")


def clock(match: re.Match[str]) -> Piece | None:
    """Read one clock time; 25:00 and 13am are none that a day has."""
    groups = match.groupdict()
    read = minutes(match["h"], groups.get("m"), groups.get("half"))
    if read is None:
        return no_clock(match, int(match["h"]))
    return Piece(match.start(), match.end(), clock=read[0], half_open=read[1])


def four_figures(match: re.Match[str]) -> Piece | None:
    """Read 1400 hours, "Monday 1400"; on the 12-hour face nobody writes so."""
    hour, minute = next((match[f"h{place}"], match[f"m{place}"]) for place in ("", 2, 3) if match[f"h{place}"])
    return Piece(match.start(), match.end(), clock=int(hour) * 60 + int(minute))


def dot_clock(match: re.Match[str]) -> Piece | None:
    """Read 10.30 beside a day or a part of the day."""
    read = minutes(match["h"] or match["h2"], match["m"] or match["m2"], None)
    return Piece(match.start(), match.end(), clock=read[0], half_open=read[1]) if read else None


def no_clock(match: re.Match[str], hour: int) -> Piece | None:
    """Return what was written like a clock time and is none; None where it is rather another number."""
    doubt = Doubt("no_such_hour", said=match.group().strip("\0 "))
    return Piece(match.start(), match.end(), doubt=doubt) if hour <= LATEST_SLIP_HOUR else None


def letter_clock(match: re.Match[str]) -> Piece | None:
    """Read 9p, 9:30a."""
    piece = clock(match)
    return replace(piece, weak=match["at"] is None and match["m"] is None) if piece and not piece.doubt else None


def h_clock(match: re.Match[str]) -> Piece | None:
    """Read 16h, 9h30."""
    piece = clock(match)
    return replace(piece, weak=match["at"] is None and match["m"] is None) if piece else None


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
