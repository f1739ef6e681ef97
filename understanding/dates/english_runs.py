"""Pieces of time in English as Duckling reads them.

It never sees a whole message, only short runs of time words, as its cost grows exponentially with their number.
"""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice

from understanding.dates.duckling_reader import reader
from understanding.dates.english_words import DAY, MISSPELT, MONTH, ONES, ORDINALS, TOMORROW
from understanding.dates.pieces import HALF_DAY, Piece, Step
from understanding.dates.readings import Reading

MOST_WORDS = 9
MOST_DAYLIKE = 3  # "Wednesday 2nd December"
MOST_CHUNKS = 4  # a run of 36 time words names no more times
MOST_RUNS = 40  # what a long message says of times after so many is a list, and no request

_WORDS = (
    rf"{'|'.join(MISSPELT)}|(?:quarter|five|ten|twenty) after|[ap]\.?m\b|"
    rf"{DAY}|{TOMORROW}|{MONTH}|today|yesterday"
    rf"|(?:{ONES}|fifteen|twenty|thirty|forty|fifty)(?:[- ](?:{ORDINALS}|five|fifteen|thirty|forty))?"
    rf"|{ORDINALS}|\d{{1,2}}(?:st|nd|rd|th)|20\d\d|\d{{1,2}}(?:-\d{{1,2}})?(?:ish)?"
    r"|next|this|last|coming|following|day after|from now"
    r"|in|at|on|of|the|an?|half|quarter|past|to|o'?clock|days?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?"
    r"|now|later|sharp|around|about|couple|and a half|christmas(?: eve)?|new year'?s?(?: (?:eve|day))?|time"
)
RUN = re.compile(rf"(?<!\w)(?<!\d-)(?:{_WORDS})\b\.?(?:,?[ ]+(?:{_WORDS})\b\.?)*(?!\w)", re.ASCII)
_SAYS_TIME = re.compile(
    rf"\b(?:{'|'.join(MISSPELT)}|{DAY}|{TOMORROW}|today|yesterday|{MONTH}"
    r"|in|at|half|quarter|past|o'?clock|from now|later|next|christmas"
    r"|new year|days?|\d{1,3}(?:st|nd|rd|th)|\d{1,4}ish|to)\b",
    re.ASCII,
)
_NOT_TIMES = re.compile(
    r"^(?:may|march|mar|second|now|this|last|next|at one|in a|on a|in (?:may|march)?|to)$", re.ASCII
)
_WEAK = ("sat", "sun")
_WEEKDAY_ONLY = re.compile(
    rf"(?:(?:on|at|about|around|by|of|in|the) )?(?:(?:this|next|coming|following|last) )?{DAY}(?: to {DAY})?", re.ASCII
)
_OTHER_DAY = re.compile(r"\b(?:weeks?|months?|years?|after|from|later|in (?:an?|\d+|two|three))\b", re.ASCII)
_MAKES_DAY = re.compile(r"\b(?:free|available|for|until|till|before|after|by|about|every) $", re.ASCII)
_WORD = re.compile(r"\S+")
_DAYLIKE = re.compile(rf"(?:{DAY}|{TOMORROW}|today|yesterday|{MONTH}|{ORDINALS}|\d{{1,3}}(?:st|nd|rd|th))\b", re.ASCII)
_COUNTED = re.compile(r"\b(?:in|from now|later|after)\b.{0,99}|.{0,99}\b(?:from now|later)\b", re.ASCII)
_SHORT_UNIT = re.compile(r"\b(?:hours?|hrs?|minutes?|mins?)\b", re.ASCII)
_DATED = re.compile(rf"\b(?:today|this|{TOMORROW})\b", re.ASCII)
_SPELLINGS = [
    *((re.compile(rf"\b(?:{wrong})\b", re.ASCII), right) for wrong, right in MISSPELT.items()),
    (re.compile(rf"\b({DAY.replace('days?', 'day')})s\b", re.ASCII), r"\1"),
    (re.compile(rf"\b{TOMORROW}\b", re.ASCII), "tomorrow"),
    (re.compile(r"\bweds\b", re.ASCII), "wed"),
    (re.compile(rf"\b({ONES})-(?=fifteen|thirty|forty)", re.ASCII), r"\1 "),
    (re.compile(r"(\d)ish\b", re.ASCII), r"\1"),
    (re.compile(r"\b(?:around|about|by) (?=\d|half|quarter|noon)", re.ASCII), "at "),
]


