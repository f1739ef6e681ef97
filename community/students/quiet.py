"""When a student is not woken."""

from datetime import time

from sqlalchemy.orm import Session

from community.campus import house
from community.students.tables import Student


def hours(session: Session, student: Student) -> tuple[time, time]:
    """Return the student's quiet hours on their own wall: those they chose, else the house's."""
    begins, ends = house.rules(session).quiet
    return (
        begins if student.quiet_from is None else student.quiet_from,
        ends if student.quiet_until is None else student.quiet_until,
    )
