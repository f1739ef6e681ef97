"""Rows in a database of an earlier shape: filled in and read again, whatever tables the program maps today."""

from typing import Any

import sqlalchemy as sa

from community.database import Database, UtcDateTime


def fill(database: Database, **rows: list[dict[str, Any]]) -> None:
    """Insert rows into tables as the database has them."""
    tables = {name: table_of_then(database, name) for name in rows}
    with database.transaction() as session:
        for name, several in rows.items():
            for row in several:
                session.execute(sa.insert(tables[name]).values(row))


def rows_of(database: Database, name: str) -> list[dict[str, Any]]:
    """Return the rows of a table as the database has it, by their numbers where it numbers them."""
    table = table_of_then(database, name)
    order = [table.c.id] if "id" in table.c else list(table.c)
    with database.reading() as session:
        return [dict(row) for row in session.execute(sa.select(table).order_by(*order)).mappings()]


def table_of_then(database: Database, name: str) -> sa.Table:
    """Return a table with the columns that the database has, moments and lists typed as ours are."""
    table = sa.Table(name, sa.MetaData(), autoload_with=database.engine, resolve_fks=False)
    for column in table.columns:
        if isinstance(column.type, sa.DateTime):
            column.type = UtcDateTime()
    return table
