"""When the office is open, in words."""

from itertools import groupby

from babel.dates import get_day_names

from actions.dialogue.turn import Turn
from community.campus import office
from community.campus.rules import Hours, OfficeCalendar


def calendar(turn: Turn) -> OfficeCalendar:
    """Return the office's calendar, on the student's wall clock."""
    return office.calendar(turn.session, turn.zone)


def opening_line(turn: Turn) -> str:
    """Return when the office opens next and what its hours are; empty while it is open."""
    its = calendar(turn)
    if its.is_open(turn.now):
        return ""
    opens = turn.when(its.next_opening(turn.now))
    return turn.say("The office is open {hours}; it opens next {when}.", hours=usual(turn.language, its), when=opens)


def open_now(turn: Turn) -> str:
    """Return that the office is open, and what its hours are."""
    return turn.say("The office is open now; its hours are {hours}.", hours=usual(turn.language, calendar(turn)))


def usual(language: str, calendar: OfficeCalendar) -> str:
    """Return the hours of an ordinary week: `Monday to Friday, 08:30 to 17:30`, `周一至周五 08:30–17:30`."""
    alike = groupby(sorted(calendar.hours.items()), key=lambda day: day[1])
    runs = [([weekday for weekday, _ in days], hours) for hours, days in alike]
    return ("；" if language == "zh" else "; ").join(_run(language, weekdays, hours) for weekdays, hours in runs)


def _run(language: str, weekdays: list[int], hours: Hours) -> str:
    names = get_day_names("abbreviated" if language == "zh" else "wide", locale=language)
    first, last = names[weekdays[0]], names[weekdays[-1]]
    to, within = ("至", "{} {:%H:%M}–{:%H:%M}") if language == "zh" else (" to ", "{}, {:%H:%M} to {:%H:%M}")
    days = first if len(weekdays) == 1 else to.join((first, last))
    if weekdays != list(range(weekdays[0], weekdays[-1] + 1)):
        days = ("、" if language == "zh" else ", ").join(names[weekday] for weekday in weekdays)
    return within.format(days, *hours)
