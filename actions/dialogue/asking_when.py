"""A time that can be taken in two ways, or cannot be as it was said, is asked back: which one?"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from actions.dialogue import time_doubts
from actions.dialogue.cards import joined, menu
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import Turn
from understanding.parse import TimeDoubt, TimeSpan

AN_HOUR = timedelta(hours=1)  # a clock time without an end means what begins within that hour
MOST_READINGS = 4
_TO = re.compile(r"(?:[到至成]|\bto)\s*$", re.IGNORECASE)


def coming(turn: Turn) -> list[TimeSpan]:
    """Return the times of the message that are not over, the likeliest reading of each first."""
    spans = dict.fromkeys((*turn.times, *turn.ambiguous_times))
    return [span for span in spans if end_of(span) > turn.now]


def moved_to(turn: Turn, spans: Sequence[TimeSpan], old: datetime) -> list[TimeSpan]:
    """Return the times with the one first to which something shall be moved: 把周三的改到周五 names the old one too.

    Args:
        old: when it is now.
    """
    weekday = old.astimezone(turn.zone).weekday()

    def is_old(span: TimeSpan) -> tuple[bool, bool]:
        said_before, _, _ = turn.words.partition(span.text)
        return not _TO.search(said_before), span.start.weekday() == weekday

    return sorted(spans, key=is_old)


def end_of(span: TimeSpan) -> datetime:
    """Return when the time is over."""
    return span.end or span.start + AN_HOUR


def chosen(turn: Turn) -> tuple[datetime, datetime] | None:
    """Return the start and end that a button carries, None where none was tapped."""
    start, end = turn.request.entity("from"), turn.request.entity("to")
    return (datetime.fromisoformat(start), datetime.fromisoformat(end)) if start and end else None


def ask_which(turn: Turn, **entities: str) -> Reply | None:
    """Offer a button for each reading that still lies ahead; None where there is nothing to ask.

    Args:
        entities: what else the request has said, for the buttons to carry on.
    """
    if chosen(turn):
        return None
    return _ask_which_day(turn, entities) or _ask_which_time(turn, entities)


def _ask_which_day(turn: Turn, entities: Mapping[str, str]) -> Reply | None:
    """Ask about a date that falls on another weekday than the one said."""
    differ = [doubt for doubt in doubts(turn) if doubt.kind == "weekday_differs"]
    near = alternatives(turn, differ)
    if not near:
        return None
    words = joined(time_doubts.told(turn, differ), turn.say("Which day do you mean?"))
    return Reply(words, _buttons(turn, near, entities))


def _ask_which_time(turn: Turn, entities: Mapping[str, str]) -> Reply | None:
    asked_about = {doubt.text for doubt in turn.time_doubts}
    readings = [span for span in turn.ambiguous_times if end_of(span) > turn.now and span.text not in asked_about]
    if len(readings) < 2:
        return None
    return Reply(turn.say("Which time do you mean?"), _buttons(turn, readings, entities))


def ask_instead(turn: Turn, **entities: str) -> Reply | None:
    """Offer the days next to one that does not exist; None where another time was named, or no day lies next to it."""
    missing = impossible(turn)
    near = alternatives(turn, missing)
    if chosen(turn) or turn.times or not near:
        return None
    words = joined(time_doubts.told(turn, missing), turn.say("Which day do you mean?"))
    return Reply(words, (*_buttons(turn, near, entities), menu(turn)))


def doubts(turn: Turn) -> tuple[TimeDoubt, ...]:
    """Return what is wrong with the times asked for; where something is moved to another, not with the one it had."""
    wrong = {doubt.text for doubt in turn.time_doubts}
    sure = [span.text for span in turn.times if span.text not in wrong]
    if any(_TO.search(turn.words.partition(text)[0]) for text in sure):
        return ()
    return turn.time_doubts


def impossible(turn: Turn) -> list[TimeDoubt]:
    """Return the times named that no calendar or clock has."""
    return [doubt for doubt in doubts(turn) if doubt.kind != "weekday_differs"]


def alternatives(turn: Turn, wrong: Sequence[TimeDoubt]) -> list[TimeSpan]:
    """Return what may have been meant and still lies ahead, earliest first."""
    near = {span.start: span for doubt in wrong for span in doubt.alternatives if end_of(span) > turn.now}
    return [near[start] for start in sorted(near)]


def _buttons(turn: Turn, readings: Sequence[TimeSpan], entities: Mapping[str, str]) -> tuple[Button, ...]:
    return tuple(
        Button(
            turn.day(span.start) if span.whole_day else turn.when(span.start),
            turn.request.name,
            {**entities, "from": span.start.isoformat(), "to": end_of(span).isoformat()},
        )
        for span in readings[:MOST_READINGS]
    )
