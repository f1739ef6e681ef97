"""Questions without an answer, and each time that one was asked."""

from datetime import datetime

from sqlalchemy import ColumnElement, Float, ForeignKey, Index, String, exists, text
from sqlalchemy.orm import Mapped, aliased, mapped_column

from community.content import PUBLISHED
from community.database import Base, UtcDateTime, Words
from community.guidance.tables import GuidanceItem
from community.unanswered.states import Settled, Why

OPEN = text("settled_at IS NULL")


class UnansweredQuestion(Base):
    """A question that nothing written answers, for whoever writes answers; its words name nobody.

    The same question counts once: `sameness` is what its askings have in common, `words` how it was first put.

    Args:
        times: how often it was asked; of these, `not_helped` is how often an answer was shown that did not help.
        near_id, near_score: the item that came nearest when it was last asked, or that did not help.
        answer_id: the item that was written to answer it. While that is published, the question is off the list.
        settled_at, settled_by, settled_as: when, by whom and how it was put aside; see `keeping.py` for what opens it.
    """

    __tablename__ = "unanswered_questions"
    __table_args__ = (Index("ix_unanswered_questions_open", "times", sqlite_where=OPEN, postgresql_where=OPEN),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sameness: Mapped[str] = mapped_column(String(200), unique=True)
    words: Mapped[str] = mapped_column(Words)
    language: Mapped[str] = mapped_column(String(5))
    times: Mapped[int] = mapped_column(default=1)
    not_helped: Mapped[int] = mapped_column(default=0)
    near_id: Mapped[int | None] = mapped_column(ForeignKey("guidance_items.id", ondelete="SET NULL"))
    near_score: Mapped[float | None] = mapped_column(Float)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("guidance_items.id", ondelete="SET NULL"))
    first_asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("staff_accounts.id"))
    settled_as: Mapped[str] = mapped_column(String(10), default=Settled.OPEN)


def is_answered() -> ColumnElement[bool]:
    """Return the condition that students see the item that was written to answer a question."""
    item = aliased(GuidanceItem)  # the query around it may join the item that is nearest
    return exists().where(item.id == UnansweredQuestion.answer_id, item.status == PUBLISHED)


class Asking(Base):
    """One time that a question was asked.

    Args:
        conversation_id: in which talk; None once that is not needed any more (`community/retention.py`). It tells how
            many people ask, and lets whoever wants to be forgotten be so.
        why: a `Why`.
    """

    __tablename__ = "unanswered_askings"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("unanswered_questions.id", ondelete="CASCADE"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    why: Mapped[str] = mapped_column(String(12), default=Why.MISSED)


class AnswerShowing(Base):
    """One time that an item of guidance answered a question in words, and whether that helped, where the student says.

    Args:
        conversation_id, words: whose question it was, and which; gone once its buttons do nothing any more. The words
            are as `rules.keepable` leaves them, and empty where it leaves none.
        helped: None until it is said; what is said last holds.
    """

    __tablename__ = "answer_showings"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("guidance_items.id", ondelete="CASCADE"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    words: Mapped[str] = mapped_column(Words, default="")
    language: Mapped[str] = mapped_column(String(5))
    shown_at: Mapped[datetime] = mapped_column(UtcDateTime)
    helped: Mapped[bool | None]
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
