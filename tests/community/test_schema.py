"""The migrations lead to the tables that the code maps, and back to nothing."""

from collections.abc import Iterator

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from community import schema
from community.database import Database
from community.migrations import beside


@pytest.fixture
def empty(bare_url: str) -> Iterator[Database]:
    """A database without any table."""
    database = Database(bare_url)
    yield database
    database.close()


def test_the_migrations_lead_to_the_mapped_tables(empty: Database) -> None:
    assert not schema.is_current(empty)
    schema.migrate(empty)
    assert schema.is_current(empty)
    assert schema.differences(empty) == []


def test_every_migration_can_be_taken_back(empty: Database) -> None:
    schema.migrate(empty)
    schema.migrate(empty, schema.EMPTY)
    assert inspect(empty.engine).get_table_names() == ["alembic_version"]
    schema.migrate(empty)
    assert schema.differences(empty) == []


def test_an_index_is_made_beside_whoever_writes_and_again_where_it_was_cut_off(empty: Database) -> None:
    schema.migrate(empty)
    with empty.engine.connect() as writer, empty.engine.connect() as connection:
        if empty.engine.dialect.name == "postgresql":
            writer.execute(text("CREATE INDEX ix_inbox_again ON inbox (lane)"))  # as if left by one that was cut off
            writer.commit()
        context = MigrationContext.configure(connection, opts={"transaction_per_migration": True})
        with context.begin_transaction(_per_migration=True), Operations.context(context):
            beside.create_index("ix_inbox_again", "inbox", ["lane", "id"], where="state = 'new'")
    [index] = [one for one in inspect(empty.engine).get_indexes("inbox") if one["name"] == "ix_inbox_again"]
    assert index["column_names"] == ["lane", "id"]
