"""When the turn of a message comes, so that whoever writes much keeps nobody else waiting.

Only where more is written than can be answered does any of this show: turns go by `turn_at`, however far off it lies,
and nobody waits for it while nothing else does.
"""

from collections import OrderedDict
from datetime import datetime, timedelta

from community.post.inbox import Arrival

NEW_FOR = timedelta(minutes=5)
"""How long a talk that cost nothing to begin stands behind older ones, by less and less: a flood opens new ones."""

EACH, EACH_OF_NEW = timedelta(seconds=2), timedelta(seconds=6)
"""How far apart the turns of one talk come when it writes faster than that."""

EACH_BEGUN = timedelta(seconds=20)
"""How far apart the turns of talks come that are begun at one address; the first of them is free."""

AT_MOST = timedelta(hours=1)
MOST_KNOWN = 20_000  # talks and addresses; whoever is forgotten owes nothing any more
NOTHING = timedelta()


class FairOrder:
    """Says when a message's turn comes; counts, in the memory of this process, what talks and addresses used lately."""

    def __init__(self) -> None:
        self._owes_until: OrderedDict[str, datetime] = OrderedDict()

    def turn_at(self, arrival: Arrival, *, now: datetime) -> datetime:
        """Return when the turn comes of a message that is kept now, and count it."""
        age = now - arrival.since if arrival.since is not None else NOTHING
        if not arrival.visitor or age >= NEW_FOR:
            return now + self._owed(arrival.lane, EACH, now)
        begun = self._owed(f"at {arrival.visitor}", EACH_BEGUN, now) if arrival.since is None else NOTHING
        return now + min(NEW_FOR - age + begun + self._owed(arrival.lane, EACH_OF_NEW, now), AT_MOST)

    def _owed(self, who: str, each: timedelta, now: datetime) -> timedelta:
        """Return how much more they have used than their time, and count one message more."""
        until = max(self._owes_until.get(who, now), now)
        self._owes_until[who] = min(until + each, now + AT_MOST)
        self._owes_until.move_to_end(who)
        if len(self._owes_until) > MOST_KNOWN:
            self._owes_until.popitem(last=False)
        return until - now
