"""When the office is open: pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Hours = tuple[time, time]

USUAL_HOURS: Mapping[int, Hours] = dict.fromkeys(range(5), (time(8, 30), time(17, 30)))
"""Monday to Friday; what holds until the office has written its own."""

LOOKED_AHEAD = timedelta(days=60)
"""No office is closed for longer; one that has no hours at all opens at the end of it, as far as anybody is told."""


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """The office's hours over the year.

    Args:
        hours: when it opens and closes on each weekday, 0 for Monday; others are free.
        worked: whether work is done on a day that is not like its weekday.
    """

    zone: ZoneInfo
    hours: Mapping[int, Hours] = field(default_factory=lambda: USUAL_HOURS)
    worked: Mapping[date, bool] = field(default_factory=dict)

    def hours_on(self, day: date) -> Hours | None:
        """Return when it opens and closes on a day, None where it stays closed.

        A weekend day that is worked has the hours of the first working day of the week.
        """
        usual = self.hours.get(day.weekday())
        match self.worked.get(day):
            case None:
                return usual
            case False:
                return None
        return usual or next((self.hours[weekday] for weekday in sorted(self.hours)), None)

    def is_open(self, now: datetime) -> bool:
        """Say whether it is open at this moment, which is aware."""
        local = now.astimezone(self.zone)
        hours = self.hours_on(local.date())
        return hours is not None and hours[0] <= local.time() < hours[1]

    def next_opening(self, now: datetime) -> datetime:
        """Return `now` while it is open, else when it opens next, on the campus clock."""
        if self.is_open(now):
            return now
        local = now.astimezone(self.zone)
        for ahead in range(LOOKED_AHEAD.days + 1):
            day = local.date() + timedelta(days=ahead)
            hours = self.hours_on(day)
            if hours is not None and (opens := datetime.combine(day, hours[0], self.zone)) > local:
                return opens
        return local + LOOKED_AHEAD

    def closes(self, now: datetime) -> datetime:
        """Return when it closes on the day of this moment; `now` where it stays closed."""
        local = now.astimezone(self.zone)
        hours = self.hours_on(local.date())
        return datetime.combine(local.date(), hours[1], self.zone) if hours is not None else local

    def is_free(self, day: date) -> bool:
        """Say whether the day is a feast, whatever its weekday."""
        return self.worked.get(day) is False


def in_one_line(is_worked: bool, name_zh: str, name_en: str) -> str:
    """Return what a day is, in one line that tells whether it has changed."""
    return f"{'worked' if is_worked else 'free'}|{name_zh}|{name_en}"
