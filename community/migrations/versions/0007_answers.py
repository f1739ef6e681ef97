"""answers, offices, and questions that nothing written answers.

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op

import community.database

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _content() -> list[sa.Column[object]]:
    words = community.database.Words()
    moment = community.database.UtcDateTime(timezone=True)
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        *(sa.Column(name, words, nullable=False) for name in ("title_zh", "title_en", "body_zh", "body_en")),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("valid_from", moment, nullable=True),
        sa.Column("expires_at", moment, nullable=True),
        sa.Column("source_url", words, nullable=False),
        sa.Column("reviewed_on", moment, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def upgrade() -> None:
    """Make the change."""
    words, listed = community.database.Words(), sa.JSON()
    moment = community.database.UtcDateTime(timezone=True)
    op.create_table(
        "answers",
        *_content(),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        *(sa.Column(name, listed, nullable=False) for name in ("steps_zh", "steps_en", "asked_as")),
        *(sa.Column(name, words, nullable=False) for name in ("office_zh", "office_en")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("code", name=op.f("uq_answers_code")),
    )
    op.create_table(
        "offices",
        *_content(),
        *(sa.Column(name, words, nullable=False) for name in ("place_zh", "place_en", "hours_zh", "hours_en")),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("asked_as", listed, nullable=False),
        sa.Column("general", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
        sa.UniqueConstraint("code", name=op.f("uq_offices_code")),
    )
    op.create_table(
        "unanswered_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sameness", sa.String(length=200), nullable=False),
        sa.Column("words", words, nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_asked_at", moment, nullable=False),
        sa.Column("last_asked_at", moment, nullable=False),
        sa.Column("settled_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered_questions")),
        sa.UniqueConstraint("sameness", name=op.f("uq_unanswered_questions_sameness")),
    )


def downgrade() -> None:
    """Take the change back."""
    for table in ("unanswered_questions", "offices", "answers"):
        op.drop_table(table)
