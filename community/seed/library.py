"""The larger library of the sample campus: what offices are asked day by day, added where it is asked for.

A campus begins with a small sample, which its staff can read in an hour and replace. This library shows what answers
are worth once all offices have written theirs.
"""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import samples
from community.answers.tables import Office
from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.seed import loader

FOLDER = Path(__file__).parent / "library"


def add(session: Session, *, now: datetime, zone: ZoneInfo) -> int:
    """Add what is not there yet, published and marked as invented, and return how many rows are new.

    A row whose code is there already stays as it is. An item names its office by code; what it says of it is taken from
    the office's row.
    """
    rows, local_now = loader.rows_in(FOLDER), now.astimezone(zone)
    added = _new(session, GuidanceSubject, rows, local_now) + _new(session, Office, rows, local_now)
    offices = {office.code: office for office in session.scalars(select(Office))}
    for item in rows["guidance_items"]:
        office = offices[item.pop("office")]
        item |= {"office_zh": _in_one_line(office, "zh"), "office_en": _in_one_line(office, "en")}
    return added + _new(session, GuidanceItem, rows, local_now)


def _new(session: Session, table: Any, rows: dict[str, list[loader.Row]], local_now: datetime) -> int:
    known = set(session.scalars(select(table.code)))
    subjects = session.execute(select(GuidanceSubject.code, GuidanceSubject.id))
    handles = {f"guidance_subjects/{code}": number for code, number in subjects}
    new = [row for row in rows[table.__tablename__] if row["code"] not in known]
    for row in new:
        stored = table(**loader.values(table, row, handles, local_now))
        session.add(stored)
        session.flush()
        samples.note(session, stored)
    return len(new)


def _in_one_line(office: Office, language: str) -> str:
    facts = (office.title(language), office.place(language), office.hours(language), office.phone or "")
    return ("，" if language == "zh" else ", ").join(fact for fact in facts if fact)
