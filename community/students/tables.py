"""Students, their addresses on channels and their preferences."""

from datetime import datetime, time

from sqlalchemy import ForeignKey, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.database import Base, UtcDateTime, Words


class Student(Base):
    """One student; a first message makes one, a school number may be added later.

    Between `quiet_from` and `quiet_until` they are not woken; None where the house's own hours hold (`quiet.py`).
    """

    __tablename__ = "students"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(Words, default="")
    language: Mapped[str | None] = mapped_column(String(5))
    zone: Mapped[str] = mapped_column(String(60))
    area: Mapped[str] = mapped_column(String(80), default="")
    college: Mapped[str] = mapped_column(String(80), default="")
    grade: Mapped[int | None]
    party_stage: Mapped[str] = mapped_column(String(20), default="")
    quiet_from: Mapped[time | None] = mapped_column(Time)
    quiet_until: Mapped[time | None] = mapped_column(Time)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    addresses: Mapped[list["ChannelAddress"]] = relationship(back_populates="student")


class ChannelAddress(Base):
    """Where one student, or a group of staff, is reached on one channel.

    `blocked_at` since they left it; `formerly` is the address of a group before it moved.
    """

    __tablename__ = "channel_addresses"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(120))
    student_id: Mapped[int | None] = mapped_column(ForeignKey("students.id"), index=True)
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    formerly: Mapped[str | None] = mapped_column(String(120))
    student: Mapped[Student | None] = relationship(back_populates="addresses")


class Preference(Base):
    """Whether a student wants reminders of one subject; where no row stands, the subject's default holds."""

    __tablename__ = "preferences"
    __table_args__ = (UniqueConstraint("student_id", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    subject: Mapped[str] = mapped_column(String(30))
    wanted: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
