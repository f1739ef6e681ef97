"""The days that are not like their weekday, with their names."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.campus.tables import CampusDay
from community.languages import either


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A feast, or a weekend day that is worked."""

    is_worked: bool
    name_zh: str
    name_en: str

    def name(self, language: str) -> str:
        """Return what the day is called."""
        return either(language, self.name_zh, self.name_en)


def special(session: Session) -> dict[date, SpecialDay]:
    """Return them all by day."""
    columns = (CampusDay.day, CampusDay.is_worked, CampusDay.name_zh, CampusDay.name_en)
    rows = session.execute(select(*columns)).all()
    return {day: SpecialDay(is_worked, name_zh, name_en) for day, is_worked, name_zh, name_en in rows}
