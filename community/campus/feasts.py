"""The country's feasts, and the weekend days that are worked for them, brought into the campus's calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from chinese_calendar.constants import Holiday, holidays, workdays
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community.campus import rules
from community.campus.tables import CampusDay
from community.database import insert_new

YEARS_AHEAD = 1
FIXED = {(1, 1): Holiday.new_years_day, (5, 1): Holiday.labour_day, (10, 1): Holiday.national_day}
"""Feasts whose day is known before the State Council has announced a year's; the others go by the moon."""

WORKED = {"zh": "调休上班", "en": "Worked instead of a feast"}


@dataclass(frozen=True, slots=True)
class Feast:
    """A day that is not like its weekday."""

    day: date
    is_worked: bool
    name_zh: str
    name_en: str


def keep(session: Session, now: datetime, *, zone: ZoneInfo) -> int:
    """Bring the days of this year and the next up to date, and return how many were written.

    What the office has changed stays. A year is announced in the November before; until the library knows it, only
    its fixed days are there.
    """
    first = now.astimezone(zone).year
    years = range(first, first + YEARS_AHEAD + 1)
    known = {feast.day: feast for year in years for feast in of_year(year)}
    within = CampusDay.day.between(date(years[0], 1, 1), date(years[-1], 12, 31))
    kept = {row.day: row for row in session.scalars(select(CampusDay).where(within))}
    gone = [row.id for day, row in kept.items() if day not in known and row.is_as_loaded]
    if gone:
        session.execute(delete(CampusDay).where(CampusDay.id.in_(gone)))
    new = [_columns(feast) | {"loaded": _says(feast)} for day, feast in known.items() if day not in kept]
    changed = [_change(kept[day], feast) for day, feast in known.items() if day in kept]
    return len(insert_new(session, CampusDay, new)) + sum(changed)


def is_announced(year: int) -> bool:
    """Say whether all days of a year are known, and not only the fixed ones."""
    return any(day.year == year for day in holidays)


def of_year(year: int) -> tuple[Feast, ...]:
    """Return the year's feasts and worked weekend days in mainland China, in order of days.

    They are those of `chinesecalendar`, which has them from the State Council's notices.
    """
    return tuple(sorted(_of_year(year), key=lambda feast: feast.day))


def _of_year(year: int) -> Iterator[Feast]:
    if not is_announced(year):
        yield from (_free(date(year, *day), feast) for day, feast in FIXED.items())
        return
    named = {feast.value: feast for feast in Holiday}
    yield from (_free(day, named[name]) for day, name in holidays.items() if day.year == year)
    yield from (Feast(day, True, WORKED["zh"], WORKED["en"]) for day in workdays if day.year == year)


def _free(day: date, feast: Holiday) -> Feast:
    return Feast(day, False, feast.chinese, feast.value)


def _change(row: CampusDay, feast: Feast) -> bool:
    """Bring a row up to date where the office has not made it its own; say whether it changed."""
    if row.loaded == _says(feast) or not row.is_as_loaded:
        return False
    for name, value in _columns(feast).items():
        setattr(row, name, value)
    row.loaded = _says(feast)
    return True


def _says(feast: Feast) -> str:
    return rules.in_one_line(feast.is_worked, feast.name_zh, feast.name_en)


def _columns(feast: Feast) -> dict[str, object]:
    return {name: getattr(feast, name) for name in ("day", "is_worked", "name_zh", "name_en")}
