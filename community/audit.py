"""Who did what to what, and when; ids only, never words."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from community.database import Base, Json, UtcDateTime


class AuditEntry(Base):
    """One step that somebody must be able to look up later."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    who: Mapped[str] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(80))
    about: Mapped[str] = mapped_column(String(80))
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


def record(session: Session, *, who: str, what: str, about: str, now: datetime, **details: str | int) -> None:
    """Write one step down, in the caller's transaction.

    Args:
        who: `staff:3`, `student:17` or `system`.
        about: the row that was touched, as `case:5`.
        details: ids and states; never anybody's words.
    """
    session.add(AuditEntry(at=now, who=who, what=what, about=about, details=details))
