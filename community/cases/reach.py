"""Whether anybody of the staff would learn of something now, and whether what they were told has reached them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from community.post import talks
from community.post.conversations import Conversation
from community.post.kinds import Kind, Row
from community.post.states import NEEDS_STAFF, DeliveryState
from community.post.tables import DUE, SENDING, Delivery, tells_of
from community.staff import rules
from community.staff.tables import StaffAccount, StaffSession

AT_THE_CONSOLE = timedelta(minutes=15)  # an open page is noted each minute; who was seen earlier may be gone
LEAVES_WITHIN = timedelta(minutes=2)  # what waits longer for its group shows that nothing gets there
ENDED = (DeliveryState.SENT, *NEEDS_STAFF)

Standing = Literal["arrived", "on_its_way", "failed", "none"]
May = Callable[[Collection[str]], bool]


@dataclass(frozen=True, slots=True)
class Reach:
    """Who can be told at one moment.

    Args:
        groups: staff chats that take messages, `broken_groups` those where what was sent last did not get through.
        signed_in: staff who are at the console, `accounts` those who could be: both counted by person.
    """

    groups: int = 0
    broken_groups: int = 0
    signed_in: int = 0
    accounts: int = 0

    @property
    def anybody(self) -> bool:
        """Whether somebody would see an alert that is sent now."""
        return self.groups > 0 or self.signed_in > 0

    @property
    def is_set_up(self) -> bool:
        """Whether there is any way to alert staff at all, be it out of order or unattended just now."""
        return self.groups + self.broken_groups + self.accounts > 0


def look(session: Session, now: datetime, *, may: May = rules.may_answer_cases) -> Reach:
    """Return who can be told at `now`; what this very transaction queues is not held against its group.

    Args:
        may: which roles see what is to be told; cases unless another rule is named.
    """
    groups = talks.staff_groups(session)
    working = sum(_works(session, group, now) for group in groups)
    accounts = {one.id for one in session.scalars(select(StaffAccount).where(StaffAccount.active)) if may(one.roles)}
    here = accounts & set(session.scalars(_at_the_console(now)))
    return Reach(working, len(groups) - working, len(here), len(accounts))


def told(session: Session, kind: Kind[Row], about: Row) -> Standing:
    """Return how far the news of that kind about that row has got to the staff's groups, the best of them."""
    states = set(session.scalars(select(Delivery.state).where(tells_of(kind, about))))
    if DeliveryState.SENT in states:
        return "arrived"
    if states & {DeliveryState.DUE, DeliveryState.SENDING}:
        return "on_its_way"
    return "failed" if states & set(NEEDS_STAFF) else "none"


def _works(session: Session, group: Conversation, now: datetime) -> bool:
    if group.channel_address.blocked_at is not None:
        return False
    ours = Delivery.conversation_id == group.id
    stuck = select(exists().where(ours, or_(DUE, SENDING), Delivery.due_at <= now - LEAVES_WITHIN))
    if session.scalar(stuck):
        return False
    ended = select(Delivery.state).where(ours, Delivery.state.in_(ENDED)).order_by(Delivery.id.desc()).limit(1)
    return session.scalar(ended) in (None, DeliveryState.SENT)


def _at_the_console(now: datetime) -> Select[int]:
    return select(StaffSession.staff_id).where(
        StaffSession.revoked_at.is_(None),
        StaffSession.expires_at > now,
        StaffSession.last_seen_at > now - AT_THE_CONSOLE,
    )
