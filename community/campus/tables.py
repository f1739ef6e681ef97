"""Hours and days of the campus, as the office keeps them."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Date, String, Time
from sqlalchemy.orm import Mapped, mapped_column

from community import checks
from community.campus import rules
from community.checks import Fault, Row
from community.database import Base, Line


class OfficeHours(Base):
    """When the community's office is open on a weekday, by the campus clock; a weekday without a row is free."""

    __tablename__ = "office_hours"

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {"weekday": rules.WEEKDAYS}

    id: Mapped[int] = mapped_column(primary_key=True)
    weekday: Mapped[str] = mapped_column(String(3), unique=True)
    begins: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time, CheckConstraint("begins < ends", name="hours_in_order"))

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find hours that end before they begin."""
        return checks.later(row, "ends", than="begins")


class CampusDay(Base):
    """A day that is not like its weekday: a feast on which nobody works, or a weekend day that is worked instead.

    `loaded` is what the country's calendar says of it, None for a day of the school's own. Where the office has changed
    the day, it stays as the office has it.
    """

    __tablename__ = "campus_days"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, unique=True)
    is_worked: Mapped[bool] = mapped_column(default=False)
    name_zh: Mapped[str] = mapped_column(Line)
    name_en: Mapped[str] = mapped_column(Line, default="")
    loaded: Mapped[str | None] = mapped_column(String(500))

    @property
    def is_as_loaded(self) -> bool:
        """Whether nobody has changed what the country's calendar said."""
        return self.loaded == rules.in_one_line(self.is_worked, self.name_zh, self.name_en)
