"""outages, and where groups were before they moved.

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "outages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("began_at", community.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", community.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", community.database.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
    )
    op.create_index(
        "uq_outages_part_open",
        "outages",
        ["part"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.add_column("channel_addresses", sa.Column("formerly", sa.String(length=120), nullable=True))


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("channel_addresses") as table:
        table.drop_column("formerly")
    op.drop_index("uq_outages_part_open", table_name="outages")
    op.drop_table("outages")
