"""What students have agreed to about how counseling is kept confidential."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.counseling import rules
from community.counseling.tables import Consent

PURPOSE = "counseling"


def has_consented(session: Session, student_id: int) -> bool:
    """Say whether the student has agreed to how counseling is kept confidential, in today's version."""
    return _consent(session, student_id) is not None


def consent(session: Session, student_id: int, *, now: datetime) -> None:
    """Keep that the student has agreed to it; a second time changes nothing."""
    if _consent(session, student_id) is None:
        session.add(Consent(student_id=student_id, purpose=PURPOSE, version=rules.CONSENT_VERSION, at=now))
        session.flush()


def _consent(session: Session, student_id: int) -> Consent | None:
    return session.scalar(
        select(Consent).where(
            Consent.student_id == student_id, Consent.purpose == PURPOSE, Consent.version == rules.CONSENT_VERSION
        )
    )
