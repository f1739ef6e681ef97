"""limits are shared: how long a wrong password waits, and what a visitor has used, is known to every process.

Revision: 0016
Follows: 0015
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "sign_in_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("lately", sa.JSON(), nullable=False),
        sa.Column("last_at", community.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("next_at", community.database.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_tries")),
        sa.UniqueConstraint("key", name=op.f("uq_sign_in_tries_key")),
    )
    op.create_table(
        "shared_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("last_at", community.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_counts")),
        sa.UniqueConstraint("key", name=op.f("uq_shared_counts_key")),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("shared_counts")
    op.drop_table("sign_in_tries")
