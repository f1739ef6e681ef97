"""Changes of large tables made beside whoever reads and writes; each is to be the only one of its migration."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


def create_index(name: str, table: str, columns: Sequence[str], *, where: str | None = None) -> None:
    """Make an index while others write; SQLite, where one writes at a time, makes it plainly.

    PostgreSQL does so outside of any transaction, so one that was cut off is left behind unfinished, and goes first.
    """
    only = sa.text(where) if where else None
    if op.get_bind().dialect.name != "postgresql":
        op.create_index(name, table, list(columns), sqlite_where=only)
        return
    with op.get_context().autocommit_block():
        op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
        op.create_index(name, table, list(columns), postgresql_where=only, postgresql_concurrently=True)
