"""staff sessions: wrong passwords delay the next one and lock nobody out, so no account keeps a count of them.

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    # No batch: it would make the table anew, and others point at it.
    op.drop_column("staff_accounts", "locked_until")
    op.drop_column("staff_accounts", "wrong_passwords")


def downgrade() -> None:
    """Take the change back."""
    op.add_column("staff_accounts", sa.Column("wrong_passwords", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("staff_accounts", sa.Column("locked_until", community.database.UtcDateTime(timezone=True)))
