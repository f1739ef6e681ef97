"""Finding a case, and its place in the queue."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.handoff.tables import HandoffCase


def ahead_of(session: Session, case: HandoffCase) -> int:
    """Return how many who asked for a person before are still waiting."""
    waiting = select(func.count()).where(
        HandoffCase.state == "requested", HandoffCase.kind == "person", HandoffCase.id < case.id
    )
    return session.scalar(waiting) or 0


def with_ref(session: Session, ref: str) -> HandoffCase | None:
    """Return the case of that reference, None where there is none."""
    return session.scalar(select(HandoffCase).where(HandoffCase.ref == ref))
