"""Turn a whole expression into the time meant, and the second reading where one stays open."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from understanding.dates.pieces import HALF_DAY, PARTS, WHOLE_DAY, Piece, following
from understanding.parse import TimeSpan

# Counseling is by day: an hour said without its half means 13:00 to 18:59 up to six, the morning from seven on.
LATEST_AFTERNOON_HOUR = 6
# Seven and eight are breakfast and evening class alike, so they are asked back.
OPEN_HOURS = (7, 8)
EARLIEST_EVENING_HOUR = 5


def resolve(piece: Piece, text: str, now: datetime) -> tuple[TimeSpan, list[TimeSpan]]:
    """Return the likeliest time, and all readings where more than one remains (else an empty list)."""
    words = text[piece.start : piece.end].strip()
    spans = [_span(reading, words, now) for reading in _readings(piece, now)]
    distinct = list(dict.fromkeys(spans))
    return distinct[0], distinct if len(distinct) > 1 else []


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
    while step and settled.day and _over(settled, now):
        day = following(settled.day, step)
        last = settled.last + (day - settled.day) if settled.last else None
        settled = replace(settled, day=day, last=last)
    return settled


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
