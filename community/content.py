"""What all published matter has in common: two languages, a draft and a published state, a time to live."""

from datetime import datetime
from typing import Self

from sqlalchemy import ColumnElement, String, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from community.database import UtcDateTime, Words

DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"


class Content:
    """Columns of a piece of content that staff write, publish and let expire."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title_zh: Mapped[str] = mapped_column(Words)
    title_en: Mapped[str] = mapped_column(Words)
    body_zh: Mapped[str] = mapped_column(Words, default="")
    body_en: Mapped[str] = mapped_column(Words, default="")
    status: Mapped[str] = mapped_column(String(12), default=DRAFT)
    valid_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source_url: Mapped[str] = mapped_column(Words, default="")
    reviewed_on: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    def title(self, language: str) -> str:
        """Return the title in the language, or in the other where none was written."""
        return (self.title_zh or self.title_en) if language == "zh" else (self.title_en or self.title_zh)

    def body(self, language: str) -> str:
        """Return the body in the language, or in the other where none was written."""
        return (self.body_zh or self.body_en) if language == "zh" else (self.body_en or self.body_zh)

    @classmethod
    def is_live(cls, now: datetime) -> ColumnElement[bool]:
        """Return the condition that a row may be shown at `now`: published, begun and not expired."""
        return and_(
            cls.status == PUBLISHED,
            or_(cls.valid_from.is_(None), cls.valid_from <= now),
            or_(cls.expires_at.is_(None), cls.expires_at > now),
        )

    @classmethod
    def live(cls, session: Session, now: datetime) -> list[Self]:
        """Return the rows that may be shown at `now`, in the order they were written."""
        query = select(cls).where(cls.is_live(now)).order_by(cls.id)
        return list(session.scalars(query))
