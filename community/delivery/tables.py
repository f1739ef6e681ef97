"""The inbox and the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.conversations.tables import Conversation
from community.database import Base, Json, UtcDateTime, Words


class InboxItem(Base):
    """One message as its channel handed it over.

    `state` is `new`, `claimed` (until `lease_until`), `done` or `parked`; a parked one has a `reference` for staff.
    """

    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("channel", "update_id"), Index("ix_inbox_open", "state", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    update_id: Mapped[str] = mapped_column(String(120))
    lane: Mapped[str] = mapped_column(String(120), index=True)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="new")
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reference: Mapped[str | None] = mapped_column(String(20))


class Delivery(Base):
    """One reply to one conversation, now or later.

    `reply` is the packed reply; None until the moment of sending where `kind` says who composes it from `about`.
    `state` is one of the outcomes in `rules.py`. `wall_time` is what the clock on the student's wall will show at
    `due_at`, for people who read the table. `key` makes a second row for the same cause impossible.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "state", "pushed", "priority", "due_at"),
        Index("ix_outbox_about", "kind", "about"),
        Index("ix_outbox_external", "conversation_id", "external_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    pushed: Mapped[bool]
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[int | None]
    reply: Mapped[dict[str, Any] | None] = mapped_column(Json)
    priority: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    wall_time: Mapped[str] = mapped_column(String(40), default="")
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12), default="due")
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    cause: Mapped[str] = mapped_column(Words, default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    external_id: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    conversation: Mapped[Conversation] = relationship(lazy="joined", innerjoin=True)
