"""How large the database is, as cheaply as it can be told: what grows without bound must be seen before it is felt."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import func, select, text, union_all
from sqlalchemy.orm import Session

from community.database import Base

_ESTIMATES = text(
    "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
)


def rows_by_table(session: Session) -> Mapping[str, int]:
    """Return about how many rows each table holds; counting them would read them all.

    On PostgreSQL as its statistics say, where they have looked at the table yet; on SQLite the ids between the first
    and the last row, of which some may be gone.
    """
    if session.get_bind().dialect.name == "postgresql":
        return _estimated(session)
    tables = [table for table in Base.metadata.sorted_tables if "id" in table.c]
    # The two of each table by themselves: asked for both at once, SQLite reads all of it.
    ends = [select(end(table.c.id)) for table in tables for end in (func.min, func.max)]
    found = session.scalars(union_all(*ends)).all()
    return {
        table.name: 0 if last is None else last - first + 1
        for table, first, last in zip(tables, found[::2], found[1::2], strict=True)
    }


def _estimated(session: Session) -> Mapping[str, int]:
    found = session.execute(_ESTIMATES)
    return {name: int(rows) for name, rows in found if name in Base.metadata.tables and rows >= 0}


def bytes_on_disk(session: Session) -> int:
    """Return the size of the database, of SQLite with what lies in its log."""
    engine = session.get_bind().engine
    if engine.dialect.name == "postgresql":
        return session.scalar(text("SELECT pg_database_size(current_database())")) or 0
    file = Path(engine.url.database or "")
    return sum(path.stat().st_size for path in (file, file.with_name(f"{file.name}-wal")) if path.is_file())
