"""What the intake asks of the inbox, one transaction each: for threads, not for the event loop."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.turns.first_look import FirstLook
from community.clock import shared_moment
from community.database import Database
from community.post import claiming, inbox
from community.post.fairness import FairOrder
from community.post.inbox import Arrival, InboxFull
from community.post.tables import InboxItem

CLAIMED_AT_ONCE = 64

FULL_LOOK_SECONDS = 1.0
RENEW_SECONDS = claiming.LEASE.total_seconds() / 4  # the intake claims once a second, and oftener


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of messages.

    Args:
        new: how many of each group were new, or why it was refused.
        taken: the messages of all groups that were not refused.
        claimed: what was claimed at once.
    """

    new: Sequence[int | InboxFull]
    taken: Sequence[Arrival]
    claimed: Sequence[InboxItem]

    @property
    def count(self) -> int:
        """How many were new."""
        return sum(new for new in self.new if isinstance(new, int))

    @property
    def lanes(self) -> frozenset[str]:
        """The lanes of what was taken in."""
        return frozenset(one.lane for one in self.taken)

    @property
    def urgent_lanes(self) -> frozenset[str]:
        """Those of what may not wait."""
        return frozenset(one.lane for one in self.taken if one.urgency)


class Keeping:
    """Keeps messages in the inbox, and claims them.

    Args:
        channels: whose messages can be answered here.
        first_look: says which messages may not wait; without one all are ordinary.
    """

    def __init__(
        self,
        database: Database,
        channels: Collection[str],
        *,
        now: Callable[[], datetime],
        claimer: str,
        first_look: FirstLook | None,
    ) -> None:
        self._database = database
        self._channels = channels
        self._now = now
        self._claimer = claimer
        self._first_look = first_look
        self._order = FairOrder()
        self._claims = True
        self._waiting, self._looked_at = 0, float("-inf")
        self._renewed_at = float("-inf")

    def stop_claiming(self) -> None:
        """Claim nothing more beside what is kept: nobody would answer it here."""
        self._claims = False

    def keep(self, groups: Sequence[Sequence[Arrival]], *, before: datetime, at_hand: Collection[int]) -> Kept:
        """Store messages and claim what waits, in the same transaction.

        Args:
            groups: messages by who brings them; of a full inbox only those are refused that bring nothing urgent.
            before: of what is not urgent claim only what has its turn before then.

        Raises:
            DatabaseAway: nothing was stored.
        """
        heard = [self._first_look.hear(group) for group in groups] if self._first_look else []
        with self._database.transaction(hurried=True) as session:
            now = self._now()
            if self._first_look:
                groups = [self._first_look.judge(session, group, now=now) for group in heard]
            has_room = self._room(session)
            fits = [not group or any(has_room(one) for one in group) for group in groups]
            taken = [one for group, fit in zip(groups, fits, strict=True) if fit for one in group]
            taken = self._in_order(session, taken, now)
            new = inbox.keep(session, taken, now=now)
            comes_next = any(one.urgency or (one.turn_at or now) < before for one in taken)
            claimed = self._claim(session, at_hand, before) if self._claims and new and comes_next else []
        counts = [
            len(new & {one.name for one in group}) if fit else InboxFull("too many messages wait")
            for group, fit in zip(groups, fits, strict=True)
        ]
        return Kept(counts, taken, claimed)

    def _in_order(self, session: Session, arrivals: Sequence[Arrival], now: datetime) -> list[Arrival]:
        """Return messages with the times of their turns."""
        timed = [replace(one, turn_at=self._order.turn_at(one, now=now)) for one in arrivals]
        return inbox.behind_their_lanes(session, timed)

    def _room(self, session: Session) -> Callable[[Arrival], bool]:
        """Return what says whether a message may be taken in."""
        if time.monotonic() - self._looked_at > FULL_LOOK_SECONDS:
            self._waiting, self._looked_at = inbox.count_waiting(session), time.monotonic()
        return lambda one: self._waiting < (inbox.MOST_WAITING_WITH_URGENT if one.urgency else inbox.MOST_WAITING)

    def claim(self, at_hand: Collection[int], *, only_urgent: bool = False) -> list[InboxItem]:
        """Claim what waits, as much as fills the places.

        Raises:
            DatabaseAway: nobody has claimed it, or the news of it was lost.
        """
        with self._database.transaction(hurried=True) as session:
            return self._claim(session, at_hand, claiming.NEVER if only_urgent else claiming.EVER)

    def _claim(self, session: Session, at_hand: Collection[int], before: datetime) -> list[InboxItem]:
        now = shared_moment(session, self._now)
        if at_hand and time.monotonic() - self._renewed_at > RENEW_SECONDS:
            claiming.renew(session, at_hand, claimer=self._claimer, now=now)
            self._renewed_at = time.monotonic()
        return claiming.claim(
            session,
            claimer=self._claimer,
            channels=self._channels,
            most=CLAIMED_AT_ONCE,
            now=now,
            at_hand=at_hand,
            ordinary_before=before,
        )

    def is_answered(self, arrival: Arrival) -> bool:
        """Say whether a kept message has been answered, or set aside."""
        with self._database.reading() as session:
            return inbox.is_answered(session, arrival)

    def begin_turn(self, item_id: int) -> int:
        """Count one more turn for a message, and return how many that makes.

        Raises:
            LeaseLost: another process took it over.
        """
        with self._database.transaction(hurried=True) as session:
            return claiming.begin(session, item_id, claimer=self._claimer)

    def release(self, called_off: Collection[int]) -> None:
        """Give back what was claimed here and will not be answered."""
        with self._database.transaction(hurried=True) as session:
            claiming.release(session, (self._claimer,), called_off=called_off)
