"""the office teaches: lessons, and the trainings that took them in; a process says what it still learns.

Revision: 0023
Follows: 0019
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT, LINE = community.database.UtcDateTime(timezone=True), community.database.Line()
OPEN = sa.text("state IN ('proposed', 'taught')")


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "trainings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        *(sa.Column(name, MOMENT, nullable=True) for name in ("begun_at", "ended_at")),
        *(sa.Column(name, LINE, nullable=False) for name in ("step", "why")),
        sa.Column("report", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.String(length=64), nullable=False) for name in ("stamp", "instead_of")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff_accounts.id"], name=op.f("fk_trainings_asked_by_staff_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainings")),
    )
    op.create_index(op.f("ix_trainings_state"), "trainings", ["state"])
    op.create_table(
        "lessons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", LINE, nullable=False),
        sa.Column("sameness", sa.String(length=200), nullable=False),
        sa.Column("intent", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", MOMENT, nullable=False),
        *(sa.Column(name, MOMENT, nullable=True) for name in ("checked_at", "settled_at")),
        sa.Column("training_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["staff_accounts.id"], name=op.f("fk_lessons_proposed_by_staff_accounts")
        ),
        sa.ForeignKeyConstraint(["training_id"], ["trainings.id"], name=op.f("fk_lessons_training_id_trainings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
    )
    op.create_index(op.f("ix_lessons_state"), "lessons", ["state"])
    op.create_index(op.f("ix_lessons_training_id"), "lessons", ["training_id"])
    op.create_index(
        "uq_lessons_sameness_open", "lessons", ["sameness"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.add_column("process_roles", sa.Column("learns", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("process_roles", "learns")
    op.drop_table("lessons")
    op.drop_table("trainings")
