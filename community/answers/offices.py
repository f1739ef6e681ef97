"""The office that is asked where no other fits."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.answers.tables import Office


def general(session: Session, now: datetime) -> Office | None:
    """Return the office for everything else, None where none is written down."""
    return session.scalar(select(Office).where(Office.is_live(now), Office.general).order_by(Office.id).limit(1))
