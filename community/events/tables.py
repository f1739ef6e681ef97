"""Events and sign-ups."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    event,
    inspect,
    text,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from community.checks import Fault, Row
from community.content import Content
from community.database import Base, Line, Lines, UtcDateTime, is_one_of
from community.events import rules
from community.events.states import SignupState
from community.languages import either, written
from community.post.conversations import Conversation

KINDS = (
    "job_fair",
    "career_talk",
    "lecture",
    "workshop",
    "competition",
    "volunteering",
    "party_day",
    "sports",
    "arts",
    "academic",
    "club",
)
_WAITS = text(f"status IN ('{SignupState.OFFERED}', '{SignupState.WAITLISTED}')")
TOLD_OF = ("place_zh", "place_en", "starts_at", "ends_at", "status")


class Event(Content, Base):
    """Something that takes place once.

    `kind` is one of `KINDS`. `capacity` None means that all who come have room. A published event that is withdrawn
    counts as cancelled. `seq` rises with each change that those signed up must be told of; `announced_seq` is the
    last that they were told of.
    """

    __tablename__ = "events"

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {**Content.CHOICES, "kind": KINDS}

    kind: Mapped[str] = mapped_column(String(20))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(
        UtcDateTime, CheckConstraint("starts_at < ends_at", name="times_in_order")
    )
    place_zh: Mapped[str] = mapped_column(Line)
    place_en: Mapped[str] = mapped_column(Line)
    capacity: Mapped[int | None] = mapped_column(CheckConstraint("capacity >= 0", name="seats_not_negative"))
    signup_closes: Mapped[datetime | None] = mapped_column(
        UtcDateTime, CheckConstraint("signup_closes <= starts_at", name="signup_closes_in_time")
    )
    asked_as: Mapped[list[str]] = mapped_column(Lines, default=list)
    seq: Mapped[int] = mapped_column(default=0)
    announced_seq: Mapped[int] = mapped_column(default=0)

    def place(self, language: str) -> str:
        """Return the place in the language, or in the other where none was written."""
        return either(language, self.place_zh, self.place_en)

    def searchable(self) -> list[str]:
        """Return the sentences that a question is compared with."""
        return written(self.title_zh, self.title_en, *self.asked_as)

    @property
    def shown_until(self) -> datetime | None:
        """Until when a published event is among those to come: it ends with the event itself."""
        return min(self.expires_at or self.ends_at, self.ends_at)

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find also what `rules.check` finds."""
        yield from super().check(row)
        yield from rules.check(row)

    def everything(self) -> list[str]:
        """Return all that it says beside them."""
        return [self.body_zh, self.body_en, self.place_zh, self.place_en]


class EventSignup(Base):
    """One student's place in one event.

    `status` is a `SignupState`; an offered seat is kept until `held_until`. `seat` runs
    from 1 to the event's capacity and is unique, so that no two students can hold one; None without a seat.
    """

    __tablename__ = "event_signups"
    __table_args__ = (
        UniqueConstraint("event_id", "student_id"),
        UniqueConstraint("event_id", "seat"),
        Index("ix_event_signups_waiting", "status", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    seat: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(12))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    event: Mapped[Event] = relationship(lazy="joined", innerjoin=True)
    conversation: Mapped[Conversation] = relationship()


WAITS = is_one_of(EventSignup.status, SignupState.OFFERED, SignupState.WAITLISTED)


@event.listens_for(Event, "before_update")
def _count_changes(_mapper: Mapper[Event], _connection: Connection, changed: Event) -> None:
    """Raise `seq` whoever changes the place or time, so that no path of editing forgets to."""
    state = inspect(changed)
    if any(state.attrs[name].history.has_changes() for name in TOLD_OF):
        changed.seq += 1
