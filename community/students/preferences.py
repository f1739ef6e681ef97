"""What a student wants to be told without asking."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from community.students.tables import Preference

SUBJECTS = ("safety", "appointments", "events", "employment", "academics", "growth", "safety_education")
"""What may be pushed. Everything is on until a student turns it off."""

DEADLINES = ("employment", "academics", "growth")
"""The subjects that deadlines can belong to."""


class Students(NamedTuple):
    """Those whose ids lie after one and go up to another; to the last where that is None."""

    after: int = 0
    upto: int | None = None


EVERYBODY = Students()


def wants(session: Session, student_id: int, subject: str) -> bool:
    """Say whether the student wants reminders of the subject."""
    wanted = session.scalar(_wanted(), {"student": student_id, "subject": subject})
    return True if wanted is None else wanted


@cache
def _wanted() -> Select[bool]:
    # Built once: building a statement takes longer than running it, and a broadcast asks for each of its readers.
    of_student = Preference.student_id == bindparam("student")
    return select(Preference.wanted).where(of_student, Preference.subject == bindparam("subject"))


def unwanted_by(session: Session, subject: str, students: Students = EVERYBODY) -> set[int]:
    """Return the ids of those of the students who turned the subject off."""
    student = Preference.student_id
    query = select(student).where(Preference.subject == subject, Preference.wanted.is_(False), student > students.after)
    return set(session.scalars(query if students.upto is None else query.where(student <= students.upto)))


def choose(session: Session, student_id: int, subjects: Iterable[str], *, wanted: bool, now: datetime) -> None:
    """Turn the subjects on or off for one student; choosing the same again changes nothing."""
    for subject in subjects:
        if subject not in SUBJECTS:
            raise ValueError(f"no such subject: {subject}")
        row = session.scalar(
            select(Preference).where(Preference.student_id == student_id, Preference.subject == subject)
        )
        if row is None:
            row = Preference(student_id=student_id, subject=subject)
            session.add(row)
        row.wanted, row.changed_at = wanted, now
    session.flush()
