"""The inbox and the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_, literal, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community import channels
from community.database import Base, Json, UtcDateTime, Words, is_one_of, written_out
from community.post.conversations import Conversation
from community.post.kinds import AnyKind, Kind, Row
from community.post.states import NEEDS_STAFF, DeliveryState, InboxState


def _partial(name: str, *columns: str, where: str) -> Index:
    """Return an index of those rows alone, on either database."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def _received_at(context: DefaultExecutionContext) -> datetime:
    received_at: datetime = context.get_current_parameters()["received_at"]  # type: ignore[no-untyped-call]
    return received_at


class InboxItem(Base):
    """One message as its channel handed it over.

    `state` is an `InboxState`; one is claimed until `lease_until`, and a parked one has a `reference` for staff.
    `attempts` counts the turns begun for it; `interrupted` once its process died over it, or beside it.
    Of those that wait, the one of the highest `urgency` goes first, and of equals whose `turn_at` comes first: see
    `inbox.py` and `fairness.py`.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "update_id"),
        # Only what is open is indexed by state: looking for work costs the same however much was done before.
        _partial("ix_inbox_new", "turn_at", "id", where=f"state = '{InboxState.NEW}'"),
        _partial("ix_inbox_open", "lane", where=f"state IN ('{InboxState.NEW}', '{InboxState.CLAIMED}')"),
        _partial("ix_inbox_claimed", "lane", where=f"state = '{InboxState.CLAIMED}'"),
        _partial("ix_inbox_parked", "id", where=f"state = '{InboxState.PARKED}'"),
        _partial("ix_inbox_urgent", "urgency", "turn_at", "id", where=f"state = '{InboxState.NEW}' AND urgency > 0"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    update_id: Mapped[str] = mapped_column(String(120))
    lane: Mapped[str] = mapped_column(String(120), index=True)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default=InboxState.NEW)
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reference: Mapped[str | None] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(default=0)
    interrupted: Mapped[bool] = mapped_column(default=False)
    urgency: Mapped[int] = mapped_column(default=0)
    turn_at: Mapped[datetime] = mapped_column(UtcDateTime, default=_received_at)


class Delivery(Base):
    """One reply to one conversation, now or later.

    `reply` is the packed reply; None until the moment of sending where `kind` says who composes it from `about`.
    `state` is a `DeliveryState`; what is being sent is so by `claimed_by`, until `lease_until`. `interrupted` once a
    dying process left its send unrecorded. `wall_time` is what the clock on the student's wall will show at `due_at`,
    for people who read the table. `key` makes a second row for the same cause impossible.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        _partial("ix_outbox_due", "channel", "priority", "due_at", "id", where=f"state = '{DeliveryState.DUE}'"),
        _partial("ix_outbox_waiting", "conversation_id", "due_at", where=f"state = '{DeliveryState.DUE}'"),
        _partial("ix_outbox_sending", "conversation_id", where=f"state = '{DeliveryState.SENDING}'"),
        _partial(
            "ix_outbox_unfinished", "kind", where=f"state IN ('{DeliveryState.UNCERTAIN}', '{DeliveryState.GIVEN_UP}')"
        ),
        Index("ix_outbox_about", "kind", "about"),
        Index("ix_outbox_external", "conversation_id", "external_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[int | None]
    reply: Mapped[dict[str, Any] | None] = mapped_column(Json)
    priority: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    wall_time: Mapped[str] = mapped_column(String(40), default="")
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12), default=DeliveryState.DUE)
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    interrupted: Mapped[bool] = mapped_column(default=False)
    cause: Mapped[str] = mapped_column(Words, default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    external_id: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    conversation: Mapped[Conversation] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_pushed(self) -> bool:
        """Whether we bring it, rather than wait for a client that fetches it."""
        return channels.way(self.channel).pushed


class ChannelPace(Base):
    """How fast a channel was sent to lately, and until when it wants to be left alone.

    `recent` counts sends by tick (`pacing.py`). `refused_chat` is the conversation of the last refusal (429) since
    something was taken; `failures` counts rounds of sends in a row of which nothing was taken.
    """

    __tablename__ = "channel_paces"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    recent: Mapped[dict[str, int]] = mapped_column(Json)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refused_chat: Mapped[int | None]
    failures: Mapped[int] = mapped_column(default=0)


class Telling(Base):
    """How far a message to many readers has got into the outbox: up to that student. Where all are in, no row is left.

    `key` says which message, and to which issue of it this belongs.
    """

    __tablename__ = "tellings"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    upto: Mapped[int] = mapped_column(default=0)


# Written out rather than bound: neither database takes a partial index for a state that it learns only later.
NEW = InboxItem.state == written_out(InboxState.NEW)
OPEN = text(f"inbox.state IN ('{InboxState.NEW}', '{InboxState.CLAIMED}')")
CLAIMED = InboxItem.state == written_out(InboxState.CLAIMED)
IS_URGENT = InboxItem.urgency > literal(0, literal_execute=True)
PARKED = InboxItem.state == written_out(InboxState.PARKED)
DUE = Delivery.state == written_out(DeliveryState.DUE)
SENDING = Delivery.state == written_out(DeliveryState.SENDING)
UNFINISHED = is_one_of(Delivery.state, *NEEDS_STAFF)


def is_of(*kinds: AnyKind) -> ColumnElement[bool]:
    """Return the condition that a delivery is of one of the kinds."""
    return Delivery.kind.in_([kind.name for kind in kinds])


def tells_of(kind: Kind[Row], about: Row) -> ColumnElement[bool]:
    """Return the condition that a delivery is of that kind, about that row."""
    return and_(Delivery.kind == kind.name, Delivery.about == kind.number(about))
