"""The migrations lead to the tables that the code maps, and back to nothing."""

from pathlib import Path

import pytest
from sqlalchemy import inspect

from community import schema
from community.database import Database
from tests.databases import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A database without any table."""
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path / 'empty.db'}")
    server: PostgresServer = request.getfixturevalue("postgres")
    return Database(server.new_database(f"empty_{tmp_path.name}"))


def test_the_migrations_lead_to_the_mapped_tables(empty: Database) -> None:
    assert not schema.is_current(empty)
    schema.migrate(empty)
    assert schema.is_current(empty)
    assert schema.differences(empty) == []
    empty.close()


def test_every_migration_can_be_taken_back(empty: Database) -> None:
    schema.migrate(empty)
    schema.migrate(empty, schema.EMPTY)
    assert inspect(empty.engine).get_table_names() == ["alembic_version"]
    schema.migrate(empty)
    assert schema.differences(empty) == []
    empty.close()
