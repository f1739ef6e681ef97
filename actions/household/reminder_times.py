"""When a reminder in the student's own words shall come: as it was said, or as it is offered where that is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from actions.dialogue import asking_when
from actions.dialogue.cards import menu
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from understanding.dates import read_times
from understanding.parse import TimeSpan
from understanding.wishes.own_matter import is_waking, names_half_of_day

INTENT = "set_reminder"
SLOT = "reminder"
MOST_OFFERED = 4
EVENING, MORNING, NOON, AFTERNOON = time(19), time(8), time(12), time(18)
A_DAY, STEP = timedelta(days=1), timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of the time: the moment, else the day or part of a day, else nothing; or what it may mean.

    Args:
        readings: what it may mean, where that is more than one moment.
    """

    moment: datetime | None = None
    within: TimeSpan | None = None
    readings: tuple[TimeSpan, ...] = ()


def said(turn: Turn) -> Said:
    """Return what a button carries, or the answer to our question says, or the message itself."""
    if at := turn.request.entity("at"):
        return Said(datetime.fromisoformat(at))
    if minutes := turn.request.entity("in"):
        return Said(turn.now.replace(second=0, microsecond=0) + timedelta(minutes=int(minutes)))
    if chosen := asking_when.chosen(turn):
        return _of_span(TimeSpan("", *chosen, whole_day=chosen[1] - chosen[0] >= A_DAY))
    draft = turn.conversation.slots.get(SLOT, {})
    if "what" in turn.answers and draft.get("at"):
        return Said(datetime.fromisoformat(draft["at"]))
    if "when" in turn.answers and draft.get("day") and (joined := _on_that_day(turn, draft["day"])):
        return joined
    return _in_the_morning(turn, _of_times(turn.times, turn.ambiguous_times))


def _in_the_morning(turn: Turn, found: Said) -> Said:
    """Take the hour at which somebody wants to be woken for one of the morning, where they did not say which half."""
    moments = [found.moment, *(one.start for one in found.readings)]
    early = [one for one in moments if one is not None and one.astimezone(turn.zone).time() < NOON]
    if not is_waking(turn.words) or names_half_of_day(turn.words) or not any(moments):
        return found
    if early:
        return Said(early[0])
    earlier = [one - A_DAY / 2 for one in moments if one is not None]
    return Said(next((one for one in earlier if one > turn.now), earlier[0] + A_DAY))


def _on_that_day(turn: Turn, day: str) -> Said | None:
    """Read a time of day as one of the day that was asked about; None where the answer names a day of its own."""
    now = turn.now.astimezone(turn.zone)
    found = read_times(f"{day} {turn.words}", now=now, language=turn.language)
    if len(found.times) != 1 or found.times[0].whole_day:
        return None
    return _of_times(found.times, found.readings)


def _of_times(times: tuple[TimeSpan, ...], readings: tuple[TimeSpan, ...]) -> Said:
    if len(readings) > 1:
        return Said(readings=readings)
    if len(times) > 1:
        return Said(readings=times)
    return _of_span(times[0]) if times else Said()


def _of_span(span: TimeSpan) -> Said:
    is_clock = not span.whole_day and (span.end is None or span.end - span.start <= asking_when.AN_HOUR)
    return Said(span.start) if is_clock else Said(within=span)


def ask(turn: Turn, carried: Mapping[str, str], lead: str, within: TimeSpan | None = None) -> Reply:
    """Ask for the time, with some to tap; a time that is written answers too.

    Args:
        carried: what the reminder is about, for the buttons.
        within: the day or part of a day that was named.
    """
    turn.remember(**{SLOT: {**carried, "day": within.text if within else ""}})
    turn.await_answer("when", accepts="time")
    offered = [moment for moment in _offered(turn, within) if moment > turn.now][:MOST_OFFERED]
    buttons = (Button(turn.when(one), INTENT, {**carried, "at": one.isoformat()}) for one in offered)
    return Reply(lead, (*buttons, menu(turn)))


def which(turn: Turn, carried: Mapping[str, str], readings: tuple[TimeSpan, ...]) -> Reply | None:
    """Ask which of the readings is meant; None where none of them lies ahead."""
    ahead = sorted({one.start: one for one in readings if asking_when.end_of(one) > turn.now}.values(), key=_start)
    if not ahead:
        return None
    buttons = (
        Button(
            turn.day(one.start) if one.whole_day else turn.when(one.start),
            INTENT,
            {**carried, "from": one.start.isoformat(), "to": asking_when.end_of(one).isoformat()},
        )
        for one in ahead[:MOST_OFFERED]
    )
    turn.remember(**{SLOT: {**carried, "day": ""}})
    turn.await_answer("when", accepts="time")
    return Reply(turn.say("Which time do you mean?"), (*buttons, menu(turn)))


def _start(span: TimeSpan) -> datetime:
    return span.start


def _offered(turn: Turn, within: TimeSpan | None) -> list[datetime]:
    today = turn.now.astimezone(turn.zone).date()
    if within is None:
        return _at(turn, (today, EVENING), (today + A_DAY, MORNING), (today + A_DAY, EVENING))
    begins, ends = within.start.astimezone(turn.zone), asking_when.end_of(within).astimezone(turn.zone)
    if not within.whole_day:
        return [begins + STEP * step for step in range(MOST_OFFERED) if begins + STEP * step < ends]
    day = begins.date()
    if ends - begins > A_DAY:
        return _at(turn, *((day + A_DAY * ahead, MORNING) for ahead in range((ends - begins).days)))
    return _at(turn, (day - A_DAY, EVENING), (day, MORNING), (day, NOON), (day, AFTERNOON))


def _at(turn: Turn, *days: tuple[date, time]) -> list[datetime]:
    return [datetime.combine(day, at, turn.zone) for day, at in days]
