"""What somebody who reads a message makes of it: its kind, whom and what it is about; in either language."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from actions.dialogue import wording
from actions.dialogue.reply import Reply

MARK = re.compile(r"#([A-Z])(\d+)")
"""The world's own sign in all that staff and students write: `#E12` an event, `#N3` a notice, `#L1` a lesson, `#T4` a
tip, `#S7` words of student 7, `#C7` words of a counselor to student 7, `#W9` the ninth such message."""

_KINDS = {
    "appointment_reminder": "A reminder: you have an appointment {when}, {room}.",
    "appointment_in_leave": (
        "Your appointment {ref}, {when}, cannot take place: the person you were to see is away then. I'm sorry."
    ),
    "booked": "Booked: {when} with {name}, {room}.",
    "moved": "Moved to {when} with {name}, {room}. The old time is free again.",
    "unbooked": "Cancelled: {when}. The time is free for somebody else.",
    "event_reminder": "Coming up, you're signed up:",
    "event_changed": "Place or time changed. Now:",
    "event_cancelled": "Cancelled: {title}.",
    "event_seat": "A seat is yours until {when}:",
    "signed_up": "You're signed up:",
    "waitlisted": "You're no. {n} on the waitlist. I'll write when a seat is yours.",
    "waitlisted_": "You're no. {n} on the waitlist. Look into “My events”: a seat that comes free shows there.",
    "left": "Done, your place in “{title}” is free for others.",
    "notice_marked": "[Withdrawn {when}: don't act on it]",
    "notice_marked_": "[Replaced {when} by {code}]",
    "lesson": "This week's safety tip:",
    "tip_deadline": "You asked me to remind you:",
    "tip_promised": "I'll remind you {times}.",
    "off": "Off: {subjects}. None of that comes any more.",
    "on": "On: {subjects}.",
    "case_claimed": "{name} is here; I'll be quiet.",
    "case_unanswered": "Nobody has answered yet, I'm sorry. It went to the staff's group again; you keep your place.",
    "case_unanswered_": (
        "Nobody has answered yet, I'm sorry, and I can alert nobody at the moment. You keep your place. "
        "If it can't wait: {support} to talk, {ambulance} or {police} in danger."
    ),
    "case_released": (
        "It has been quiet here for a while, so I answer again. What you write is still added to {name}'s case."
    ),
    "case_closed": "You're back with the bot. Did it help?",
}
"""The first line of each kind of message; a kind with a `_` behind it is the same in other words."""

ISSUED = "Issued {when} by {sender}, code {code}."
FOR_AREAS = "For {areas}:"
PUSHED = frozenset(
    (
        "appointment_reminder",
        "appointment_in_leave",
        "event_reminder",
        "event_changed",
        "event_cancelled",
        "event_seat",
        "lesson",
        "notice",
        "tip_deadline",
        "case_claimed",
        "case_unanswered",
        "case_released",
        "case_closed",
        "counselor",
    )
)
"""Kinds that come without being asked for; all others answer somebody."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A message as its reader sees it: `values` are what stands in the places of its first line."""

    kind: str
    marks: tuple[str, ...]
    values: dict[str, str]


def sight(reply: Reply) -> Sight:
    """Read a message."""
    first, _, rest = reply.text.partition("\n")
    marks = tuple("".join(found) for found in MARK.findall(reply.text))
    for kind, pattern in _patterns().items():
        if found := pattern.fullmatch(first):
            said = {name.removeprefix("zh_"): words for name, words in found.groupdict().items() if words is not None}
            return Sight(kind.rstrip("_"), marks, said)
    headline = rest.partition("\n")[0] if _for_areas().fullmatch(first) else first
    if marks and marks[0][0] == "N" and _issued().search(rest) and "#N" in headline:
        return Sight("notice", marks, {})
    if marks and marks[0][0] == "C":
        return Sight("counselor", marks, {})
    return Sight("answer", marks, {})


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {kind: _either_language(words) for kind, words in _KINDS.items()}


@cache
def _issued() -> re.Pattern[str]:
    return _either_language(ISSUED)


@cache
def _for_areas() -> re.Pattern[str]:
    return _either_language(FOR_AREAS)


def _either_language(words: str) -> re.Pattern[str]:
    english, chinese = (_as_pattern(wording.say(code, words, **_places(words))) for code in ("en", "zh"))
    return re.compile(f"{english}|{chinese.replace('(?P<', '(?P<zh_')}")


def _places(words: str) -> dict[str, str]:
    return {name: f"\0{name}\0" for name in re.findall(r"\{(\w+)\}", words)}


def _as_pattern(said: str) -> str:
    return re.sub("\0(\\w+)\0", r"(?P<\1>.+)", re.escape(said).replace("\\\0", "\0"))


def local(language: str, moment: datetime, zone: ZoneInfo, *, now: datetime) -> str:
    """Name a moment as it must be named, by our own means: `Thu 3 Dec 09:00`, `12月3日周四 09:00`; another year too."""
    wall = moment.astimezone(zone)
    year = "" if wall.year == now.astimezone(zone).year else f"{wall.year}"
    if language == "zh":
        named = f"{year and year + '年'}{wall.month}月{wall.day}日"
        return f"{named}周{'一二三四五六日'[wall.weekday()]} {wall:%H:%M}"
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{names[wall.weekday()]} {wall.day} {months[wall.month - 1]} {year and year + ' '}{wall:%H:%M}"


def says(moment: datetime, zone: ZoneInfo, *, now: datetime) -> tuple[str, str]:
    """Return how either language names the moment."""
    return local("en", moment, zone, now=now), local("zh", moment, zone, now=now)
