"""danger goes first: a message that may tell of it has a place of its own in the inbox.

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("inbox") as batch:
        batch.add_column(sa.Column("urgency", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("inbox") as batch:
        batch.alter_column("urgency", server_default=None)
    only = sa.text("state = 'new' AND urgency > 0")
    op.create_index("ix_inbox_urgent", "inbox", ["urgency", "id"], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_inbox_urgent", table_name="inbox")
    with op.batch_alter_table("inbox") as batch:
        batch.drop_column("urgency")
