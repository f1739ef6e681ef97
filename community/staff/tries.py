"""How long the next password waits, by account and address, so that nobody locks anybody out.

Whoever has waited is let try, whatever others do meanwhile. A device that has signed in to an account before waits
for its own wrong passwords only. All of it is rows: a guesser gets no more tries from two processes than from one, nor
by a restart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from community.database import insert_or_hold
from community.hidden import Hidden
from community.staff import rules
from community.staff.tables import SignInTries

A_MINUTE = timedelta(minutes=1)
NONE = timedelta()


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
    def of_login(self) -> str:
        """What all who try that login have in common."""
        return f"login {self.login}"

    @property
    def of_address(self) -> str | None:
        """What all who come from there have in common, but for known devices."""
        return None if self.device else f"address {self.address}"

    @property
    def shared(self) -> Mapping[str, int]:
        """What makes others wait as well, and how many wrong passwords of it cost nothing."""
        if self.of_address is None:
            return {}
        return {self.of_login: rules.FREE_TRIES, self.of_address: rules.FREE_TRIES_OF_AN_ADDRESS}

    @property
    def counted(self) -> Mapping[str, int]:
        """All that a wrong password counts for, likewise; every process takes it in this order."""
        return {self.own: rules.FREE_TRIES, **self.shared}


class Tries:
    """Counts each password as wrong before it is looked at, so that a burst is counted one by one.

    Args:
        secret: without it nobody can tell from a row whose it is; all processes have the same.
    """

    def __init__(self, secret: str) -> None:
        self._key = Hidden(secret, "sign-in tries")

    def still_waits(self, session: Session, attempt: Attempt, *, now: datetime) -> timedelta:
        """Return how long a try has yet to wait that was told so before; asking this first, the early cost no write."""
        keys = [self._key(name) for name in attempt.counted]
        rows = session.scalars(select(SignInTries).where(SignInTries.key.in_(keys)))
        return _longest_left((row for row in rows if not _is_forgotten(row, now)), now)

    def begin(self, session: Session, attempt: Attempt, *, now: datetime) -> timedelta:
        """Count a try whose password is looked at next; where it must wait, return how long, and count it not."""
        rows = self._held(session, attempt, now)
        left = _longest_left(rows.values(), now)
        if left:
            return left
        own = rows[attempt.own]
        if attempt.of_address:
            of_address = rows[attempt.of_address]
            of_address.lately = [*_within_a_minute(of_address, now), now.timestamp()]
        if own.next_at is None:  # its turn, which nobody else can put off
            own.next_at = now + _longest_wait(attempt, rows, but=attempt.own)
        if now < own.next_at:
            return own.next_at - now
        for row in rows.values():
            row.wrong, row.last_at = row.wrong + 1, now
        wait = _longest_wait(attempt, rows)
        own.next_at = now + wait if wait else None
        return NONE

    def was_right(self, session: Session, attempt: Attempt) -> None:
        """Forget what was counted against that account and its user; an address keeps what else it has tried."""
        for name in (attempt.own, attempt.of_login):
            self._change(session, name, wrong=0, next_at=None)
        if attempt.of_address:
            self._take_back(session, attempt.of_address)

    def was_not_looked_at(self, session: Session, attempt: Attempt) -> None:
        """Take a try back: whoever it was is not to wait for our being busy."""
        self._take_back(session, attempt.own, next_at=SignInTries.last_at)
        for name in attempt.shared:
            self._take_back(session, name)

    def _held(self, session: Session, attempt: Attempt, now: datetime) -> dict[str, SignInTries]:
        """Return the rows of an attempt by what they count, held until the transaction ends, new or not."""
        keys = {name: self._key(name) for name in attempt.counted}
        new = [{"key": key, "wrong": 0, "lately": [], "last_at": now} for key in keys.values()]
        held = insert_or_hold(session, SignInTries, new, "key")
        for row in held.values():
            if _is_forgotten(row, now):
                row.wrong, row.next_at, row.last_at = 0, None, now
        return {name: held[key] for name, key in keys.items()}

    def _take_back(self, session: Session, name: str, **changed: Any) -> None:
        self._change(session, name, SignInTries.wrong > 0, wrong=SignInTries.wrong - 1, **changed)

    def _change(self, session: Session, name: str, *only: ColumnElement[bool], **changed: Any) -> None:
        session.execute(update(SignInTries).where(SignInTries.key == self._key(name), *only).values(changed))


def _is_forgotten(row: SignInTries, now: datetime) -> bool:
    """Say whether a row counts no more: it is old, or of a time to come, as the clock has been put back since."""
    return not now - rules.TRIES_FORGOTTEN <= row.last_at <= now + rules.LONGEST_WAIT


def _longest_left(rows: Iterable[SignInTries], now: datetime) -> timedelta:
    """Return until when none may try whose turn is yet to come, nor from an address that has used up its minute."""
    return max((max(_until_its_turn(row, now), _until_a_place(row, now)) for row in rows), default=NONE)


def _until_its_turn(row: SignInTries, now: datetime) -> timedelta:
    return max(NONE, row.next_at - now) if row.next_at else NONE


def _until_a_place(row: SignInTries, now: datetime) -> timedelta:
    lately = _within_a_minute(row, now)
    full = len(lately) >= rules.TRIES_A_MINUTE
    return timedelta(seconds=lately[0] - now.timestamp()) + A_MINUTE if full else NONE


def _within_a_minute(row: SignInTries, now: datetime) -> list[float]:
    return [at for at in row.lately if (now - A_MINUTE).timestamp() < at <= now.timestamp()]


def _longest_wait(attempt: Attempt, rows: Mapping[str, SignInTries], *, but: str = "") -> timedelta:
    frees = ((rows[name].wrong, free) for name, free in attempt.counted.items() if name != but)
    return max((rules.wait_after(wrong, free=free) for wrong, free in frees), default=NONE)
