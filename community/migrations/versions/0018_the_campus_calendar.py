"""the campus calendar: when the office is open, and which days are not like their weekday, are rows.

Revision: 0018
Follows: 0017
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "office_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.String(length=3), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("begins < ends", name=op.f("ck_office_hours_hours_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_hours")),
        sa.UniqueConstraint("weekday", name=op.f("uq_office_hours_weekday")),
    )
    op.create_table(
        "campus_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_worked", sa.Boolean(), nullable=False),
        sa.Column("name_zh", community.database.Line(), nullable=False),
        sa.Column("name_en", community.database.Line(), nullable=False),
        sa.Column("loaded", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campus_days")),
        sa.UniqueConstraint("day", name=op.f("uq_campus_days_day")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("campus_days")
    op.drop_table("office_hours")
