"""How long the next password waits: by account and address, in memory, so that nobody locks anybody out.

Whoever has waited is let try, whatever others do meanwhile. A device that has signed in to an account before waits
for its own wrong passwords only.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from community.staff import rules

MOST_KEPT = 20_000  # counts; those not asked for the longest are forgotten first


class MustWait(Exception):
    """No password is looked at yet."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


@dataclass(slots=True)
class Heat:
    """Wrong passwords of one kind, the moment of the last, and from when on the next is looked at."""

    last: datetime
    wrong: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tries: the login that was typed, from where, and the known device of that account, None for another."""

    login: str
    address: str
    device: str | None

    @property
    def own(self) -> str:
        """Whose waiting it is."""
        return f"device {self.device}" if self.device else f"{self.address} {self.login}"

    @property
    def shared(self) -> dict[str, int]:
        """What makes others wait as well, and how many wrong passwords of it cost nothing."""
        if self.device:
            return {}
        return {f"login {self.login}": rules.FREE_TRIES, f"address {self.address}": rules.FREE_TRIES_OF_AN_ADDRESS}


class Tries:
    """Counts each password as wrong before it is looked at, so that a burst is counted one by one."""

    def __init__(self, most_kept: int = MOST_KEPT) -> None:
        self._heats: OrderedDict[str, Heat] = OrderedDict()
        self._most_kept = most_kept

    def begin(self, attempt: Attempt, now: datetime) -> None:
        """Count a try.

        Raises:
            MustWait: it is too early, and nothing was counted.
        """
        own = self._of(attempt.own, now)
        if own.next_at is None:
            wait = max((self._wait(key, free, now) for key, free in attempt.shared.items()), default=timedelta())
            own.next_at = now + wait  # its turn, which nobody else can put off
        if now < own.next_at:
            raise MustWait(own.next_at - now)
        for key in (attempt.own, *attempt.shared):
            heat = self._of(key, now)
            heat.wrong, heat.last = heat.wrong + 1, now
        waits = [self._wait(key, free, now) for key, free in {attempt.own: rules.FREE_TRIES, **attempt.shared}.items()]
        own.next_at = now + max(waits) if any(waits) else None

    def was_right(self, attempt: Attempt) -> None:
        """Forget what was counted against that account and its user; an address keeps what else it has tried."""
        for key in (attempt.own, f"login {attempt.login}"):
            self._heats.pop(key, None)
        if not attempt.device:
            self._take_back(f"address {attempt.address}")

    def was_not_looked_at(self, attempt: Attempt) -> None:
        """Take a try back: whoever it was is not to wait for our being busy."""
        for key in (attempt.own, *attempt.shared):
            self._take_back(key)
        own = self._heats.get(attempt.own)
        if own is not None:
            own.next_at = own.last

    def _take_back(self, key: str) -> None:
        heat = self._heats.get(key)
        if heat is not None:
            heat.wrong = max(0, heat.wrong - 1)

    def _wait(self, key: str, free: int, now: datetime) -> timedelta:
        return rules.wait_after(self._of(key, now).wrong, free=free)

    def _of(self, key: str, now: datetime) -> Heat:
        heat = self._heats.get(key)
        if heat is None or now - heat.last > rules.TRIES_FORGOTTEN:
            heat = self._heats[key] = Heat(now)
        self._heats.move_to_end(key)
        while len(self._heats) > self._most_kept:
            self._heats.popitem(last=False)
        return heat
