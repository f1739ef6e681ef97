"""Staff accounts, their sessions, and the chats bound to them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.database import Base, Json, UtcDateTime, Words
from community.post.conversations import Conversation


class StaffAccount(Base):
    """Somebody who may use the console, while `active`; `roles` are those of `rules.py`."""

    __tablename__ = "staff_accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(Words)
    password_hash: Mapped[str] = mapped_column(String(200))
    roles: Mapped[list[str]] = mapped_column(Json, default=list)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffSession(Base):
    """One sign-in; only the SHA-256 of its token is kept, so that the table lets nobody in."""

    __tablename__ = "staff_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    staff: Mapped[StaffAccount] = relationship(lazy="joined", innerjoin=True)


class SignInTries(Base):
    """Passwords tried lately that were not right, of one account, address or device; until `next_at` none is looked at.

    `key` names whose they are by a digest that needs our secret: a login that was typed may be a password in the wrong
    field, and where somebody sits is nobody's business. `lately` holds the moments, as Unix time, of an address's last
    tries.
    """

    __tablename__ = "sign_in_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    wrong: Mapped[int] = mapped_column(default=0)
    lately: Mapped[list[float]] = mapped_column(Json, default=list)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffChat(Base):
    """The private chat in which one member of staff is told of what is theirs; one each, and of one only."""

    __tablename__ = "staff_chats"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), unique=True)
    bound_at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff: Mapped[StaffAccount] = relationship(lazy="joined", innerjoin=True)
    conversation: Mapped[Conversation] = relationship(lazy="joined", innerjoin=True)


class BindCode(Base):
    """A code that binds a chat to an account, once; only its SHA-256 is kept."""

    __tablename__ = "staff_bind_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BindTry(Base):
    """How many wrong codes in a row came from a chat; until `locked_until` none is taken there."""

    __tablename__ = "staff_bind_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), unique=True)
    wrong: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
