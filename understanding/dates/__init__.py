"""Times named in a message, in Chinese, English and both at once.

Each reader finds pieces (a day, a part of the day, a clock time) in the words no earlier reader took; pieces that stand
together are joined whatever language they came in, and what repeats is taken as still to come.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import NamedTuple

from understanding.dates import (
    chinese_clock,
    chinese_dates,
    chinese_days,
    counted,
    english_clock,
    english_dates,
    english_phrases,
    english_runs,
    feasts,
    numeric,
    numeric_dates,
    teaching,
)
from understanding.dates.joining import join
from understanding.dates.noise import NOISE
from understanding.dates.normal import normal
from understanding.dates.pieces import Piece
from understanding.dates.pinyin import spelt_out, typed_from
from understanding.dates.resolving import resolve
from understanding.dates.slips import weekdays_mended
from understanding.dates.teaching import FIRST_MONDAY
from understanding.parse import TimeDoubt, TimeSpan

LONGEST_MESSAGE = 1_000  # characters read; what comes after is no request for a time
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_TAKEN = "\0"
_NO_TIME = "\1"
# Of what is moved "from Monday to Friday", two times are named, and no span.
_MOVED = re.compile(
    r"(\b(?:mov|reschedul|chang|shift|switch|push|bring|postpon|swap)\w*\b[^.?!;\n]{0,60}\bfrom\b[^.?!;\n]{1,30}?\s)to(?=\s)"
)

Reader = tuple[re.Pattern[str], Callable[[re.Match[str]], Piece | None]]


class Found(NamedTuple):
    """What a message says of times.

    `times`: those named, in order. `readings`: all readings of those that can be taken in more than one way. `doubts`:
    what was named and cannot be as it was said; the rest is not changed by it.
    """

    times: tuple[TimeSpan, ...] = ()
    readings: tuple[TimeSpan, ...] = ()
    doubts: tuple[TimeDoubt, ...] = ()

    @property
    def words(self) -> list[str]:
        """The words of all of them."""
        return [time.text for time in self.times] + [doubt.text for doubt in self.doubts]


def find_times(
    text: str, *, now: datetime, language: str = "zh", term_start: date | None = FIRST_MONDAY
) -> list[TimeSpan]:
    """Return the times named, in order; see `read_times`."""
    return list(read_times(text, now=now, language=language, term_start=term_start).times)


def read_times(text: str, *, now: datetime, language: str = "zh", term_start: date | None = FIRST_MONDAY) -> Found:
    """Return the times named, their readings, and what was named that cannot be.

    A time that comes again (周三, 3pm) is taken as still to come. One that is surely past (昨天) is returned as it is,
    for the caller to refuse: its end, or its start where it has no end, lies before `now`. A day that does not exist
    (31 November) is none of the times, and never another day.

    Args:
        now: aware, in the student's zone, which the times returned are in too.
        language: the student's own; without Chinese characters in the message, 5/6 may be 6 May or 5 June in English.
        term_start: a day of the first teaching week; None where no term is known: "week 14" is a doubt then.
    """
    typed = normal(text[:LONGEST_MESSAGE])
    plain = _MOVED.sub(rf"\1{_TAKEN * 2}", weekdays_mended(spelt_out(typed)))
    pieces = _pieces(plain, now, language, term_start)
    whole = [replace(piece, start=typed_from(piece.start, typed, plain)) for piece in join(pieces, plain)]
    resolved = [resolve(piece, text, now) for piece in whole]
    return Found(
        times=tuple(one.time for one in resolved if one.time),
        readings=tuple(span for one in resolved for span in one.readings),
        doubts=tuple(one.doubt for one in resolved if one.doubt),
    )


def warm_up() -> None:
    """Load the libraries of both languages, so that no student's message waits for them."""
    read_times("下周三 or tomorrow at 3", now=datetime.now(UTC))


def _pieces(plain: str, now: datetime, language: str, term_start: date | None) -> list[Piece]:
    """Let each reader take its words; what one has taken the next does not see."""
    chinese = bool(_CHINESE.search(plain))
    rest = NOISE.sub(lambda noise: _NO_TIME * len(noise.group()), plain)
    pieces: list[Piece] = []
    for pattern, read in _readers(now, term_start, either_order=language == "en" and not chinese):
        for match in list(pattern.finditer(rest)):
            piece = read(match)
            if piece:
                pieces.append(piece)
                rest = rest[: piece.start] + _TAKEN * (piece.end - piece.start) + rest[piece.end :]
    return pieces + english_runs.read(rest, now)


