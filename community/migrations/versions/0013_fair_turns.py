"""fair turns: a message has a time at which its turn comes, and what is open is found by its lane.

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LONG_AGO = "1970-01-01 00:00:00"  # of what a process of the version before keeps meanwhile: its turn comes first
NEW, URGENT, OPEN = "state = 'new'", "state = 'new' AND urgency > 0", "state IN ('new', 'claimed')"


def upgrade() -> None:
    """Make the change."""
    # No batch: it would write every message anew.
    kind = community.database.UtcDateTime(timezone=True)
    op.add_column("inbox", sa.Column("turn_at", kind, nullable=False, server_default=LONG_AGO))
    op.execute(f"UPDATE inbox SET turn_at = received_at WHERE {NEW}")  # noqa: S608  # no value of anybody's
    _index("ix_inbox_new", "turn_at", "id", where=NEW)
    _index("ix_inbox_urgent", "urgency", "turn_at", "id", where=URGENT)
    only = sa.text(OPEN)
    op.create_index("ix_inbox_open", "inbox", ["lane"], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_inbox_open", table_name="inbox")
    _index("ix_inbox_urgent", "urgency", "id", where=URGENT)
    _index("ix_inbox_new", "id", where=NEW)
    op.drop_column("inbox", "turn_at")


def _index(name: str, *columns: str, where: str) -> None:
    """Make an index anew."""
    op.drop_index(name, table_name="inbox")
    op.create_index(name, "inbox", list(columns), sqlite_where=sa.text(where), postgresql_where=sa.text(where))
