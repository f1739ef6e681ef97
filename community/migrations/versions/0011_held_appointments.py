"""held appointments: a newcomer's time waits some minutes for a second word before it counts.

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = {"slot": "slot_id", "student": "student_id"}


def upgrade() -> None:
    """Make the change."""
    op.add_column("appointments", sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
    _index("confirmed", "standing", "status IN ('held', 'confirmed')")


def downgrade() -> None:
    """Take the change back: what was never confirmed is no appointment."""
    op.execute("UPDATE appointments SET status = 'lapsed' WHERE status = 'held'")
    _index("standing", "confirmed", "status = 'confirmed'")
    op.drop_column("appointments", "held_until")


def _index(old: str, new: str, which: str) -> None:
    for name, column in COLUMNS.items():
        op.drop_index(f"uq_appointments_{name}_{old}", table_name="appointments")
        where = sa.text(which)
        op.create_index(
            f"uq_appointments_{name}_{new}",
            "appointments",
            [column],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )
