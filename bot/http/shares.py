"""Places of which no one visitor takes more than a fair share: connections, streams."""

from collections import Counter


class Shares:
    """So many places. A visitor may hold half as many as are still free, and a few in any case.

    One alone gets a third of all; the more take theirs, the smaller each one's gets, and some stay free for whoever
    comes next: of 8,192 places 200 greedy visitors get 40 each, and leave 80.

    Args:
        places: in all.
        few: what a visitor may hold as long as there is any place.
    """

    def __init__(self, places: int, *, few: int) -> None:
        self.places = places
        self.few = few
        self._held: Counter[str] = Counter()
        self.taken = 0

    @property
    def are_gone(self) -> bool:
        """Whether every place is taken."""
        return self.taken >= self.places

    def of(self, who: str) -> int:
        """Return how many places a visitor holds."""
        return self._held.get(who, 0)

    def has_room_for(self, who: str) -> bool:
        """Say whether the visitor may take one more."""
        return self.taken < self.places and self._held[who] < max(self.few, (self.places - self.taken) // 2)

    def take(self, who: str) -> None:
        """Take a place."""
        self._held[who] += 1
        self.taken += 1

    def give_back(self, who: str) -> None:
        """Leave a place."""
        self._held[who] -= 1
        self.taken -= 1
        if self._held[who] <= 0:
            del self._held[who]
