"""What an item that is being written would be found by, and what it would take from others; see `Meaning`."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_TRIED = 40
"""Phrasings that are tried at once: more than anybody reads."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An item as it stands in the editor.

    Args:
        item_id: its number, None while it has none.
        asked: its titles, and the questions that it is to answer.
        said: all that it says beside them.
    """

    item_id: int | None
    asked: tuple[str, ...]
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How one phrasing would find the item.

    Args:
        rank: its place among all that students may be shown, 1 for the first.
        answers: it would be the answer; else a student would at most read its title as something near.
        before: the title of what comes before it, empty where nothing does.
    """

    words: str
    rank: int
    answers: bool
    before: str = ""


@dataclass(frozen=True, slots=True)
class Stolen:
    """A phrasing of another item that finds that one now and would find this one instead."""

    words: str
    item_id: int
    title: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a draft that was tried."""

    phrasings: Sequence[Phrasing]
    stolen: Sequence[Stolen]

    @property
    def lost(self) -> Sequence[Phrasing]:
        """The phrasings that would not be answered by the item."""
        return [one for one in self.phrasings if not one.answers]