def read(text: str, now: datetime) -> list[Piece]:
    """Return the pieces found in the runs of time words of a lower-case text."""
    pieces: list[Piece] = []
    for run in islice((run for run in RUN.finditer(text) if _SAYS_TIME.search(run.group())), MOST_RUNS):
        for start, end in _chunks(run):
            pieces += _read_words(text, start, end, now)
    return pieces


def _chunks(run: re.Match[str]) -> list[tuple[int, int]]:
    """Cut a run into what Duckling can take; two days side by side are two times anyway."""
    chunks: list[list[re.Match[str]]] = [[]]
    for word in _WORD.finditer(run.string, *run.span()):
        chunk = chunks[-1]
        days = sum(bool(_DAYLIKE.match(one.group())) for one in (*chunk, word))
        if len(chunk) == MOST_WORDS or days > MOST_DAYLIKE:
            chunks.append([word])
        else:
            chunk.append(word)
    return [(chunk[0].start(), chunk[-1].end()) for chunk in chunks[:MOST_CHUNKS] if chunk]


def _read_words(text: str, begins: int, ends: int, now: datetime) -> list[Piece]:
    said = text[begins:ends]
    if not _SAYS_TIME.search(said):
        return []
    plain = said
    for pattern, better in _SPELLINGS:
        plain = pattern.sub(better, plain)
    grown = len(plain) - len(said)
    pieces = []
    for reading in reader()(plain, now):
        body = plain[reading.start : reading.end].rstrip(" .,")  # the comma of a list is no part of its first day
        start = begins + min(reading.start, len(said) - 1)
        end = max(start + 1, begins + reading.start + len(body) - grown)
        piece = None if _NOT_TIMES.search(body) else _piece(reading, body, start, end, now)
        if piece:
            weak = body in _WEAK and not _MAKES_DAY.search(text[:start])
            pieces.append(replace(piece, weak=weak, by_weekday=_is_by_weekday(body)))
    return pieces


def _is_by_weekday(body: str) -> bool:
    """Say whether the day is named by its weekday alone, with an hour or without: "next Tuesday", "Wed at 3"."""
    if _WEEKDAY_ONLY.fullmatch(body):
        return True
    days = [word for word in body.split() if _DAYLIKE.match(word)]
    return len(days) == 1 and bool(re.fullmatch(DAY, days[0])) and not _OTHER_DAY.search(body)


def _piece(reading: Reading, body: str, start: int, end: int, now: datetime) -> Piece | None:
    first = reading.times[0]
    if reading.ends is not None:
        return _interval(reading, start, end)
    if reading.grain in ("day", "week", "month"):
        return _days(reading, start, end)
    if reading.grain not in ("hour", "minute", "second"):
        return None
    if _COUNTED.search(body) and _SHORT_UNIT.search(body):
        return Piece(start, end, moment=first.replace(tzinfo=now.tzinfo))
    return _clock(reading, body, start, end)


def _interval(reading: Reading, start: int, end: int) -> Piece | None:
    if reading.grain != "day" or reading.ends is None:
        return None
    first, last = reading.times[0].date(), (reading.ends - timedelta(minutes=1)).date()
    return Piece(start, end, day=first, last=last if last > first else None)


def _days(reading: Reading, start: int, end: int) -> Piece:
    first = reading.times[0].date()
    last = None
    if reading.grain == "week":
        last = first + timedelta(days=6)
    if reading.grain == "month":
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Piece(start, end, day=first, last=last, step=_step(reading.times))


def _clock(reading: Reading, body: str, start: int, end: int) -> Piece:
    first = reading.times[0]
    same_face = [time for time in reading.times if time.time() == first.time()]
    half_open = any((time - first) % timedelta(days=1) == timedelta(hours=12) for time in reading.times[1:])
    step = _step(tuple(same_face))
    clock = first.hour * 60 + first.minute
    if half_open:
        clock = clock % HALF_DAY or HALF_DAY
        clock += HALF_DAY if clock < 60 else 0  # half past twelve
    day = None if step == "day" and not _DATED.search(body) else _first_day(reading.times)
    return Piece(start, end, day=day, step=None if step == "day" else step, clock=clock, half_open=half_open)


def _first_day(times: tuple[datetime, ...]) -> date:
    return min(times).date()


def _step(times: tuple[datetime, ...]) -> Step | None:
    """Tell by how far two readings lie apart how the day comes again."""
    if len(times) < 2:
        return None
    days = (times[1] - times[0]).days
    return (
        "day" if days == 1 else "week" if days == 7 else "month" if 28 <= days <= 62 else "year" if days > 300 else None
    )
