"""A date by its place in the month, as it was written: the day that it is, or what the month has instead."""

from datetime import date

from understanding.dates.pieces import Doubt, Piece, Step, add_months, month_of

LONGEST_MONTH = 31
LATEST_SLIP = 39  # what counts on from 31 may be meant as a day (32号); a greater number is a number
YEARS = range(1900, 2200)  # what lies outside is no year that a student means


def dated(
    start: int, end: int, today: date, *, day: int, month: int, year: int | None = None, by_name: bool = False
) -> Piece | None:
    """Return the piece of a date; without a year it is the one to come, and comes again every year.

    Whether it exists is asked of that very year: 29 February is not put off to the next leap year.

    Args:
        by_name: the month is named in words, so that any number beside it (41 December) is meant as a day.
    """
    if month > 12 and 1 <= day <= LONGEST_MONTH:
        return Piece(start, end, doubt=Doubt("no_such_month", month=month))
    if not 1 <= month <= 12 or (year and year not in YEARS):
        return None
    first = date(year or today.year, month, 1)
    if year is None and first.replace(day=min(max(day, 1), month_of(first)[1].day)) < today:
        first = first.replace(year=first.year + 1)
    found = in_month(start, end, first, day, None if year else "year")
    return found or (_no_day(start, end, first, day) if by_name else None)


def in_month(start: int, end: int, first: date, day: int, step: Step | None) -> Piece | None:
    """Return the piece of a numbered day of the month that begins on `first`."""
    last = month_of(first)[1]
    if not 1 <= day <= LATEST_SLIP:
        return None
    if day <= last.day:
        return Piece(start, end, day=first.replace(day=day), step=step, by_date=True)
    return _no_day(start, end, first, day)


def _no_day(start: int, end: int, first: date, day: int) -> Piece:
    doubt = Doubt("no_such_day", day=day, month=first.month, year=first.year)
    return Piece(start, end, day=month_of(first)[1], by_date=True, doubt=doubt)


def of_month(start: int, end: int, today: date, day: int) -> Piece | None:
    """Return the piece of a day without its month (30号, the 30th), in this month or the next that has one."""
    first = today.replace(day=1)
    if LONGEST_MONTH < day <= LATEST_SLIP:
        return Piece(start, end, day=month_of(first)[1], by_date=True, doubt=Doubt("no_such_day", day=day))
    if not 1 <= day <= LONGEST_MONTH:
        return None
    if day > month_of(first)[1].day:
        first = add_months(first, 1)
    return in_month(start, end, first, day, "month")
