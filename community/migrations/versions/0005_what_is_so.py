"""how the campus began, which rows are invented, when a notice was withdrawn; who stopped everything stops all of it.

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BEFORE = ("safety", "appointments", "events", "employment", "safety_education")
NEW = ("academics", "growth")


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "beginnings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", community.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beginnings")),
    )
    op.create_table(
        "sample_rows",
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("table_name", "row_id", name=op.f("pk_sample_rows")),
    )
    op.add_column(
        "safety_notices",
        sa.Column("withdrawn_at", community.database.UtcDateTime(timezone=True), nullable=True),
    )
    _stop_what_is_new()


def _stop_what_is_new() -> None:
    """Turn the new subjects off for whoever had turned off all there were: they had stopped everything."""
    preferences = sa.table(
        "preferences",
        *(sa.column(name) for name in ("student_id", "subject", "wanted", "changed_at")),
    )
    off = sa.select(preferences.c.student_id, sa.func.max(preferences.c.changed_at).label("at")).where(
        preferences.c.subject.in_(BEFORE), preferences.c.wanted.is_(sa.false())
    )
    stopped = off.group_by(preferences.c.student_id).having(sa.func.count() == len(BEFORE)).subquery()
    for subject in NEW:
        rows = sa.select(stopped.c.student_id, sa.literal(subject), sa.false(), stopped.c.at)
        op.execute(preferences.insert().from_select(["student_id", "subject", "wanted", "changed_at"], rows))


def downgrade() -> None:
    """Take the change back."""
    preferences = sa.table("preferences", sa.column("subject"))
    op.execute(preferences.delete().where(preferences.c.subject.in_(NEW)))
    with op.batch_alter_table("safety_notices") as table:
        table.drop_column("withdrawn_at")
    op.drop_table("sample_rows")
    op.drop_table("beginnings")
