"""it does not slow down: few rows among many have an index of their own, and telling many goes on where it was.

Revision: 0014
Follows: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# name, table, columns, which rows
INDEXES = (
    ("ix_appointment_news_at", "appointment_news", ["at"], None),
    ("ix_appointments_slot_id", "appointments", ["slot_id"], None),
    ("ix_conversations_groups", "conversations", ["audience"], "audience <> 'student'"),
    ("ix_crisis_talks_inbox_id", "crisis_talks", ["inbox_id"], None),
    ("ix_event_signups_waiting", "event_signups", ["status"], "status IN ('offered', 'waitlisted')"),
    ("ix_handoff_cases_conversation_id", "handoff_cases", ["conversation_id"], None),
    ("ix_incidents_in_hand", "incidents", ["status"], "status <> 'closed'"),
    ("ix_staff_sessions_last_seen_at", "staff_sessions", ["last_seen_at"], None),
    ("ix_unanswered_questions_open", "unanswered_questions", ["times"], "settled_at IS NULL"),
)
OPEN_CASES = "state <> 'closed'"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "tellings",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tellings")),
    )
    for name, table, columns, which in INDEXES:
        _index(name, table, columns, which)
    op.drop_index("ix_handoff_cases_look", table_name="handoff_cases")
    _index("ix_handoff_cases_look", "handoff_cases", ["state", "next_look_at"], OPEN_CASES)


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_handoff_cases_look", table_name="handoff_cases")
    _index("ix_handoff_cases_look", "handoff_cases", ["state", "next_look_at"], None)
    for name, table, *_ in reversed(INDEXES):
        op.drop_index(name, table_name=table)
    op.drop_table("tellings")


def _index(name: str, table: str, columns: list[str], which: str | None) -> None:
    where = None if which is None else sa.text(which)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
