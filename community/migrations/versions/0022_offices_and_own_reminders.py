"""an office's hours are lines that can be reckoned with, it has other names; a student has reminders of their own.

Revision: 0022
Follows: 0019
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0022"
down_revision = "0019"
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


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("offices") as offices:
        for name in ("aliases", "opening"):
            offices.drop_column(name)
