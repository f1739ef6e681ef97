"""Which staff account is which counselor's."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from community import audit
from community.counseling.tables import Counselor
from community.staff.tables import StaffAccount


class NoSuchCounselor(Exception):
    """Nobody has that code."""


def link(session: Session, code: str, account: StaffAccount | None, *, by: str, now: datetime) -> Counselor:
    """Say that an account is a counselor's, and of no other; None takes it away. What comes is told there.

    Args:
        by: who says so, as `staff:3`.

    Raises:
        NoSuchCounselor: nothing is written.
    """
    counselor = session.scalar(select(Counselor).where(Counselor.code == code))
    if counselor is None:
        raise NoSuchCounselor(code)
    if account is not None:
        session.execute(update(Counselor).where(Counselor.staff_id == account.id).values(staff_id=None))
    counselor.staff_id = account.id if account is not None else None
    who = f"staff:{account.id}" if account is not None else "nobody"
    audit.record(session, who=by, what="counselor_linked", about=f"counselor:{counselor.id}", now=now, account=who)
    session.flush()
    return counselor


def everyone(session: Session) -> list[Counselor]:
    """Return all counselors, those who see students first."""
    return list(session.scalars(select(Counselor).order_by(Counselor.active.desc(), Counselor.id)))
