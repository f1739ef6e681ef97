"""A time that can be taken in two ways is asked back: which one?"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from actions import wording
from actions.reply import Button, Reply
from actions.turn import Turn
from understanding.parse import TimeSpan

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
    readings = [span for span in turn.ambiguous_times if end_of(span) > turn.now]
    if len(readings) < 2 or chosen(turn):
        return None
    buttons = tuple(
        Button(
            wording.day(turn.language, span.start.astimezone(turn.zone)) if span.whole_day else turn.when(span.start),
            turn.request.name,
            {**entities, "from": span.start.isoformat(), "to": end_of(span).isoformat()},
        )
        for span in readings[:MOST_READINGS]
    )
    return Reply(turn.say("Which time do you mean?"), buttons)
