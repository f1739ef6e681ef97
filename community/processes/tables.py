"""Which processes there are, and which of them does what only one may do at a time."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base, UtcDateTime


class Presence(Base):
    """One role of one process, and when that process was last seen alive, by the clock that all processes share.

    `signs_with` tells secrets apart without telling them; None where the process signs nothing. `learns` names what is
    still taught that its answers will be better by; None where nothing is.
    """

    __tablename__ = "process_roles"

    process: Mapped[str] = mapped_column(String(32), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signs_with: Mapped[str | None] = mapped_column(String(16))
    learns: Mapped[str | None] = mapped_column(String(40))


class Tenure(Base):
    """What one process does at a time, which, and until when it is its own unless it is lengthened."""

    __tablename__ = "tenures"

    task: Mapped[str] = mapped_column(String(80), primary_key=True)
    process: Mapped[str] = mapped_column(String(32))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class SharedCount(Base):
    """How much all processes have counted together under a key, which ends with its window of time.

    `key` is a digest that needs our secret: it is made of an address of a visitor or a talk.
    """

    __tablename__ = "shared_counts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    total: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Tick(Base):
    """When a job of the timetable that several processes share last ended well, by their shared clock."""

    __tablename__ = "ticks"

    job: Mapped[str] = mapped_column(String(80), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime)
