"""Notices, lessons and incidents."""

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Time, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from community.campus import area_rules, areas
from community.checks import Fault, Row, Wrong
from community.content import DRAFT, STATES
from community.database import Base, Json, Line, Lines, UtcDateTime, Words, written_out
from community.guidance.columns import Guidance
from community.languages import either, written
from community.safety import rules
from community.safety.states import IncidentState, MessageType, NoticeStatus

LETTERS, DIGITS = "ABCDEFGHJKMNPQRSTUVWXYZ", "23456789"  # none that are taken for one another


def new_identifier() -> str:
    """Return a CAP identifier that no other notice has."""
    return f"onestop-{uuid4().hex}"


def new_code() -> str:
    """Return a code such as K7QF-2M, by which students tell a real notice from a rumour."""
    shape = (LETTERS, DIGITS, LETTERS, LETTERS, "-", DIGITS, LETTERS)
    return "".join(secrets.choice(signs) for signs in shape)


_IN_HAND = text(f"status <> '{IncidentState.CLOSED}'")


class SafetyNotice(Base):
    """One notice in the terms of CAP 1.2 (OASIS Common Alerting Protocol), whose names and values its columns keep.

    `status` is a `NoticeStatus`; `msg_type` a `MessageType`, of which Update and Cancel name in `references_id` the
    notice that they replace; `category` Met, Fire, Health, Security, Infra, Safety, Transport or Other; `response_type`
    Avoid, Prepare, Shelter, Evacuate, Monitor, AllClear or None; `urgency` Immediate, Expected, Future or Past;
    `severity` Extreme, Severe, Moderate, Minor or Unknown; `certainty` Observed, Likely, Possible, Unlikely or Unknown.
    `areas` are paths in the tree of areas, as `SHU/E/D7`; empty means everywhere. `state` is a `ContentState`;
    `announced_at` says when it was queued for those concerned, `withdrawn_at` when staff took it back
    (None while it is out, or never was).
    """

    __tablename__ = "safety_notices"

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {
        "state": STATES,
        "status": tuple(NoticeStatus),
        "msg_type": tuple(MessageType),
        "category": ("Met", "Fire", "Health", "Security", "Infra", "Safety", "Transport", "Other"),
        "response_type": ("Avoid", "Prepare", "Shelter", "Evacuate", "Monitor", "AllClear", "None"),
        "urgency": ("Immediate", "Expected", "Future", "Past"),
        "severity": rules.SEVERITIES,
        "certainty": ("Observed", "Likely", "Possible", "Unlikely", "Unknown"),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(String(80), unique=True, default=new_identifier)
    code: Mapped[str] = mapped_column(String(10), unique=True, default=new_code)
    sender: Mapped[str] = mapped_column(String(120))
    sent: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(10), default=NoticeStatus.ACTUAL)
    msg_type: Mapped[str] = mapped_column(String(10), default=MessageType.ALERT)
    references_id: Mapped[int | None] = mapped_column(ForeignKey("safety_notices.id"))
    category: Mapped[str] = mapped_column(String(12), default="Safety")
    event_zh: Mapped[str] = mapped_column(Line)
    event_en: Mapped[str] = mapped_column(Line)
    response_type: Mapped[str] = mapped_column(String(12), default="Prepare")
    urgency: Mapped[str] = mapped_column(String(12), default="Expected")
    severity: Mapped[str] = mapped_column(String(12), default="Moderate")
    certainty: Mapped[str] = mapped_column(String(12), default="Likely")
    effective: Mapped[datetime] = mapped_column(UtcDateTime)
    onset: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires: Mapped[datetime] = mapped_column(
        UtcDateTime,
        CheckConstraint("effective < expires", name="in_force_in_order"),
        CheckConstraint("onset < expires", name="begins_in_force"),
    )
    headline_zh: Mapped[str] = mapped_column(Line)
    headline_en: Mapped[str] = mapped_column(Line)
    description_zh: Mapped[str] = mapped_column(Words, default="")
    description_en: Mapped[str] = mapped_column(Words, default="")
    instruction_zh: Mapped[str] = mapped_column(Words, default="")
    instruction_en: Mapped[str] = mapped_column(Words, default="")
    contact: Mapped[str] = mapped_column(Line, default="")
    areas: Mapped[list[str]] = mapped_column(Lines, default=list)
    state: Mapped[str] = mapped_column(String(12), default=DRAFT)
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def headline(self, language: str) -> str:
        """Return the headline in the language, or in the other where none was written."""
        return either(language, self.headline_zh, self.headline_en)

    def description(self, language: str) -> str:
        """Return the description in the language, or in the other where none was written."""
        return either(language, self.description_zh, self.description_en)

    def instruction(self, language: str) -> str:
        """Return the instruction in the language, or in the other where none was written."""
        return either(language, self.instruction_zh, self.instruction_en)

    def searchable(self) -> list[str]:
        """Return the sentences that a question is compared with."""
        # A question is about one thing, so what the notice says is compared clause by clause.
        said = (self.headline_zh, self.description_zh, self.instruction_zh)
        also = (self.headline_en, self.description_en, self.instruction_en)
        clauses = re.split(r"[；;，,。:]|\.\s", ";".join((*said, *also)))
        return written(self.event_zh, self.event_en, *(clause.strip() for clause in clauses))

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find what `rules.check_notice` finds."""
        return rules.check_notice(row)

    @classmethod
    def clashes(cls, session: Session, row: Row, *, but: int | None) -> Iterator[Fault]:
        """Find areas that the tree does not have; what the notice named before stays as it is."""
        before = session.scalar(select(cls.areas).where(cls.id == but)) or []
        added = [path for path in row.get("areas") or () if path not in before]
        if area_rules.unknown(added, areas.tree(session)):
            yield Fault("areas", Wrong.NOT_IN_TREE)

    def everything(self) -> list[str]:
        """Return all that it says beside them: nothing, for all of it is compared."""
        return []


class SafetyLesson(Guidance, Base):
    """One lesson of the weekly safety education.

    It goes out once, at `push_at` of a `push_weekday` (0 is Monday) on the student's wall, in one of `push_months`
    (empty: any month); with `push_weekday` None it is only shown when asked for. `queued_at` says when it went.
    """

    __tablename__ = "safety_lessons"

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {
        **Guidance.CHOICES,
        "kind": ("advice",),
        "topic": ("fire", "fraud", "weather", "health", "personal", "lab", "general"),
        "push_weekday": tuple(range(7)),
        "push_months": tuple(range(1, 13)),
    }

    push_weekday: Mapped[int | None] = mapped_column(
        CheckConstraint("push_weekday BETWEEN 0 AND 6", name="day_of_a_week")
    )
    push_at: Mapped[time] = mapped_column(Time, default=time(12, 10))
    push_months: Mapped[list[Any]] = mapped_column(Json, default=list)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Incident(Base):
    """One report of a hazard or crime; `ref` is INC-YYYY-NNNN, as told to the student.

    `kind` is `hazard`, `danger` (fire, gas, violence), `threat` (by the student who wrote it), `theft`, `scam` or
    `other`. `mode` is `named`, `confidential` (security knows the reporter, nobody else does) or `anonymous` (no
    reporter is stored). `status` is an `IncidentState`: assigned to the account `staff_id` since `taken_at`, closed
    by `closed_by`, with a `note` for colleagues.
    """

    __tablename__ = "incidents"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        Index("ix_incidents_in_hand", "status", sqlite_where=_IN_HAND, postgresql_where=_IN_HAND),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(20), unique=True)
    year: Mapped[int]
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(Words)
    words: Mapped[str] = mapped_column(Words)
    mode: Mapped[str] = mapped_column(String(12))
    status: Mapped[str] = mapped_column(String(10), default=IncidentState.OPEN)
    student_id: Mapped[int | None] = mapped_column(ForeignKey("students.id"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_accounts.id"))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff_accounts.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Words, default="")


# Written out rather than bound, so that the index of what is in hand serves: see community/post/tables.py.
IN_HAND = Incident.status != written_out(IncidentState.CLOSED)
