"""several processes: which roles are alive, and who does what only one may do at a time.

Revision: 0015
Follows: 0014
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "process_roles",
        sa.Column("process", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("seen_at", community.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("signs_with", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("process", "role", name=op.f("pk_process_roles")),
    )
    op.create_table(
        "tenures",
        sa.Column("task", sa.String(length=80), nullable=False),
        sa.Column("process", sa.String(length=32), nullable=False),
        sa.Column("until", community.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("task", name=op.f("pk_tenures")),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("tenures")
    op.drop_table("process_roles")
