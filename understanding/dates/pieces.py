"""The parts a time expression is put together from: a day, a part of the day, a clock time.

Students mix languages inside one expression (下周三afternoon), so each reader finds only pieces, and pieces that stand
next to each other are joined whatever language they came in.
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, Self

from understanding.parse import DoubtKind

Step = Literal["day", "week", "fortnight", "month", "year"]
DayPart = Literal["dawn", "morning", "noon", "afternoon", "dusk", "evening", "night"]

DAYS_OF_STEP: dict[Step, int] = {"day": 1, "week": 7, "fortnight": 14}

HALF_DAY = 12 * 60
WHOLE_DAY = 24 * 60

# Minutes after midnight at which each part begins and ends, as the counseling center counts them.
PARTS: dict[DayPart, tuple[int, int]] = {
    "dawn": (0, 5 * 60),
    "morning": (8 * 60, 12 * 60),
    "noon": (12 * 60, 13 * 60),
    "afternoon": (13 * 60, 18 * 60),
    "dusk": (18 * 60, 20 * 60),
    "evening": (18 * 60, 22 * 60),
    "night": (22 * 60, 24 * 60),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a piece cannot be as it was said; the arguments are those of `TimeDoubt`."""

    kind: DoubtKind
    said: str = ""
    day: int = 0
    month: int = 0
    year: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of the message that says something about a time.

    Args:
        start, end: character offsets.
        day: the first day meant, None where none was named.
        last: the last day meant, where several were named together (a week, 12月5日到7日).
        step: how the day comes again, so that a past one can roll forward; None for one that cannot (昨天, 2026-12-05).
        other: a second reading of the day (5/6).
        clock: minutes after the day's midnight; 1,440 and more belong to the night after it (晚上12点).
        half_open: the hour was named without saying which half of the day.
        until: minutes after the day's midnight at which a range ends.
        part: the part of the day named.
        by_weekday: the day was named by its weekday alone (下周三).
        by_date: the day was named by its place in the month (12月3日, the 3rd).
        beside: the weekday said beside such a day (周三12月3日); whether they agree shows once the year is settled.
        doubt: it cannot be; `day` is then the nearest that can, None where nothing is near.
        weak: an everyday word as well (sat, sun): a time only beside another piece, or as the whole message.
        evening: the day is an evening by its name (平安夜); an hour said without its half belongs to that.
        moment: a time counted from now (半小时后), aware; everything else is then None.
    """

    start: int
    end: int
    day: date | None = None
    last: date | None = None
    step: Step | None = None
    other: date | None = None
    clock: int | None = None
    half_open: bool = False
    until: int | None = None
    part: DayPart | None = None
    moment: datetime | None = None
    weak: bool = False
    by_weekday: bool = False
    by_date: bool = False
    beside: Self | None = None
    doubt: Doubt | None = None
    evening: bool = False

    @property
    def timed(self) -> bool:
        """Say whether it names a time within the day."""
        return self.clock is not None or self.part is not None or self.moment is not None


def in_part(part: DayPart, clock: int) -> int:
    """Return the minutes meant by a clock time of the 12-hour face that was said with a part of the day."""
    hour = clock // 60
    if hour > 12 or part == "morning":
        return clock
    if part == "dawn":
        return clock % HALF_DAY
    if part == "noon":
        return clock + HALF_DAY if hour < 10 else clock
    if part in ("afternoon", "dusk"):
        return clock % HALF_DAY + HALF_DAY
    return clock + (HALF_DAY if hour >= 5 else WHOLE_DAY)


def weekday_from(first: date, weekday: int) -> date:
    """Return the first such weekday (Monday is 0) on or after a day."""
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def monday_of(day: date) -> date:
    """Return the Monday of that day's week."""
    return day - timedelta(days=day.weekday())


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of that day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(first: date, months: int) -> date:
    """Return the first day of the month that many months after a month's first day."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def following(day: date, step: Step) -> date:
    """Return the next day that answers to the same name; months and years that lack it are passed over."""
    if step in DAYS_OF_STEP:
        return day + timedelta(days=DAYS_OF_STEP[step])
    first = day.replace(day=1)
    for _ in range(8):  # 29 February comes again within eight years
        first = add_months(first, 1 if step == "month" else 12)
        if day.day <= month_of(first)[1].day:
            return first.replace(day=day.day)
    return day
