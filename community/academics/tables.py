"""Academic items."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community import checks
from community.checks import Fault, Row
from community.database import Base, Line, UtcDateTime
from community.guidance import Guidance


class AcademicItem(Guidance, Base):
    """One procedure, date or piece of advice about studying.

    `kind` is `procedure`, `date`, `tutoring` or `advice`; `topic` is `exams`, `leave`, `cet`, `tutoring`, `grades`,
    `thesis`, `papers`, `skills` or `general`. The window is when it can be done; None where that is always so.
    """

    __tablename__ = "academic_items"

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {
        **Guidance.CHOICES,
        "kind": ("advice", "procedure", "date", "tutoring"),
        "topic": ("exams", "leave", "cet", "tutoring", "grades", "thesis", "papers", "skills", "general"),
    }

    window_opens: Mapped[datetime | None] = mapped_column(UtcDateTime)
    window_closes: Mapped[datetime | None] = mapped_column(
        UtcDateTime, CheckConstraint("window_opens < window_closes", name="window_in_order")
    )
    form: Mapped[str] = mapped_column(Line, default="")

    @property
    def opens(self) -> datetime | None:
        return self.window_opens

    @property
    def closes(self) -> datetime | None:
        return self.window_closes

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find also a window that closes before it opens, or before anybody is shown it."""
        yield from super().check(row)
        yield from checks.later(row, "window_closes", than="window_opens")
        yield from checks.later(row, "window_closes", than="valid_from")
