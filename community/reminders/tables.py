"""Who asked to be reminded of what: of a piece of guidance, or of a matter of their own."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base, UtcDateTime, Words
from community.post.conversations import Conversation
from community.reminders.states import OwnReminderState, ReminderState


class Reminder(Base):
    """One student's wish to be reminded of one piece of guidance.

    `subject` names the shelf (`employment`, `academics`, `growth`), `item_id` the row on it. `state` is a
    `ReminderState`. `asked_at` moves on when a student asks again, so that the new deliveries differ from those taken
    back.
    """

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("subject", "item_id", "student_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int]
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey(Conversation.id))
    state: Mapped[str] = mapped_column(String(10), default=ReminderState.WAITING)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OwnReminder(Base):
    """One student's wish to be reminded once of what they said in their own words.

    `state` is an `OwnReminderState`. `asked_at` moves on when one that was taken back is set again, so that the new
    delivery differs from the old. `taken_back_at` says since when it is taken back.
    """

    __tablename__ = "own_reminders"

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey(Conversation.id))
    words: Mapped[str] = mapped_column(Words)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default=OwnReminderState.WAITING)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
