"""Employment tips."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base, Json, UtcDateTime
from community.guidance import Guidance


class EmploymentTip(Guidance, Base):
    """One tip.

    `kind` is `deadline`, `procedure`, `scam_warning` or `advice`; `topic` is `resume`, `interview`, `offer`,
    `internship`, `agreement`, `scam`, `exams`, `jobfair` or `general`. `audience` narrows who is shown it,
    as `{"grade": [2023]}`; empty means everyone.
    """

    __tablename__ = "employment_tips"

    deadline_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    audience: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    @property
    def closes(self) -> datetime | None:
        return self.deadline_at
