"""Turn a whole expression into the time meant, the second reading where one stays open, or what is wrong with it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from understanding.dates.pieces import DAYS_OF_STEP, HALF_DAY, PARTS, WHOLE_DAY, Doubt, Piece, following, weekday_from
from understanding.parse import TimeDoubt, TimeSpan

# Counseling is by day: an hour said without its half means 13:00 to 18:59 up to six, the morning from seven on.
LATEST_AFTERNOON_HOUR = 6
# Seven and eight are breakfast and evening class alike, so they are asked back.
OPEN_HOURS = (7, 8)
EARLIEST_EVENING_HOUR = 5
# "Friday 20 November" in the weeks after it means the one gone by, though that date comes again.
RECENT = timedelta(days=60)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an expression comes to.

    Args:
        time: the likeliest time; None where it cannot be as it was said.
        readings: all readings, likeliest first, where more than one remains.
        doubt: why it cannot be, or why one of the readings must be wrong.
    """

    time: TimeSpan | None
    readings: tuple[TimeSpan, ...] = ()
    doubt: TimeDoubt | None = None


def resolve(piece: Piece, text: str, now: datetime) -> Resolved:
    """Return what an expression comes to; its words are those of the text."""
    words = text[piece.start : piece.end].strip()
    if piece.doubt:
        return Resolved(None, doubt=_doubted(piece.doubt, words, _spans(_instead(piece), words, now)))
    dated = _as_it_was(_by_weekday(piece), now)
    if pair := _contradiction(dated, now):
        both = _spans(pair, words, now)
        return Resolved(both[0], both, TimeDoubt("weekday_differs", words, both))
    spans = _spans(_readings(_in_another_week(dated, text), now), words, now)
    return Resolved(spans[0], spans if len(spans) > 1 else ())


def _spans(readings: Iterable[Piece], words: str, now: datetime) -> tuple[TimeSpan, ...]:
    return tuple(dict.fromkeys(_span(reading, words, now) for reading in readings))


def _doubted(doubt: Doubt, words: str, alternatives: tuple[TimeSpan, ...]) -> TimeDoubt:
    return TimeDoubt(doubt.kind, words, alternatives, doubt.said, doubt.day, doubt.month, doubt.year)


def _instead(piece: Piece) -> tuple[Piece, ...]:
    """Return what may have been meant by what cannot be; after a day that the month lacks begins the next month."""
    if piece.day is None or piece.doubt is None or piece.doubt.kind in ("no_such_month", "no_such_week", "no_term"):
        return ()
    if piece.doubt.kind == "no_such_day" and piece.last is None:
        return piece, replace(piece, day=piece.day + timedelta(days=1))
    return (piece,)


def _by_weekday(piece: Piece) -> Piece:
    """Settle by the weekday beside it which way 3/12 stands; where neither fits, the date that comes first is meant."""
    if piece.beside is None or piece.beside.day is None or piece.day is None or piece.other is None:
        return piece
    weekday, days = piece.beside.day.weekday(), (piece.day, piece.other)
    fitting = [day for day in days if day.weekday() == weekday] or [min(days)]
    return piece if len(fitting) > 1 else replace(piece, day=fitting[0], other=None)


def _as_it_was(piece: Piece, now: datetime) -> Piece:
    """Return a date that has just gone by where the weekday beside it says that it is the one meant."""
    if piece.beside is None or piece.beside.day is None or piece.day is None or piece.step != "year":
        return piece
    first = piece.day.replace(day=1, year=piece.day.year - 1)
    last_time = first + timedelta(days=piece.day.day - 1)
    fits = last_time.weekday() == piece.beside.day.weekday() and last_time.month == piece.day.month
    recent = timedelta(0) < now.date() - last_time <= RECENT
    return replace(piece, day=last_time, step=None) if fits and recent else piece


def _contradiction(piece: Piece, now: datetime) -> tuple[Piece, Piece] | None:
    """Return the date as said and the weekday as said where they are two days; a weekday alone is the one nearest."""
    if piece.beside is None or piece.beside.day is None or piece.last:
        return None
    dated = _to_come(_halves(piece, now)[0], now)
    weekday = piece.beside.day
    if dated.day is None or dated.day.weekday() == weekday.weekday():
        return None
    if piece.beside.step == "week":
        weekday = weekday_from(dated.day - timedelta(days=3), weekday.weekday())
    named = replace(dated, day=weekday, step=piece.beside.step)
    return dated, _to_come(named, now)


