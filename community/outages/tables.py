"""Outages of the assistant's parts."""

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base, UtcDateTime

OPEN = text("ended_at IS NULL")


class Outage(Base):
    """A time in which one part did not do its work; a partial unique index lets a part have one open outage.

    `last_seen_at` is when a process last found the part stuck; several may look, and not all see the same.
    """

    __tablename__ = "outages"
    __table_args__ = (Index("uq_outages_part_open", "part", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),)

    id: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(20))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
