"""Academic items."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base, UtcDateTime, Words
from community.guidance import Guidance


class AcademicItem(Guidance, Base):
    """One procedure, date or piece of advice about studying.

    `kind` is `procedure`, `date`, `tutoring` or `advice`; `topic` is `exams`, `leave`, `cet`, `tutoring`, `grades`,
    `thesis`, `papers`, `skills` or `general`. The window is when it can be done; None where that is always so.
    """

    __tablename__ = "academic_items"

    window_opens: Mapped[datetime | None] = mapped_column(UtcDateTime)
    window_closes: Mapped[datetime | None] = mapped_column(UtcDateTime)
    form: Mapped[str] = mapped_column(Words, default="")

    @property
    def opens(self) -> datetime | None:
        return self.window_opens

    @property
    def closes(self) -> datetime | None:
        return self.window_closes