def _in_another_week(piece: Piece, text: str) -> Piece:
    """Keep the weekday of the week named beside a date as a second reading; "next" may be this week's in English."""
    beside = piece.beside
    if beside is None or beside.day is None or beside.step or not _CHINESE.search(text, beside.start, beside.end):
        return piece
    return replace(piece, other=beside.day) if piece.other is None and beside.day != piece.day else piece


def _readings(piece: Piece, now: datetime) -> list[Piece]:
    """Return every way to take the piece, likeliest first, half of the day and day settled."""
    closed = _halves(piece, now)
    if piece.other:
        closed += [replace(one, day=piece.other) for one in closed[:1]]
    return [_to_come(one, now) for one in closed]


def _halves(piece: Piece, now: datetime) -> list[Piece]:
    if piece.clock is None or not piece.half_open:
        return [piece]
    hour = piece.clock // 60
    if piece.evening and hour >= EARLIEST_EVENING_HOUR:
        return [_later(piece)]
    late = hour <= LATEST_AFTERNOON_HOUR
    usual, unusual = (_later(piece), piece) if late else (piece, _later(piece))
    if hour == 12:
        return [replace(piece, half_open=False)]
    today = piece.day is None or (piece.day == now.date() and piece.step is None)
    if today and _begins(replace(usual, day=now.date()), now) < now <= _begins(replace(unusual, day=now.date()), now):
        return [unusual, usual] if piece.day is None else [unusual]
    return [usual, unusual] if hour in OPEN_HOURS else [usual]


def _later(piece: Piece) -> Piece:
    until = piece.until + HALF_DAY if piece.until and piece.until <= HALF_DAY else piece.until
    return replace(piece, clock=(piece.clock or 0) + HALF_DAY, until=until)


def _to_come(piece: Piece, now: datetime) -> Piece:
    """Roll a day that comes again forward until the time lies ahead."""
    if piece.moment:
        return piece
    step = piece.step if piece.day else "day"
    settled = piece if piece.day else replace(piece, day=now.date())
    if piece.by_date and piece.day == now.date():
        return settled  # today's date is said of today, even where the hour is over
    if settled.day and step in DAYS_OF_STEP:
        settled = _near(settled, DAYS_OF_STEP[step], now)
    while step and settled.day and _over(settled, now):
        day = following(settled.day, step)
        last = settled.last + (day - settled.day) if settled.last else None
        settled = replace(settled, day=day, last=last)
    return settled


def _near(piece: Piece, days: int, now: datetime) -> Piece:
    """Bring a day that lies long past within one step of today, by whole steps."""
    steps = (now.date() - piece.day).days // days if piece.day else 0
    if steps < 1 or piece.day is None:
        return piece
    away = timedelta(days=steps * days)
    return replace(piece, day=piece.day + away, last=piece.last + away if piece.last else None)


def _over(piece: Piece, now: datetime) -> bool:
    begins = _begins(piece, now)
    return (_ends(piece, now) or begins) <= now if piece.clock is None else begins < now


def _span(piece: Piece, words: str, now: datetime) -> TimeSpan:
    if piece.moment:
        return TimeSpan(words, piece.moment)
    return TimeSpan(words, _begins(piece, now), _ends(piece, now), whole_day=not piece.timed)


def _begins(piece: Piece, now: datetime) -> datetime:
    begins = PARTS[piece.part][0] if piece.part else 0
    return _at(piece.day, begins if piece.clock is None else piece.clock, now)


def _ends(piece: Piece, now: datetime) -> datetime | None:
    if piece.clock is not None:
        return _at(piece.day, piece.until, now) if piece.until else None
    last = piece.last or piece.day
    return _at(last, PARTS[piece.part][1] if piece.part else WHOLE_DAY, now)


def _at(day: date | None, minutes: int, now: datetime) -> datetime:
    """Return the wall time that many minutes into a day, in the student's zone."""
    days, rest = divmod(minutes, WHOLE_DAY)
    return datetime.combine((day or now.date()) + timedelta(days=days), time(*divmod(rest, 60)), tzinfo=now.tzinfo)
