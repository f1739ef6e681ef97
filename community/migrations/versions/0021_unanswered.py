"""Questions without an answer are put together, answered and put aside; answers are judged; guidance is looked after.

Revision: 0021
Follows: 0019
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = community.database.UtcDateTime(timezone=True)
QUESTIONS, ASKINGS, SHOWINGS = "unanswered_questions", "unanswered_askings", "answer_showings"
REFERENCES = {"near_id": "guidance_items", "answer_id": "guidance_items", "settled_by": "staff_accounts"}


def upgrade() -> None:
    """Make the change; what was taken off the list before is answered somewhere."""
    with op.batch_alter_table(QUESTIONS) as batch:
        batch.add_column(sa.Column("not_helped", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("near_score", sa.Float(), nullable=True))
        batch.add_column(sa.Column("settled_as", sa.String(length=10), nullable=False, server_default=""))
        for name, table in REFERENCES.items():
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
            goes = "SET NULL" if table == "guidance_items" else None
            batch.create_foreign_key(op.f(f"fk_{QUESTIONS}_{name}_{table}"), table, [name], ["id"], ondelete=goes)
    op.create_index(op.f(f"ix_{QUESTIONS}_last_asked_at"), QUESTIONS, ["last_asked_at"])
    op.execute(f"UPDATE {QUESTIONS} SET settled_as = 'elsewhere' WHERE settled_at IS NOT NULL")  # noqa: S608
    _create_askings()
    _create_showings()
    with op.batch_alter_table("guidance_subjects") as batch:
        batch.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_guidance_subjects_owner_id_staff_accounts"), "staff_accounts", ["owner_id"], ["id"]
        )
    op.add_column("guidance_items", sa.Column("review_asked", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("guidance_items", sa.Column("review_asked_at", MOMENT, nullable=True))


def _create_askings() -> None:
    op.create_table(
        ASKINGS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ASKINGS}")),
        sa.ForeignKeyConstraint(
            ["question_id"], [f"{QUESTIONS}.id"], name=op.f(f"fk_{ASKINGS}_question_id_{QUESTIONS}"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f(f"fk_{ASKINGS}_conversation_id_conversations")
        ),
    )
    for column in ("question_id", "conversation_id"):
        op.create_index(op.f(f"ix_{ASKINGS}_{column}"), ASKINGS, [column])


def _create_showings() -> None:
    op.create_table(
        SHOWINGS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("words", community.database.Words(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("shown_at", MOMENT, nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=True),
        sa.Column("judged_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{SHOWINGS}")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["guidance_items.id"], name=op.f(f"fk_{SHOWINGS}_item_id_guidance_items"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f(f"fk_{SHOWINGS}_conversation_id_conversations")
        ),
    )
    for column in ("item_id", "conversation_id"):
        op.create_index(op.f(f"ix_{SHOWINGS}_{column}"), SHOWINGS, [column])


def downgrade() -> None:
    """Take the change back."""
    op.drop_column("guidance_items", "review_asked_at")
    op.drop_column("guidance_items", "review_asked")
    with op.batch_alter_table("guidance_subjects") as batch:
        batch.drop_constraint(op.f("fk_guidance_subjects_owner_id_staff_accounts"), type_="foreignkey")
        batch.drop_column("owner_id")
    op.drop_table(SHOWINGS)
    op.drop_table(ASKINGS)
    op.drop_index(op.f(f"ix_{QUESTIONS}_last_asked_at"), QUESTIONS)
    with op.batch_alter_table(QUESTIONS) as batch:
        for name, table in REFERENCES.items():
            batch.drop_constraint(op.f(f"fk_{QUESTIONS}_{name}_{table}"), type_="foreignkey")
            batch.drop_column(name)
        for name in ("not_helped", "near_score", "settled_as"):
            batch.drop_column(name)
