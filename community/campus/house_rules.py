"""The rules of the house and what they may say: pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from community import checks
from community.checks import Fault, Row, Wrong

BOUNDS: Mapping[str, tuple[int, int]] = {
    "session_minutes": (5, 240),
    "buffer_minutes": (0, 120),
    "booking_notice_hours": (0, 168),
    "cancel_notice_hours": (0, 168),
    "opened_ahead_days": (14, 180),  # more than any notice, so that something can be booked
    "seat_kept_hours": (1, 72),
    "danger_first_minutes": (1, 15),
    "danger_again_minutes": (1, 30),
    "low_risk_hours": (1, 24),
    "request_first_minutes": (1, 240),
    "request_again_minutes": (1, 480),
    "request_longest_minutes": (1, 480),
    "last_call_minutes": (0, 120),
    "calls_until_daily": (3, 50),
    "silence_hours": (1, 72),
    "reopen_hours": (1, 168),
}
"""The least and the most of each number, in the unit that its name ends with."""

OF_REMINDERS = ("appointment_reminder_hours", "event_reminder_hours")
OF_DEADLINES = ("deadline_reminders", "slow_deadline_reminders")
LEAST_LEAD, LONGEST_LEAD = 1, 336  # hours
MOST_REMINDERS = 5
LONGEST_NIGHT = timedelta(hours=14)  # quiet hours typed the wrong way round would be most of the day
DAYS_AND_TIME = re.compile(r"(\d{1,2}) ((?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII)

DayLead = tuple[int, time]
"""So many days before a deadline, at that time on the student's wall."""


@dataclass(frozen=True, slots=True)
class HouseRules:
    """The rules of the house; what stands here holds until the office has written its own.

    Args:
        session: how long an appointment takes; `buffer` is the counselor's time for notes and a breath after it.
        booking_notice: how long before its beginning a time can last be booked; `cancel_notice` moved or cancelled.
        opened_ahead: how far ahead times can be booked.
        appointment_reminders, event_reminders: how long before it begins, the longest first.
        seat_kept: how long a freed seat waits, from when the student can be told.
        deadline_reminders: of what is done in an hour; `slow_deadline_reminders` of what takes days.
        quiet: the wall times between which nobody is woken who has not chosen their own; alike where there are none.
        danger_first: by when somebody must have taken a case of danger; then staff are called every `danger_again`.
        low_risk: the same of a line that may mean danger.
        request_first: the same of whoever asks for a person, while the office is open. Then staff are called after
            `request_again`, twice as long after that, up to `request_longest`, and last `last_call` before it closes.
        calls_until_daily: after so many calls staff are called once a day.
        silence: after so much of it on both sides a case holds the talk no more.
        reopen: so long a closed case can be opened again.
    """

    session: timedelta = timedelta(minutes=50)
    buffer: timedelta = timedelta(minutes=10)
    booking_notice: timedelta = timedelta(hours=4)
    cancel_notice: timedelta = timedelta(0)
    opened_ahead: timedelta = timedelta(days=21)
    appointment_reminders: Sequence[timedelta] = (timedelta(hours=24), timedelta(hours=2))
    event_reminders: Sequence[timedelta] = (timedelta(hours=24), timedelta(hours=2))
    seat_kept: timedelta = timedelta(hours=2)
    deadline_reminders: Sequence[DayLead] = ((1, time(19)), (0, time(12)))
    slow_deadline_reminders: Sequence[DayLead] = ((7, time(9)), (1, time(9)))
    quiet: tuple[time, time] = (time(22, 30), time(7))
    danger_first: timedelta = timedelta(minutes=3)
    danger_again: timedelta = timedelta(minutes=10)
    low_risk: timedelta = timedelta(hours=24)
    request_first: timedelta = timedelta(minutes=10)
    request_again: timedelta = timedelta(minutes=20)
    request_longest: timedelta = timedelta(hours=2)
    last_call: timedelta = timedelta(minutes=30)
    calls_until_daily: int = 12
    silence: timedelta = timedelta(hours=12)
    reopen: timedelta = timedelta(hours=24)


USUAL = HouseRules()


def check(row: Row) -> Iterator[Fault]:
    """Find numbers out of bounds, reminders that nobody could keep, a night as long as a day, a wait that shrinks."""
    for name, (least, most) in BOUNDS.items():
        yield from checks.between(row, name, least, most)
    for name in OF_REMINDERS:
        yield from _check_leads(row, name)
    for name in OF_DEADLINES:
        yield from checks.shaped(row, name, DAYS_AND_TIME, Wrong.NO_LEAD)
        yield from checks.lines(row, name, most=MOST_REMINDERS, longest=len("99 23:59"))
    yield from _check_night(row)
    yield from checks.not_more(row, "danger_first_minutes", than="danger_again_minutes")
    yield from checks.not_more(row, "request_first_minutes", than="request_again_minutes")
    yield from checks.not_more(row, "request_again_minutes", than="request_longest_minutes")


def _check_leads(row: Row, name: str) -> Iterator[Fault]:
    yield from checks.between(row, name, LEAST_LEAD, LONGEST_LEAD)
    if len(row.get(name) or ()) > MOST_REMINDERS:
        yield Fault(name, Wrong.TOO_MANY_LINES, most=MOST_REMINDERS)


def _check_night(row: Row) -> Iterator[Fault]:
    begins, ends = row.get("quiet_from"), row.get("quiet_until")
    if begins is None or ends is None:
        return
    length = datetime.combine(date.min, ends) - datetime.combine(date.min, begins)
    if length % timedelta(days=1) > LONGEST_NIGHT:
        yield Fault("quiet_until", Wrong.NIGHT_TOO_LONG, than="quiet_from", most=LONGEST_NIGHT // timedelta(hours=1))


def day_leads(lines: Sequence[str]) -> tuple[DayLead, ...]:
    """Read lines as `1 19:00`: so many days before, at that time; one that is none is left out."""
    found = (DAYS_AND_TIME.fullmatch(line) for line in lines)
    return tuple((int(one[1]), time.fromisoformat(one[2])) for one in found if one)


def hours(numbers: Sequence[int]) -> tuple[timedelta, ...]:
    """Return so many hours each, the longest first, none twice."""
    return tuple(timedelta(hours=number) for number in sorted(set(numbers), reverse=True))
