"""Loading the sample campus: one YAML file for each subject, `<table name>: [rows]`.

A value may be written so that a fresh database is alive whenever it is loaded:

- `{in_days: 7, at: "09:00"}`: that many days from today, at that time on the campus clock (00:00 without `at`);
- `{next: Wed, at: "14:00", weeks: 1}`: the next such weekday after today, `weeks` later (0 without it);
- `{ref: counselors/li}`: the id of the row of that table that was given the handle `as: li`, or has that `code`
  or `identifier`. A row may refer to rows of other tables in any file, and to earlier rows of its own table.
- `"14:00"` in a column of wall times, `"2026-11-01"` in a column of dates or moments.

All of it is invented and is marked as such, but for rows with `real: true`: they hold on any campus.
"""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import Date, Time, func, select
from sqlalchemy.orm import Session

from community import samples
from community.campus.rules import WEEKDAYS
from community.database import Base, UtcDateTime
from community.schema import load_tables
from community.seed.tables import Beginning

FOLDER = Path(__file__).parent
READER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C, ten times as quick, comes with most wheels

Row = dict[str, Any]


def is_empty(session: Session) -> bool:
    """Say whether nothing was decided yet, and none of the tables that the sample campus would fill holds a row."""
    classes = _classes()
    filled = (Beginning, *(classes[name] for name in rows_in(FOLDER)))
    return not any(session.scalar(select(func.count()).select_from(table)) for table in filled)


def seed(session: Session, *, now: datetime, zone: ZoneInfo, sample: bool = True) -> int:
    """Load every file, note what of it is invented, and return the number of rows; `zone` is the campus clock's.

    Args:
        sample: False loads only what holds on any campus: the numbers of the whole country.

    Raises:
        KeyError: a file names a table, column or row that does not exist.
    """
    classes, rows, count = _classes(), rows_in(FOLDER), 0
    handles: dict[str, int] = {}
    if unknown := rows.keys() - classes.keys():
        raise KeyError(f"the seed names tables that do not exist: {sorted(unknown)}")
    for table in Base.metadata.sorted_tables:  # a table comes after those that it refers to
        for row in rows.get(table.name, []):
            names, real = (row.pop("as", None), row.get("code"), row.get("identifier")), row.pop("real", False)
            if not (sample or real):
                continue
            stored = classes[table.name](**values(classes[table.name], row, handles, now.astimezone(zone)))
            session.add(stored)
            session.flush()
            if not real:
                samples.note(session, stored)
            handles |= {f"{table.name}/{name}": stored.id for name in names if name}
            count += 1
    session.add(Beginning(at=now, sample=sample))
    return count


def _classes() -> dict[str, Any]:
    load_tables()
    return {mapper.local_table.description: mapper.class_ for mapper in Base.registry.mappers}


def rows_in(folder: Path) -> dict[str, list[Row]]:
    """Return the rows of all files of a folder by table; whoever asks may change them."""
    together: dict[str, list[Row]] = {}
    for name, rows in deepcopy(_sections(folder)):
        together.setdefault(name, []).extend(rows)
    return together


@cache
def _sections(folder: Path) -> list[tuple[str, list[Row]]]:
    """Read the files; they don't change while the assistant runs."""
    return [section for path in sorted(folder.glob("*.yml")) for section in _read(path).items()]


def _read(path: Path) -> dict[str, list[Row]]:
    with path.open(encoding="utf-8") as file:
        read: dict[str, list[Row]] = yaml.load(file, READER)  # noqa: S506 - both are safe loaders
        return read


def values(table: Any, row: Row, handles: Mapping[str, int], local_now: datetime) -> Row:
    """Return a row's columns as the table keeps them.

    Args:
        handles: the ids of rows that others refer to, by `<table name>/<handle or code>`.
        local_now: now, on the campus clock.

    Raises:
        KeyError: the table has no such column.
    """
    types = {column.name: column.type for column in table.__table__.columns}
    if unknown := row.keys() - types.keys():
        raise KeyError(f"{table.__tablename__} has no column {sorted(unknown)}")
    return {name: _value(value, types[name], handles, local_now) for name, value in row.items()}


def _value(value: Any, kind: Any, handles: Mapping[str, int], local_now: datetime) -> Any:
    if isinstance(value, dict) and "ref" in value:
        return handles[value["ref"]]
    if isinstance(kind, Time):
        return time.fromisoformat(value)
    if isinstance(kind, Date):
        return _day(value, local_now.date())
    if isinstance(kind, UtcDateTime) and value is not None:
        return _moment(value, local_now)
    return value


def _moment(value: Any, local_now: datetime) -> datetime:
    at = time.fromisoformat(value.get("at", "00:00")) if isinstance(value, dict) else time()
    return datetime.combine(_day(value, local_now.date()), at, local_now.tzinfo)


def _day(value: Any, today: date) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return date.fromisoformat(value)
    if "in_days" in value:
        return today + timedelta(days=value["in_days"])
    ahead = (WEEKDAYS.index(value["next"]) - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead, weeks=value.get("weeks", 0))
