"""The migrations lead to the tables that the code maps, and back to nothing."""

import uuid
from collections.abc import Iterator

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from procrastinate.schema import SchemaManager
from sqlalchemy import inspect, text

from community import schema
from community.database import Database
from community.migrations import beside
from tests.databases import PostgresServer


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


CATALOGUE = text(
    """
    SELECT 'function', proname::text, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'column', table_name || '.' || column_name, concat_ws(
        ' ', data_type, character_maximum_length, column_default, is_nullable, is_identity
    ) FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
        FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'choices', enumtypid::regtype::text, string_agg(enumlabel, ' ' ORDER BY enumsortorder)
        FROM pg_enum GROUP BY enumtypid
    """
)


def test_the_queue_of_jobs_has_the_shape_that_its_library_asks_for(postgres: PostgresServer) -> None:
    """After an update of the library this tells whether a migration must take further steps of it."""
    migrated, asked_for = (Database(postgres.new_database(f"queue_{uuid.uuid4().hex}")) for _ in range(2))
    schema.migrate(migrated)
    with asked_for.engine.begin() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(SchemaManager.get_schema())
    assert catalogue(migrated) == catalogue(asked_for) != {}
    schema.migrate(migrated, "0016")
    assert catalogue(migrated) == {}


def catalogue(database: Database) -> dict[tuple[str, str], str]:
    """Return what there is of the queue, and close the database."""
    with database.engine.connect() as connection:
        rows = connection.execute(CATALOGUE).all()
    database.close()
    return {(kind, name): what for kind, name, what in rows if schema.OF_JOBS in name}
