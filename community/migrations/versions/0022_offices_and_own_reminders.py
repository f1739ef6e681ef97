"""an office's hours are lines that can be reckoned with, it has other names; a student has reminders of their own.

Revision: 0022
Follows: 0019
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change; hours in words stay beside the new lines until somebody writes these."""
    with op.batch_alter_table("offices") as offices:
        for name in ("opening", "aliases"):
            offices.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("offices") as offices:
        for name in ("opening", "aliases"):
            offices.alter_column(name, server_default=None)
    op.create_table(
        "own_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("words", community.database.Words(), nullable=False),
        sa.Column("due_at", community.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", community.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", community.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_own_reminders_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["student_id"], ["students.id"], name=op.f("fk_own_reminders_student_id_students")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_reminders")),
    )
    op.create_index("ix_own_reminders_student_id", "own_reminders", ["student_id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("own_reminders")
    with op.batch_alter_table("offices") as offices:
        for name in ("aliases", "opening"):
            offices.drop_column(name)
