"""Handoff cases, what is said in them, and hotlines."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.cases import rules
from community.cases.states import CaseState
from community.checks import Fault, Row
from community.database import Base, Json, Line, Lines, UtcDateTime, Words, written_out
from community.post.conversations import Conversation
from community.students.tables import Student

OPEN = text(f"state <> '{CaseState.CLOSED}'")


class HandoffCase(Base):
    """One request for a person; a partial unique index lets a conversation have one open case.

    - `kind`: `person` (asked for somebody), `welfare` (worried about somebody else), `crisis`, `incident`.
    - `topic`: `feelings`, `study`, `jobs`, `life`, or empty while unknown.
    - `risk`: `none`, `low` (somebody looks within a day), `high` (now).
    - `state`: a `CaseState`; who has claimed it is `claimed_by`, a name for students to read.
    - `person_wanted`: the student has asked for somebody, whatever else the case is about.
    - `share`: `line` (staff read what is written to them) or `full` (the talk before it too).
    - `holds`: the counselor has the conversation, and the assistant keeps silent.
    - `next_look_at`: when staff are reminded again, None for not again; `alerts` counts how often they were told.
    - `reopened_at`: when the student last had it opened again, None for never.
    - `helped`: what the student said afterwards, None for nothing.
    """

    __tablename__ = "handoff_cases"
    __table_args__ = (
        Index(
            "uq_handoff_cases_conversation_open",
            "conversation_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_handoff_cases_look", "state", "next_look_at", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(12), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str] = mapped_column(String(10), default="")
    risk: Mapped[str] = mapped_column(String(5), default="none")
    state: Mapped[str] = mapped_column(String(10), default=CaseState.REQUESTED)
    person_wanted: Mapped[bool] = mapped_column(default=False)
    share: Mapped[str] = mapped_column(String(5), default="line")
    language: Mapped[str] = mapped_column(String(5))
    holds: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_by: Mapped[str | None] = mapped_column(Words)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_accounts.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_words_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_look_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    alerts: Mapped[int] = mapped_column(default=0)
    helped: Mapped[bool | None]
    conversation: Mapped[Conversation] = relationship()
    student: Mapped[Student] = relationship()
    messages: Mapped[list["CaseMessage"]] = relationship(back_populates="case", order_by="CaseMessage.id")

    @property
    def asked_at(self) -> datetime:
        """Since when the student has been asking for somebody: when it was opened, or opened again."""
        return self.reopened_at or self.opened_at


class CaseMessage(Base):
    """One thing said or done in a case.

    `author` is `student`, `staff` (named by `staff_label`) or `system`; the latter says nothing, its `event` is
    `claimed`, `closed`, `reopened`, `unanswered`, `released`, `withdrawn`, `topic`, `shared` or `tapped` (the button
    whose title stands in `words`). A message of the inbox is taken in once.
    """

    __tablename__ = "case_messages"
    __table_args__ = (UniqueConstraint("case_id", "inbox_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("handoff_cases.id"), index=True)
    author: Mapped[str] = mapped_column(String(10))
    event: Mapped[str] = mapped_column(String(12), default="")
    staff_label: Mapped[str] = mapped_column(Words, default="")
    words: Mapped[str] = mapped_column(Words, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    inbox_id: Mapped[int | None]
    case: Mapped[HandoffCase] = relationship(back_populates="messages", lazy="joined", innerjoin=True)


class CrisisTalk(Base):
    """How far a talk about danger has got; a partial unique index lets a conversation have one that is open.

    - `about`: as `understanding.parse.Danger` says; `step` is one of `crisis_rules.Step`.
    - `by_tone`: only a tone spoke for danger so far; the student has confirmed nothing, and nobody was called.
    - `risky_lines` counts messages that told of danger, `turns` all that were answered in the talk.
    - `inbox_id`: the message it began with, which the office may look up.
    - `put_aside`: what was asked in that message, to be answered once danger is denied; None when the talk is over.
    - `ended_as`: how it ended: `denied`, `safe`, `stopped`, `person`, `lapsed` or `other` (another matter).
    """

    __tablename__ = "crisis_talks"
    __table_args__ = (
        Index(
            "uq_crisis_talks_conversation_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    about: Mapped[str] = mapped_column(String(10))
    step: Mapped[str] = mapped_column(String(12))
    by_tone: Mapped[bool]
    risky_lines: Mapped[int] = mapped_column(default=1)
    turns: Mapped[int] = mapped_column(default=0)
    inbox_id: Mapped[int | None] = mapped_column(index=True)
    put_aside: Mapped[dict[str, Any] | None] = mapped_column(Json)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_as: Mapped[str] = mapped_column(String(12), default="")


class Hotline(Base):
    """A number to call.

    `kind` is `emergency`, `security` (the campus's own), `support` or `fraud`. `regions` lists where it serves:
    a country, as `CN`, or an area. The hours are said to students as they stand here; empty means that nobody has
    found them out.
    """

    __tablename__ = "hotlines"

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {"kind": ("emergency", "security", "support", "fraud")}

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    name_zh: Mapped[str] = mapped_column(Line)
    name_en: Mapped[str] = mapped_column(Line)
    hours_zh: Mapped[str] = mapped_column(Line, default="")
    hours_en: Mapped[str] = mapped_column(Line, default="")
    kind: Mapped[str] = mapped_column(String(10))
    regions: Mapped[list[str]] = mapped_column(Lines, default=list)
    verified_on: Mapped[date | None] = mapped_column(Date)
    verified_by: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(Line, default="")
    position: Mapped[int] = mapped_column(default=0)

    def searchable(self) -> list[str]:
        """Return the sentences that a question is compared with."""
        return [self.name_zh, self.name_en, f"{self.name_zh}电话是多少", f"phone number of the {self.name_en}"]

    def everything(self) -> list[str]:
        """Return all that it says beside them."""
        return [self.number]

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find what `rules.check_hotline` finds."""
        return rules.check_hotline(row)


# Written out rather than bound, so that the index of open cases serves: see community/post/tables.py.
IS_OPEN = HandoffCase.state != written_out(CaseState.CLOSED)
