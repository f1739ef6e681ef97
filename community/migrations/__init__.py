"""The database's shape over time (Alembic)."""
