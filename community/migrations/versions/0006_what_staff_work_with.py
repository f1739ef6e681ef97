"""chats bound to accounts, news of appointments, what becomes of incidents, cases opened again.

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

UNFINISHED = sa.text("state IN ('uncertain', 'given_up')")


def upgrade() -> None:
    """Make the change."""
    _chats()
    _news()
    with op.batch_alter_table("incidents") as incidents:
        incidents.add_column(sa.Column("staff_id", sa.Integer(), nullable=True))
        incidents.add_column(sa.Column("taken_at", _moment(), nullable=True))
        incidents.add_column(sa.Column("closed_by", sa.Integer(), nullable=True))
        incidents.add_column(sa.Column("closed_at", _moment(), nullable=True))
        incidents.add_column(sa.Column("note", community.database.Words(), nullable=False, server_default=""))
        incidents.create_foreign_key(op.f("fk_incidents_staff_id"), "staff_accounts", ["staff_id"], ["id"])
        incidents.create_foreign_key(op.f("fk_incidents_closed_by"), "staff_accounts", ["closed_by"], ["id"])
    with op.batch_alter_table("incidents") as incidents:
        incidents.alter_column("note", server_default=None)
    op.add_column("handoff_cases", sa.Column("reopened_at", _moment(), nullable=True))
    op.create_index("ix_outbox_unfinished", "outbox", ["kind"], sqlite_where=UNFINISHED, postgresql_where=UNFINISHED)


def _moment() -> community.database.UtcDateTime:
    return community.database.UtcDateTime(timezone=True)


def _chats() -> None:
    op.create_table(
        "staff_chats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("bound_at", _moment(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_staff_chats_conversation_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_accounts.id"], name=op.f("fk_staff_chats_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_chats")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_staff_chats_conversation_id")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_staff_chats_staff_id")),
    )
    op.create_table(
        "staff_bind_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", _moment(), nullable=False),
        sa.Column("used_at", _moment(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_accounts.id"], name=op.f("fk_staff_bind_codes_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_bind_codes")),
    )
    op.create_index(op.f("ix_staff_bind_codes_staff_id"), "staff_bind_codes", ["staff_id"])
    op.create_index(op.f("ix_staff_bind_codes_code_hash"), "staff_bind_codes", ["code_hash"])
    op.create_table(
        "staff_bind_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("locked_until", _moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_staff_bind_tries_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_bind_tries")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_staff_bind_tries_conversation_id")),
    )


def _news() -> None:
    op.add_column("appointments", sa.Column("leave_told_slot_id", sa.Integer(), nullable=True))
    op.create_table(
        "appointment_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("counselor_id", sa.Integer(), nullable=False),
        sa.Column("from_slot_id", sa.Integer(), nullable=True),
        sa.Column("to_slot_id", sa.Integer(), nullable=True),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("said_slot_id", sa.Integer(), nullable=True),
        sa.Column("said_at", _moment(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_appointment_news_{column}"))
            for column, table in (
                ("appointment_id", "appointments"),
                ("counselor_id", "counselors"),
                ("from_slot_id", "appointment_slots"),
                ("to_slot_id", "appointment_slots"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_news")),
    )
    op.create_index(op.f("ix_appointment_news_appointment_id"), "appointment_news", ["appointment_id"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_index("ix_outbox_unfinished", table_name="outbox")
    op.drop_column("handoff_cases", "reopened_at")  # in place: what refers to a case stands meanwhile
    with op.batch_alter_table("incidents") as incidents:
        for constraint in ("fk_incidents_staff_id", "fk_incidents_closed_by"):
            incidents.drop_constraint(op.f(constraint), type_="foreignkey")
        for column in ("staff_id", "taken_at", "closed_by", "closed_at", "note"):
            incidents.drop_column(column)
    op.drop_table("appointment_news")
    op.drop_column("appointments", "leave_told_slot_id")
    for table in ("staff_bind_tries", "staff_bind_codes", "staff_chats"):
        op.drop_table(table)
