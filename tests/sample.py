"""The sample campus in a test's database: loaded by the loader once, and from then on as the same rows again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, create_engine, select, text
from sqlalchemy.orm import Session

from community.campus.tables import AcademicTerm, Rulebook
from community.database import Base
from community.schema import load_tables
from community.seed import loader
from understanding.dates.teaching import FIRST_MONDAY

Rows = Sequence[Mapping[str, Any]]


def given_what_comes_with_the_database(session: Session) -> None:
    """Write what the migrations write: the rules of the house, and the first term."""
    session.add_all(
        [Rulebook(), AcademicTerm(name_zh="秋季学期", name_en="Autumn term", begins=FIRST_MONDAY, weeks=20)]
    )
    session.flush()


def given_sample(session: Session, *, now: datetime, zone: ZoneInfo, sample: bool = True) -> None:
    """Fill the empty database of a session as `loader.seed` does.

    The loader asks for every row's id before it writes the next, 300 times; the rows that it made are then the same
    on every database, and are written table by table. Tests on the loader itself call it.
    """
    made = _rows(now, zone, sample)
    for table, rows in made.items():
        session.execute(table.insert(), rows)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("; ".join(_next_id(table) for table in made if "id" in table.c)))


@cache
def _rows(now: datetime, zone: ZoneInfo, sample: bool) -> dict[Table, Rows]:
    load_tables()
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        loader.seed(session, now=now, zone=zone, sample=sample)
        session.flush()
        found = {table: _all_of(session, table) for table in Base.metadata.sorted_tables}
    engine.dispose()
    return {table: rows for table, rows in found.items() if rows}


def _all_of(session: Session, table: Table) -> Rows:
    return [dict(row) for row in session.execute(select(table)).mappings()]


def _next_id(table: Table) -> str:
    return f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))"
