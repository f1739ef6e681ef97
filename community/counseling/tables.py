"""Counselors, their availability, the times it opens, and appointments."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Time, UniqueConstraint, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from community.campus import house
from community.campus.rules import WEEKDAYS
from community.checks import Fault, Row
from community.counseling import rules
from community.counseling.states import AppointmentState, SlotState
from community.database import Base, Json, Line, Lines, UtcDateTime, is_one_of
from community.languages import either

STANDING = (AppointmentState.HELD, AppointmentState.CONFIRMED)
"""What keeps a time from others: a confirmed appointment, and one that waits a few minutes for the student's yes."""
_STANDS = text(f"status IN ('{AppointmentState.HELD}', '{AppointmentState.CONFIRMED}')")


class Counselor(Base):
    """One counselor.

    `gender` is `F` or `M`; `languages` holds `zh` and `en`; `telegram` an address, if any. One of the two names may be
    empty, as long as the other is not. `staff_id` is the account they sign in with: its chat is told of their
    appointments.
    """

    __tablename__ = "counselors"
    __table_args__ = (CheckConstraint("name <> '' OR name_en <> ''", name="called_somehow"),)

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {"gender": ("F", "M"), "languages": ("zh", "en")}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(80), default="")
    title_en: Mapped[str] = mapped_column(String(80), default="")
    languages: Mapped[list[str]] = mapped_column(Lines, default=list)
    gender: Mapped[str] = mapped_column(String(1), default="")
    topics: Mapped[list[str]] = mapped_column(Lines, default=list)
    topics_en: Mapped[list[str]] = mapped_column(Lines, default=list)
    room: Mapped[str] = mapped_column(String(40), default="")
    max_per_day: Mapped[int] = mapped_column(CheckConstraint("max_per_day >= 1", name="some_a_day"), default=5)
    telegram: Mapped[str | None] = mapped_column(String(60))
    active: Mapped[bool] = mapped_column(default=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_accounts.id"))

    def called(self, language: str) -> str:
        """Return the name as students of that language say it, or the other where they have none for it."""
        return either(language, self.name.strip(), self.name_en.strip())

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find what `rules.check_counselor` finds."""
        return rules.check_counselor(row)


class AvailabilityRule(Base):
    """When a counselor works, week by week.

    `weekday` is `Mon` to `Sun`, `weeks` is `all`, `odd` or `even` teaching weeks; the times are wall times of the
    campus. `valid_from` and `valid_until` (both included) bound it, None where it is unbounded.
    """

    __tablename__ = "availability_rules"

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {"weekday": WEEKDAYS, "weeks": ("all", "odd", "even")}

    id: Mapped[int] = mapped_column(primary_key=True)
    counselor_id: Mapped[int] = mapped_column(ForeignKey("counselors.id"), index=True)
    weekday: Mapped[str] = mapped_column(String(3))
    begins: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time, CheckConstraint("begins < ends", name="hours_in_order"))
    weeks: Mapped[str] = mapped_column(String(4), default="all")
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(
        Date, CheckConstraint("valid_from <= valid_until", name="days_in_order")
    )
    counselor: Mapped[Counselor] = relationship()

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find what `rules.check_hours` finds."""
        return rules.check_hours(row)

    @classmethod
    def clashes(cls, session: Session, row: Row, *, but: int | None) -> Iterable[Fault]:  # noqa: ARG003
        """Find hours in which no session fits, by the rules of the house."""
        return rules.check_room(row, house.rules(session).session)


class AvailabilityException(Base):
    """A time at which a counselor is away although a rule says otherwise; `kind` is `leave`."""

    __tablename__ = "availability_exceptions"

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {"kind": ("leave",)}

    id: Mapped[int] = mapped_column(primary_key=True)
    counselor_id: Mapped[int] = mapped_column(ForeignKey("counselors.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12), default="leave")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(
        UtcDateTime, CheckConstraint("starts_at < ends_at", name="times_in_order")
    )
    reason: Mapped[str] = mapped_column(Line, default="")
    counselor: Mapped[Counselor] = relationship()

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find what `rules.check_leave` finds."""
        return rules.check_leave(row)


class AppointmentSlot(Base):
    """A time that one student can book, made from the rules.

    `day` is the campus day it lies on; until `blocked_until` the counselor sees nobody else. `state` is a
    `SlotState`. Whether the counselor is away then is asked of the leaves themselves, so that a leave counts from its
    commit.
    """

    __tablename__ = "appointment_slots"
    __table_args__ = (UniqueConstraint("counselor_id", "starts_at"), Index("ix_appointment_slots_starts", "starts_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    counselor_id: Mapped[int] = mapped_column(ForeignKey("counselors.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    blocked_until: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), default=SlotState.OPEN)
    counselor: Mapped[Counselor] = relationship(lazy="joined", innerjoin=True)


class Appointment(Base):
    """What booking leaves behind.

    `status` is an `AppointmentState`; one is held until `held_until`. Two partial unique indexes decide that an
    appointment slot has one that stands, and a student one too. Moving it keeps the row and its `ref`, and counts
    `ics_seq` up. `leave_told_slot_id` is the slot of which the student was told that it cannot be, as the counselor is
    away then.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        Index(
            "uq_appointments_slot_standing",
            "slot_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index(
            "uq_appointments_student_standing",
            "student_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(8), unique=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("appointment_slots.id"), index=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    status: Mapped[str] = mapped_column(String(10), default=AppointmentState.CONFIRMED)
    ics_seq: Mapped[int] = mapped_column(default=0)
    mode: Mapped[str] = mapped_column(String(10), default="in_person")
    intake: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    booked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leave_told_slot_id: Mapped[int | None]
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    slot: Mapped[AppointmentSlot] = relationship(lazy="joined", innerjoin=True)


class AppointmentNews(Base):
    """One change of an appointment, as one counselor must hear of it.

    It led from `from_slot_id` to `to_slot_id`, None where there was none before or is none after; one of the two is
    the counselor's. `said_slot_id` is what their chat was told at `said_at`: the slot that the appointment has with
    them, None for that it has none.
    """

    __tablename__ = "appointment_news"

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"), index=True)
    counselor_id: Mapped[int] = mapped_column(ForeignKey("counselors.id"))
    from_slot_id: Mapped[int | None] = mapped_column(ForeignKey("appointment_slots.id"))
    to_slot_id: Mapped[int | None] = mapped_column(ForeignKey("appointment_slots.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    said_slot_id: Mapped[int | None]
    said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    appointment: Mapped[Appointment] = relationship()


class Consent(Base):
    """That a student has agreed to one version of what was explained for one purpose, as `counseling`."""

    __tablename__ = "consents"
    __table_args__ = (UniqueConstraint("student_id", "purpose", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    purpose: Mapped[str] = mapped_column(String(30))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


STANDS = is_one_of(Appointment.status, *STANDING)
