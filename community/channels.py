"""The ways of writing to the assistant, as far as the community's rules differ by them; each is declared here once.

How a channel works stands in `bot/channels/`. Of one that is not declared the usual holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """One way of writing.

    Args:
        pushed: we send to it; else its client fetches what is waiting for it.
        marks_itself: its page shows by itself that a notice no longer holds.
        is_free: anybody is somebody new there as often as they like.
        is_unnamed: coming costs nothing that tells two people apart, as a telephone number does.
        for_staff: members of staff may bind a chat of theirs to their account.
        words_at: where the words of a kept message may stand; in the field `words` where in none of these.
    """

    name: str
    pushed: bool = True
    marks_itself: bool = False
    is_free: bool = False
    is_unnamed: bool = False
    for_staff: bool = False
    words_at: tuple[str, ...] = ()


WEB = Way("web", pushed=False, marks_itself=True, is_free=True, is_unnamed=True)
REST = Way("rest", pushed=False, is_unnamed=True, words_at=("message",))  # behind it stands a program of ours
TERMINAL = Way("terminal", pushed=False)
TELEGRAM = Way("telegram", for_staff=True, words_at=("message.text", "message.caption"))

DECLARED = {way.name: way for way in (WEB, REST, TERMINAL, TELEGRAM)}
PULLED = frozenset(way.name for way in DECLARED.values() if not way.pushed)
UNNAMED = frozenset(way.name for way in DECLARED.values() if way.is_unnamed)
MARKS_ITSELF = frozenset(way.name for way in DECLARED.values() if way.marks_itself)


def way(name: str) -> Way:
    """Return the channel of that name."""
    return DECLARED.get(name) or Way(name)


def words_of(channel: str, body: object) -> str:
    """Return the words of a kept message, "" where it has none: something may have damaged the row."""
    return next((words for path in (*way(channel).words_at, "words") if (words := _at(body, path))), "")


def _at(body: object, path: str) -> str:
    for name in path.split("."):
        body = body.get(name) if isinstance(body, Mapping) else None
    return body if isinstance(body, str) else ""
