"""The tables and functions of `procrastinate`, made by the steps that it ships; on PostgreSQL alone.

A version that ships further steps needs a migration that takes them, which `tests/community/test_schema.py` asks for.
"""

from importlib.resources import files

from alembic import op

_DROP = r"""
DO $$
DECLARE one regprocedure;
BEGIN
    DROP TABLE procrastinate_periodic_defers, procrastinate_events, procrastinate_jobs, procrastinate_workers CASCADE;
    FOR one IN SELECT oid FROM pg_proc
        WHERE proname LIKE 'procrastinate\_%' AND pronamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', one);
    END LOOP;
    DROP TYPE procrastinate_job_to_defer_v1, procrastinate_job_status, procrastinate_job_event_type;
END $$
"""


def take_steps(*, up_to: str, after: str = "") -> None:
    """Take the steps of these versions, such as 03.04.00, in their order."""
    steps = sorted(files("procrastinate.sql").joinpath("migrations").iterdir(), key=lambda file: file.name)
    for step in steps:
        if step.name.endswith(".sql") and after < step.name.partition("_")[0] <= up_to:
            _run(step.read_text(encoding="utf-8"))


def drop() -> None:
    """Drop all of it."""
    _run(_DROP)


def _run(statements: str) -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(statements)  # SQLAlchemy would look for parameters in them
