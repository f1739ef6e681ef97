"""What Alembic runs: on the connection it was handed, with all tables known."""

from alembic import context

from community.database import Base
from community.schema import is_ours, load_tables

load_tables()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
    include_name=is_ours,
    transaction_per_migration=True,  # but where a transaction is open already, which then holds all of them
)
with context.begin_transaction():
    context.run_migrations()
