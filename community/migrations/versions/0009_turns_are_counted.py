"""turns are counted: a message that kills or hangs its turn again and again is set aside.

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("inbox") as batch:
        batch.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("interrupted", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("inbox") as batch:
        batch.alter_column("attempts", server_default=None)
        batch.alter_column("interrupted", server_default=None)
    only = sa.text("state = 'parked'")
    op.create_index("ix_inbox_parked", "inbox", ["id"], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_inbox_parked", table_name="inbox")
    with op.batch_alter_table("inbox") as batch:
        batch.drop_column("interrupted")
        batch.drop_column("attempts")
