"""How a campus began."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base, UtcDateTime


class Beginning(Base):
    """With what this database was first filled: the sample campus, or nothing invented. Decided once."""

    __tablename__ = "beginnings"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    sample: Mapped[bool]
