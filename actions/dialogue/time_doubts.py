"""What is said of a time that cannot be as it was said: a day that does not exist, a date on another weekday."""

import calendar
from collections.abc import Iterable
from dataclasses import replace

from actions.dialogue import wording
from actions.dialogue.cards import joined
from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from understanding.parse import TimeDoubt

LEAP_DAY = (2, 29)


def told(turn: Turn, doubts: Iterable[TimeDoubt]) -> str:
    """Say what is wrong with each, one line below the other; empty where nothing is."""
    return joined(*dict.fromkeys(_sentence(turn, doubt) for doubt in doubts))


def before(turn: Turn, reply: Reply) -> Reply:
    """Return a reply that first says what is wrong with the times named, for an answer that offers no other times."""
    return replace(reply, text=joined("" if turn.tapped else told(turn, turn.time_doubts), reply.text))


def _sentence(turn: Turn, doubt: TimeDoubt) -> str:
    match doubt.kind:
        case "weekday_differs":
            return _differs(turn, doubt)
        case "no_such_day" if doubt.month:
            return _too_short(turn, doubt)
        case "no_such_day":
            day = wording.numbered_day(turn.language, doubt.day)
            return turn.say("No month has {day}: the longest has 31 days.", day=day)
        case "no_such_month":
            return turn.say("There is no month {month}: a year has twelve.", month=doubt.month)
        case "no_such_hour":
            return turn.say("No clock shows “{time}”: a day has 24 hours, an hour 60 minutes.", time=doubt.said)
        case "no_such_weekday":
            return turn.say("There is no “{day}”: a week has seven days.", day=doubt.said)
        case "no_such_week":
            return turn.say("The term has no “{week}”.", week=doubt.said)
        case "no_term":
            return turn.say("I don't know when the term begins, so “{week}” tells me no day.", week=doubt.said)


def _too_short(turn: Turn, doubt: TimeDoubt) -> str:
    """Say when the month ends; 29 February lacks in some years only, so the year is named."""
    last = calendar.monthrange(doubt.year, doubt.month)[1]
    date = wording.date(turn.language, doubt.day, doubt.month)
    ends = wording.numbered_day(turn.language, last)
    if (doubt.month, doubt.day) == LEAP_DAY:
        return turn.say(
            "There is no {date} in {year}: the month ends on {last}.", date=date, year=doubt.year, last=ends
        )
    return turn.say("There is no {date}: the month ends on {last}.", date=date, last=ends)


def _differs(turn: Turn, doubt: TimeDoubt) -> str:
    dated, named = (one.start.astimezone(turn.zone) for one in doubt.alternatives)
    year = None if dated.year == turn.now.astimezone(turn.zone).year else dated.year
    return turn.say(
        "{date} is a {weekday}, not a {said}.",
        date=wording.date(turn.language, dated.day, dated.month, year),
        weekday=wording.weekday(turn.language, dated, turn.zone),
        said=wording.weekday(turn.language, named, turn.zone),
    )
