"""How a campus began, and which of its rows are still the invented ones of the sample."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base, UtcDateTime


class Beginning(Base):
    """With what this database was first filled: the sample campus, or nothing invented. Decided once."""

    __tablename__ = "beginnings"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    sample: Mapped[bool]


class SampleRow(Base):
    """A row of any table that came with the sample and that nobody of the staff has made their own."""

    __tablename__ = "sample_rows"

    table_name: Mapped[str] = mapped_column(String(40), primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
