"""Guidance that is due to be checked again: its owner is asked twice, then it is withdrawn.

What nobody answers for is neither asked about nor withdrawn: it stays, says in its card that it is due, and stands in
the console's list.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from community import audit
from community.content import PUBLISHED
from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.post import outbox
from community.publishing import publishing
from community.staff import chats
from community.staff.actors import MACHINE
from community.staff.tables import StaffAccount
from community.upkeep import rules
from community.upkeep.kinds import REVIEWS
from community.upkeep.rules import Next

MOST_AT_ONCE = 50
"""Items that a tick looks at: a few milliseconds."""
MOST_SHOWN = 200


def due(session: Session, *, subject_ids: Sequence[int] | None, now: datetime) -> Sequence[GuidanceItem]:
    """Return the published items that should have been checked by now, the longest due first; None for all subjects."""
    query = _due(now)
    if subject_ids is not None:
        query = query.where(GuidanceItem.subject_id.in_(subject_ids))
    return session.scalars(query.limit(MOST_SHOWN)).all()


def _due(now: datetime) -> Select[GuidanceItem]:
    overdue = GuidanceItem.status == PUBLISHED, GuidanceItem.review_by <= now
    return select(GuidanceItem).where(*overdue).order_by(GuidanceItem.review_by, GuidanceItem.id)


def ask_owners(session: Session, now: datetime) -> None:
    """Ask the owners of what is due, once and once again, and withdraw what was asked about twice."""
    lately = now - rules.ASKED_AGAIN_AFTER
    waits = (GuidanceItem.review_asked_at >= GuidanceItem.review_by) & (GuidanceItem.review_asked_at > lately)
    owned = _due(now).join(GuidanceSubject, GuidanceSubject.id == GuidanceItem.subject_id)
    owned = owned.join(StaffAccount, StaffAccount.id == GuidanceSubject.owner_id).where(StaffAccount.active)
    items = owned.where(GuidanceItem.review_asked_at.is_(None) | ~waits).add_columns(StaffAccount)
    asked: dict[int, StaffAccount] = {}
    for item, owner in session.execute(items.limit(MOST_AT_ONCE)).all():
        assert item.review_by is not None
        match rules.next_step(item.review_asked, item.review_asked_at, review_by=item.review_by, now=now):
            case Next.ASK:
                _ask(session, item, owner, now)
                asked[owner.id] = owner
            case Next.WITHDRAW:
                _withdraw(session, item, owner, now)
    session.flush()
    for owner in asked.values():
        _post(session, owner, now)


def _ask(session: Session, item: GuidanceItem, owner: StaffAccount, now: datetime) -> None:
    assert item.review_by is not None
    times = rules.times_asked(item.review_asked, item.review_asked_at, review_by=item.review_by) + 1
    item.review_asked, item.review_asked_at = times, now
    _write_down(session, "review_asked", item, now, owner=owner.id, times=times)


def _withdraw(session: Session, item: GuidanceItem, owner: StaffAccount, now: datetime) -> None:
    _write_down(session, "not_checked", item, now, owner=owner.id)
    publishing.withdraw(session, item, by=MACHINE, now=now)


def _write_down(session: Session, what: str, item: GuidanceItem, now: datetime, **details: str | int) -> None:
    audit.record(session, who="system", what=what, about=f"guidance_items:{item.id}", now=now, **details)


def _post(session: Session, owner: StaffAccount, now: datetime) -> None:
    """Tell an owner in their chat, where they have bound one; one message tells of all that is due."""
    chat = chats.of_account(session, owner.id)
    if chat is not None:
        key = f"{REVIEWS.name}:{owner.id}:{now:%Y-%m-%d}"
        outbox.enqueue(session, REVIEWS, chat.conversation, due_at=now, now=now, about=owner, key=key)


def holds(session: Session, item: GuidanceItem, *, staff_id: int, now: datetime) -> None:
    """Write down that somebody looked at an item and that it holds."""
    item.reviewed_on, item.review_by = now, now + rules.HOLDS_FOR
    item.review_asked, item.review_asked_at = 0, None
    who, about = f"staff:{staff_id}", f"guidance_items:{item.id}"
    audit.record(session, who=who, what="reviewed", about=about, now=now)
    session.flush()
