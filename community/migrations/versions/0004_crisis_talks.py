"""crisis talks: how far a talk about danger has got.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "crisis_talks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=10), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("by_tone", sa.Boolean(), nullable=False),
        sa.Column("risky_lines", sa.Integer(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=True),
        sa.Column("put_aside", sa.JSON(), nullable=True),
        sa.Column("began_at", community.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_at", community.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", community.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_as", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_crisis_talks_conversation_id_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crisis_talks")),
    )
    op.create_index(op.f("ix_crisis_talks_conversation_id"), "crisis_talks", ["conversation_id"])
    op.create_index(
        "uq_crisis_talks_conversation_open",
        "crisis_talks",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("uq_crisis_talks_conversation_open", table_name="crisis_talks")
    op.drop_index(op.f("ix_crisis_talks_conversation_id"), table_name="crisis_talks")
    op.drop_table("crisis_talks")
