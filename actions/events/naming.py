"""Which event a student names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from actions.dialogue import lookup
from actions.dialogue.turn import Turn
from community.events.tables import Event
from understanding.wishes.naming import Named, Thing, named
from understanding.wishes.pieces import pieces
from understanding.wishes.reading import STORY, read

KIND_WORDS = {
    "job_fair": ("job fair", "career fair", "fair", "双选会", "招聘会"),
    "career_talk": ("career talk", "company talk", "宣讲会", "企业宣讲", "宣讲"),
    "lecture": ("lecture", "seminar", "talk", "讲座"),
    "workshop": ("workshop", "工作坊"),
    "competition": ("competition", "contest", "比赛", "大赛", "竞赛", "选拔赛"),
    "volunteering": ("volunteering", "volunteer", "志愿服务", "志愿活动", "志愿者", "志愿"),
    "party_day": ("party day", "主题党日", "党日"),
    "sports": ("sports day", "sports event"),
    "club": ("club", "社团"),
}
"""The words that name a kind and nothing narrower: a marathon is a sport, and no word for all sports."""


@dataclass(frozen=True, slots=True)
class NamedEvent:
    """What is named: one event surely, or those that it may be, the likeliest first.

    `is_another`: something is named that is none of them.
    """

    sure: Event | None = None
    likely: tuple[Event, ...] = ()
    is_another: bool = False


def named_event(turn: Turn, events: Sequence[Event]) -> NamedEvent:
    """Return which of the events the words of the request name; a time that is named must be the event's."""
    words = turn.request.wish.words or turn.words
    if not words:
        return NamedEvent()
    if turn.request.wish.kind != "ordered":  # to show something, one piece that names it is enough
        words = next(
            (piece.said for piece in pieces(words) if _named(turn, events, piece.said).sure is not None), words
        )
    found = _named_by_the_order(turn, events, words)
    likely = tuple(events[place] for place in found.fitting)
    timely = tuple(event for event in likely if _is_then(turn, event))
    if len(timely) == 1 and (found.sure is None or events[found.sure] in timely):
        return NamedEvent(timely[0], timely)
    sure = events[found.sure] if found.sure is not None and not turn.times else None
    return NamedEvent(sure, timely or likely, found.by_another_name)


def _named_by_the_order(turn: Turn, events: Sequence[Event], words: str) -> Named:
    """Return what the words name; in a long story the one piece that gives the order says it."""
    found = _named(turn, events, words)
    if found.sure is not None or len(pieces(words)) < STORY:
        return found
    orders = [piece.said for piece in pieces(words) if read(piece.said, turn.request.name).kind == "ordered"]
    sure = [one for said in orders if (one := _named(turn, events, said)).sure is not None]
    return sure[0] if len(sure) == 1 else found


def _named(turn: Turn, events: Sequence[Event], words: str) -> Named:
    return named(words, [_thing(event) for event in events], times=[time.text for time in turn.parse.times])


def _is_then(turn: Turn, event: Event) -> bool:
    """Say whether the event is on at one of the times named."""
    spans = [(time.start, time.end or time.start + timedelta(days=1)) for time in turn.times]
    return any(event.starts_at < end and start < event.ends_at for start, end in spans)


def by_nearness(turn: Turn, events: Sequence[Event]) -> list[Event]:
    """Return the events with those first that come nearest to the words, for a choice that the student makes."""
    near = lookup.find(turn.request.wish.words or turn.words, events) if turn.words else []
    return [*near, *(event for event in events if event not in near)]


def _thing(event: Event) -> Thing:
    return Thing(
        titles=(event.title_zh, event.title_en),
        asked_as=tuple(str(phrase) for phrase in event.asked_as),
        kinds=KIND_WORDS.get(event.kind, ()),
        aside=(event.body_en, event.place_en),
        code=event.code,
    )
