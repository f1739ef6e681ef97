"""Who answers for which subjects."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.guidance.tables import GuidanceSubject
from community.staff.tables import StaffAccount


def owners(session: Session) -> Sequence[StaffAccount]:
    """Return all who answer for a subject and may still sign in."""
    query = select(StaffAccount).where(StaffAccount.active)
    return session.scalars(
        query.where(StaffAccount.id.in_(select(GuidanceSubject.owner_id))).order_by(StaffAccount.id)
    ).all()


def subjects_of(session: Session, staff_id: int) -> list[int]:
    """Return the numbers of the subjects that somebody answers for."""
    return list(session.scalars(select(GuidanceSubject.id).where(GuidanceSubject.owner_id == staff_id)))
