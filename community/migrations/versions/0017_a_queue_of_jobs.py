"""a queue of jobs: on PostgreSQL the ticks of the timetable are jobs of `procrastinate`, which one process does.

Revision: 0017
Follows: 0016
"""

import sqlalchemy as sa
from alembic import op

import community.database
from community.migrations import job_queue

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "ticks",
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("ended_at", community.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_ticks")),
    )
    job_queue.take_steps(up_to="03.04.00")


def downgrade() -> None:
    """Take the change back."""
    job_queue.drop()
    op.drop_table("ticks")
