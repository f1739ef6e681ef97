"""The migrations lead to the tables that the code maps, and back to nothing."""

from collections.abc import Iterator

import pytest
from sqlalchemy import inspect

from community import schema
from community.database import Database


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
