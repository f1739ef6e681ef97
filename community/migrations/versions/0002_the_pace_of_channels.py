"""the pace of channels is kept, open rows have indexes of their own, a send knows that it was interrupted.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN_ROWS = (
    ("ix_inbox_new", "inbox", ["id"], "new"),
    ("ix_inbox_claimed", "inbox", ["lane"], "claimed"),
    ("ix_outbox_due", "outbox", ["channel", "priority", "due_at", "id"], "due"),
    ("ix_outbox_waiting", "outbox", ["conversation_id", "due_at"], "due"),
    ("ix_outbox_sending", "outbox", ["conversation_id"], "sending"),
)
CHANNEL_OF_ADDRESS = (
    "SELECT channel FROM channel_addresses JOIN conversations ON channel_addresses.id = channel_address_id "
    "WHERE conversations.id = conversation_id"
)


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "channel_paces",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("recent", sa.JSON(), nullable=False),
        sa.Column("paused_until", community.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("refused_chat", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_paces")),
    )
    with op.batch_alter_table("conversations") as conversations:
        conversations.add_column(sa.Column("send_after", community.database.UtcDateTime(timezone=True), nullable=True))
        conversations.create_index(conversations.f("ix_conversations_send_after"), ["send_after"])
    op.drop_index("ix_inbox_open", "inbox")
    op.drop_index("ix_outbox_due", "outbox")
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("channel", sa.String(length=20), nullable=False, server_default=""))
        outbox.add_column(sa.Column("interrupted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(f"UPDATE outbox SET channel = ({CHANNEL_OF_ADDRESS})")  # noqa: S608
    op.execute("UPDATE outbox SET state = 'due', claimed_by = NULL, lease_until = NULL WHERE state = 'claimed'")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("channel", server_default=None)
        outbox.alter_column("interrupted", server_default=None)
        outbox.drop_column("pushed")
    _index_open_rows()


def _index_open_rows() -> None:
    for name, table, columns, state in OPEN_ROWS:
        where = sa.text(f"state = '{state}'")
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Take it back."""
    for name, table, _, _ in OPEN_ROWS:
        op.drop_index(name, table)
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("pushed", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute("UPDATE outbox SET pushed = false WHERE channel IN ('web', 'rest', 'terminal')")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("pushed", server_default=None)
        outbox.drop_column("channel")
        outbox.drop_column("interrupted")
    op.create_index("ix_outbox_due", "outbox", ["state", "pushed", "priority", "due_at"])
    op.create_index("ix_inbox_open", "inbox", ["state", "id"])
    with op.batch_alter_table("conversations") as conversations:
        conversations.drop_index("ix_conversations_send_after")
        conversations.drop_column("send_after")
    op.drop_table("channel_paces")
