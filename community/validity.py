"""Whether a row may be kept: what its columns say by themselves, then what its subject's rules say.

It serves every way in: forms today, files to be read tomorrow.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Date, String, func, inspect, select
from sqlalchemy.orm import Session

from community import checks
from community.checks import Fault, Row, Wrong
from community.database import Address, Base, Line, Lines, UtcDateTime, Words

LONGEST_LINE, LONGEST_TEXT = 200, 2_000  # characters; a whole answer has to fit into one message of 4,096
MOST_ITEMS, LONGEST_ITEM = 50, 300
LOOKED_AT = ("reviewed_on", "verified_on")
"""Columns that say when somebody looked: never ahead of the clock."""


def faults(model: type[Base], row: Row) -> list[Fault]:
    """Return what is wrong with a row, at most one thing for each column.

    Args:
        row: every column that was filled in, read; one that is missing counts as empty.
    """
    found = [*_of_columns(model, row), *model.check(row)]
    return list({fault.column: fault for fault in reversed(found)}.values())[::-1]


def _of_columns(model: type[Base], row: Row) -> Iterator[Fault]:
    columns: Mapping[str, Column[Any]] = dict(inspect(model).columns.items())
    for name, column in columns.items():
        if checks.is_blank(row.get(name)):
            yield from _missing(columns, column, name, row)
        elif name in model.CHOICES:
            yield from checks.chosen(row, name, model.CHOICES[name])
        else:
            yield from _by_type(column.type, name, row)


def _missing(columns: Mapping[str, Column[Any]], column: Column[Any], name: str, row: Row) -> Iterator[Fault]:
    if column.nullable or column.default is not None or column.primary_key:
        return
    other = partner(columns, name)
    if other is None:
        yield Fault(name, Wrong.MISSING)
    elif checks.is_blank(row.get(other)) and not name.endswith("_en"):
        yield Fault(name, Wrong.ONE_LANGUAGE, than=other)


def partner(columns: Iterable[str], name: str) -> str | None:
    """Return the column that has the same words in the other language, None where there is none."""
    stem = name.removesuffix("_en").removesuffix("_zh")
    others = (each for each in (f"{stem}_zh", f"{stem}_en", stem) if each in columns and each != name)
    return next(others, None)


def _by_type(kind: object, name: str, row: Row) -> Iterable[Fault]:
    if isinstance(kind, Lines):
        return checks.lines(row, name, most=MOST_ITEMS, longest=LONGEST_ITEM)
    if isinstance(kind, Address):
        return [*checks.web_address(row, name), *checks.length(row, name, LONGEST_LINE)]
    if isinstance(kind, (Words, String)):
        return checks.length(row, name, _longest(kind))
    return checks.year(row, name) if isinstance(kind, (UtcDateTime, Date)) else ()


def _longest(kind: Words | String) -> int:
    if isinstance(kind, Words):
        return LONGEST_LINE if isinstance(kind, Line) else LONGEST_TEXT
    return kind.length or LONGEST_LINE


def ahead_of_clock(changed: Row, *, now: datetime) -> Iterator[Fault]:
    """Find a day on which somebody is said to have looked, and which has not come yet.

    Args:
        changed: the columns that are new; what was true when it was written is not judged again.
        now: on the campus clock.
    """
    for name in LOOKED_AT:
        value = changed.get(name)
        if value is not None and (value > now if isinstance(value, datetime) else value > now.date()):
            yield Fault(name, Wrong.STILL_AHEAD)


def clashes(session: Session, model: type[Base], row: Row, *, but: int | None) -> Iterator[Fault]:
    """Find what other rows stand in the way of: a code or number that is taken, somebody who is not there.

    Args:
        but: the id of the row itself, None where it is new.
    """
    for name, column in inspect(model).columns.items():
        value = row.get(name)
        if checks.is_blank(value):
            continue
        if column.unique and _is_taken(session, model, column, value, but):
            yield Fault(name, Wrong.TAKEN)
        for key in column.foreign_keys:
            if session.scalar(select(key.column).where(key.column == value)) is None:
                yield Fault(name, Wrong.NO_CHOICE)
    yield from model.clashes(session, row, but=but)


def _is_taken(session: Session, model: type[Base], column: Column[Any], value: Any, but: int | None) -> bool:
    # Whoever reads a code out to somebody does not say in which letters it is written.
    same = func.lower(column) == value.lower() if isinstance(value, str) else column == value
    key = inspect(model).primary_key[0]
    return session.scalar(select(key).where(same, key != (but or 0)).limit(1)) is not None
