"""Conversations and offered buttons."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, literal, text
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.database import Base, Json, UtcDateTime, Words
from community.students.tables import ChannelAddress

GROUPS = text("audience <> 'student'")


class Conversation(Base):
    """The lasting state of one talk.

    `audience` is `student`, `staff` or `admin`: groups are talked to as well, and are never taken for a student; or
    `colleague`, where one member of staff has bound the chat to their account: students' pushes don't come there.
    `awaiting` holds the intent and slot that the last reply asked for; `misses` counts misunderstandings in a row.
    `send_after` is when its channel may be given the next message for it.
    """

    __tablename__ = "conversations"
    # Almost all are students': the few others are found without looking through them.
    __table_args__ = (Index("ix_conversations_groups", "audience", sqlite_where=GROUPS, postgresql_where=GROUPS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_address_id: Mapped[int] = mapped_column(ForeignKey("channel_addresses.id"), unique=True)
    audience: Mapped[str] = mapped_column(String(10), default="student")
    language: Mapped[str | None] = mapped_column(String(5))
    slots: Mapped[dict[str, Any]] = mapped_column(MutableDict.as_mutable(Json), default=dict)
    awaiting: Mapped[dict[str, Any] | None] = mapped_column(Json)
    misses: Mapped[int] = mapped_column(default=0)
    last_intent: Mapped[str | None] = mapped_column(String(60))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_message_at: Mapped[datetime] = mapped_column(UtcDateTime)
    send_after: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    channel_address: Mapped[ChannelAddress] = relationship(lazy="joined", innerjoin=True)


# Written out rather than bound, so that the index of groups serves: see community/post/tables.py.
IS_A_GROUP = Conversation.audience != literal("student", literal_execute=True)


class OfferedButton(Base):
    """A button that this conversation was shown; a tap on anything else is not ours."""

    __tablename__ = "offered_buttons"
    __table_args__ = (UniqueConstraint("conversation_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    key: Mapped[str] = mapped_column(String(16))
    payload: Mapped[str] = mapped_column(Words)
    title: Mapped[str] = mapped_column(Words)
    intent: Mapped[str] = mapped_column(String(60))
    entities: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    ordinal: Mapped[int] = mapped_column(default=0)
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
