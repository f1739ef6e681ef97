"""Growth items, and how far each student has come on the party's path."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community import checks
from community.checks import Fault, Row
from community.database import Base, UtcDateTime
from community.guidance import Guidance


class GrowthItem(Guidance, Base):
    """One step, duty or offer.

    `topic` is its field: `party`, `league`, `moral`, `intellectual`, `physical`, `aesthetic`, `labour`,
    `volunteering` or `innovation`. `unit` is the part of the community that it belongs to: `party_building`,
    `three_comprehensive`, `safe_community` or `intelligent_service`. `kind` is `procedure`, `duty` or `advice`.
    """

    __tablename__ = "growth_items"

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {
        **Guidance.CHOICES,
        "kind": ("advice", "procedure", "duty"),
        "topic": (
            *("party", "league", "moral", "intellectual", "physical", "aesthetic", "labour"),
            *("volunteering", "innovation", "general"),
        ),
        "unit": ("party_building", "three_comprehensive", "safe_community", "intelligent_service"),
    }

    unit: Mapped[str] = mapped_column(String(30), default="three_comprehensive")
    deadline_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def closes(self) -> datetime | None:
        return self.deadline_at

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find also a deadline that is over before anybody is shown it."""
        yield from super().check(row)
        yield from checks.later(row, "deadline_at", than="valid_from")


class PartyStage(Base):
    """The stage of the party's path that a student has reached, and since when; written by the branch."""

    __tablename__ = "party_stages"

    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(String(20))
    since: Mapped[date]
