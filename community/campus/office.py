"""The office's calendar, read from its rows."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.campus.rules import USUAL_HOURS, WEEKDAYS, OfficeCalendar
from community.campus.tables import CampusDay, OfficeHours


def calendar(session: Session, zone: ZoneInfo) -> OfficeCalendar:
    """Return when the office is open.

    Args:
        zone: the campus clock's.
    """
    rows = session.execute(select(OfficeHours.weekday, OfficeHours.begins, OfficeHours.ends)).all()
    days = session.execute(select(CampusDay.day, CampusDay.is_worked)).all()
    hours = {WEEKDAYS.index(weekday): (begins, ends) for weekday, begins, ends in rows}
    return OfficeCalendar(zone, hours or USUAL_HOURS, dict(iter(days)))
