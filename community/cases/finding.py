"""The place of a case in the queue."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.cases.states import CaseState
from community.cases.tables import IS_OPEN, HandoffCase


def ahead_of(session: Session, case: HandoffCase) -> int:
    """Return how many who asked for a person before are still waiting."""
    waiting = select(func.count()).where(
        IS_OPEN, HandoffCase.state == CaseState.REQUESTED, HandoffCase.kind == "person", HandoffCase.id < case.id
    )
    return session.scalar(waiting) or 0
