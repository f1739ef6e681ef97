"""How far each student has come on the party's path."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base


class PartyStage(Base):
    """The stage of the party's path that a student has reached, and since when; written by the branch."""

    __tablename__ = "party_stages"

    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(String(20))
    since: Mapped[date]
