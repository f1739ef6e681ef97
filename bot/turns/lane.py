"""The messages of one conversation that are claimed, in the order in which they are answered."""

from collections.abc import Callable, Sequence
from datetime import datetime

from community.post.inbox import MOST_BEFORE, ORDINARY
from community.post.tables import InboxItem


def never(_item: InboxItem) -> bool:
    """Say of every message that it is not long."""
    return False


class Lane:
    """One conversation's messages, answered one after the other.

    What is urgent is answered right after the turn under way and the few messages that wait before it. Where more than
    MOST_BEFORE do, it goes before them.

    Args:
        is_long: whether a message's text takes long to work on.
    """

    def __init__(self, name: str, is_long: Callable[[InboxItem], bool] = never) -> None:
        self.name = name
        self.ids: set[int] = set()  # of all that was ever in it
        self._waiting: list[InboxItem] = []
        self._is_long = is_long
        self._long_ids: set[int] = set()

    def add(self, items: Sequence[InboxItem]) -> None:
        """Take in messages that were claimed."""
        self.ids.update(item.id for item in items)
        self._long_ids.update(item.id for item in items if self._is_long(item))
        ordinary = [item for item in self._waiting if not item.urgency]
        if len(ordinary) > MOST_BEFORE and any(item.urgency for item in items):
            first = [*(item for item in self._waiting if item.urgency), *(item for item in items if item.urgency)]
            self._waiting = [*_by_age(first), *ordinary, *(item for item in items if not item.urgency)]
        else:
            urgent, others = [item for item in items if item.urgency], [item for item in items if not item.urgency]
            self._waiting += [*_by_age(urgent), *others]

    @property
    def first(self) -> InboxItem | None:
        """The message that is answered next, None where all are."""
        return self._waiting[0] if self._waiting else None

    @property
    def urgency(self) -> int:
        """That of the most urgent message that waits."""
        return max((item.urgency for item in self._waiting), default=ORDINARY)

    @property
    def is_long(self) -> bool:
        """Whether the message that is answered next takes long to work on."""
        return bool(self._waiting) and self._waiting[0].id in self._long_ids

    @property
    def turn_at(self) -> datetime:
        """When the turn of the message that is answered next comes."""
        return self._waiting[0].turn_at

    def take(self) -> InboxItem:
        """Take out the message that is answered next."""
        return self._waiting.pop(0)


def _by_age(items: Sequence[InboxItem]) -> list[InboxItem]:
    return sorted(items, key=lambda item: item.id)