def _readers(now: datetime, term_start: date | None, *, either_order: bool) -> list[Reader]:
    """Return who reads what, the most particular first."""
    today = now.date()
    days, months, clock = chinese_days, chinese_dates, chinese_clock
    phrases, hours, dates, figures = english_phrases, english_clock, english_dates, numeric_dates
    return [
        (figures.YEAR_DATE, lambda match: figures.year_date(match, today)),
        (figures.DAY_FIRST_DATE, lambda match: figures.year_date(match, today)),
        (phrases.MONTH_PART, lambda match: phrases.month_part(match, today)),
        (dates.DAY_MONTH_RANGE, lambda match: dates.date_range(match, today)),
        (dates.MONTH_DAY_RANGE, lambda match: dates.date_range(match, today)),
        (dates.ONE_OF_TWO, lambda match: dates.day_and_month(match, today)),
        (dates.DAY_MONTH, lambda match: dates.day_and_month(match, today)),
        (dates.MONTH_DAY, lambda match: dates.day_and_month(match, today)),
        (dates.OF_MONTH, lambda match: dates.day_of_month(match, today)),
        (dates.NTH, lambda match: dates.nth(match, today)),
        (dates.WEEKDAY_NUMBER, lambda match: dates.weekday_number(match, today)),
        (figures.SLASH_DATE, lambda match: figures.short_date(match, today, either_order=either_order)),
        (figures.DOTTED_DATE, lambda match: figures.dotted_date(match, today)),
        *teaching.readers(today, term_start),
        (clock.MOMENT, lambda match: clock.moment(match, now)),
        (days.WEEKS_ON, lambda match: days.weeks_on(match, today)),
        (days.WORKDAYS_ON, lambda match: days.workdays_on(match, today)),
        (days.DAYS_ON, lambda match: days.days_on(match, today)),
        (months.NTH_WEEKDAY, lambda match: months.nth_weekday(match, today)),
        (days.FEAST_BY_MOON, lambda match: days.feast(match, today)),
        (months.MONTH_DAYS, lambda match: months.month_days(match, today)),
        (months.MONTH_DAY, lambda match: months.month_day(match, today)),
        (months.MONTH_BOUND, lambda match: months.month_bound(match, today)),
        (days.WEEKEND, lambda match: days.weekend(match, today)),
        (days.WEEKDAY, lambda match: days.weekday(match, today)),
        (days.MORE_WEEKDAYS, lambda match: days.more_weekday(match, today)),
        (days.NO_WEEKDAY, lambda match: days.no_weekday(match, today)),
        (days.WEEK, lambda match: days.week(match, today)),
        (days.DAY, lambda match: days.near_day(match, today)),
        (months.DAY_OF_MONTH, lambda match: months.day_of_month(match, today)),
        (feasts.FEAST, lambda match: feasts.feast(match, today)),
        (clock.CLOCK_RANGE, clock.clock_range),
        (clock.TO_CLOCK, clock.to_clock),
        (clock.CLOCK, clock.clock),
        (clock.SHORT_CLOCK, clock.clock),
        (clock.PART, clock.part),
        (numeric.CLOCK_RANGE, numeric.clock_range),
        (numeric.LETTER_CLOCK, numeric.letter_clock),
        (numeric.CLOCK, numeric.clock),
        (numeric.COLON_CLOCK, numeric.clock),
        (numeric.AT_CLOCK, numeric.clock),
        (numeric.HOURS_CLOCK, numeric.four_figures),
        (numeric.DOT_CLOCK, numeric.dot_clock),
        (numeric.O_CLOCK, numeric.clock),
        (counted.MOMENT, lambda match: counted.moment(match, now)),
        (counted.DAYS, lambda match: counted.days(match, today)),
        (numeric.H_CLOCK, numeric.h_clock),
        (figures.BARE_DOTTED_DATE, lambda match: figures.bare_date(match, today, either_order=either_order)),
        (hours.TO_NOON, hours.to_noon),
        (hours.NAMED_HOUR, hours.hour),
        (hours.HOUR_OF_PART, hours.hour_of_part),
        (hours.ISH_HOUR, hours.hour),
        (hours.BARE_HOUR, hours.hour),
        (hours.THIS_TIME, lambda match: hours.this_time(match, now)),
        (phrases.WEEKS_FROM, lambda match: phrases.weeks_from(match, today)),
        (phrases.AFTER_NEXT, lambda match: phrases.after_next(match, today)),
        (phrases.DAY_WEEK, lambda match: phrases.day_week(match, today)),
        (phrases.WEEK, lambda match: phrases.week(match, today)),
        (phrases.WEEKEND, lambda match: phrases.weekend(match, today)),
        (phrases.MONTH_END, lambda match: phrases.month_end(match, today)),
        (hours.MIDNIGHT, hours.midnight),
        (hours.NOON, hours.noon),
        (hours.PART, lambda match: hours.part(match, today)),
    ]
