"""Employment tips."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from community.checks import Fault, Row
from community.database import Base, Json, UtcDateTime
from community.employment import rules
from community.guidance import Guidance


class EmploymentTip(Guidance, Base):
    """One tip.

    `kind` is `deadline`, `procedure`, `scam_warning` or `advice`; `topic` is `resume`, `interview`, `offer`,
    `internship`, `agreement`, `scam`, `exams`, `jobfair` or `general`. `audience` narrows who is shown it,
    as `{"grade": [2023]}`; empty means everyone.
    """

    __tablename__ = "employment_tips"

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {
        **Guidance.CHOICES,
        "kind": ("advice", "procedure", "deadline", "scam_warning"),
        "topic": ("resume", "interview", "offer", "internship", "agreement", "scam", "exams", "jobfair", "general"),
    }

    deadline_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    audience: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    @property
    def closes(self) -> datetime | None:
        return self.deadline_at

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find also what `rules.check` finds."""
        yield from super().check(row)
        yield from rules.check(row)
