"""Lessons, and the trainings that took them in."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.database import Base, Json, Line, UtcDateTime
from community.staff.tables import StaffAccount
from community.teaching.states import OPEN_LESSONS, OPEN_WORK, LessonState, TrainingState, Work

_OPEN = text("state IN ({})".format(", ".join(f"'{state}'" for state in OPEN_LESSONS)))


class Training(Base):
    """One piece of work on the models, asked for by one of the staff; one at a time is open.

    `what` is a `Work`, `state` a `TrainingState`. `step` is how far it is, `why` what it failed of, each as the process
    that does it says so. `report` holds what the trial measured (`understanding/trial/trial.py`), with numbers of
    lessons and questions and never their words. `stamp` names the models that were made, `instead_of` those that were
    live before.
    """

    __tablename__ = "trainings"

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(10), default=Work.TRAIN)
    state: Mapped[str] = mapped_column(String(12), default=TrainingState.ASKED, index=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("staff_accounts.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    step: Mapped[str] = mapped_column(Line, default="")
    why: Mapped[str] = mapped_column(Line, default="")
    report: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    stamp: Mapped[str] = mapped_column(String(64), default="")
    instead_of: Mapped[str] = mapped_column(String(64), default="")
    staff: Mapped[StaffAccount | None] = relationship(lazy="joined")

    @property
    def is_open(self) -> bool:
        """Whether it waits or is under way."""
        return self.state in OPEN_WORK


class Lesson(Base):
    """An example that the office adds to an intent; `words` are the office's own, never a student's name or number.

    `state` is a `LessonState`; one is `proposed` unchecked until `checked_at`. `sameness` is what makes two lessons the
    same example: of those that are proposed or taught each is unique. `why` names what one was refused for.
    `training_id` is the training that taught it, None before.
    """

    __tablename__ = "lessons"
    __table_args__ = (
        Index("uq_lessons_sameness_open", "sameness", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(Line)
    sameness: Mapped[str] = mapped_column(String(200))
    intent: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(5))
    state: Mapped[str] = mapped_column(String(10), default=LessonState.PROPOSED, index=True)
    why: Mapped[str] = mapped_column(String(20), default="")
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("staff_accounts.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    training_id: Mapped[int | None] = mapped_column(ForeignKey("trainings.id"), index=True)
    staff: Mapped[StaffAccount | None] = relationship(lazy="joined")
