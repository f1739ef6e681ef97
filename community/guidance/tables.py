"""Subjects, and the guidance in each of them."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar
from zlib import crc32

from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import JSON, TypeDecorator

from community import checks
from community.checks import Fault, Row, Wrong
from community.content import ReadOnce
from community.database import LARGEST_ID, Base, Json, Line, Lines, UtcDateTime, Words
from community.guidance import rules
from community.guidance.columns import Guidance
from community.languages import either
from community.students.preferences import DEADLINES


class Topics(TypeDecorator[list[dict[str, str]]]):
    """The topics of a subject, each as `{"keys": ..., "zh": title, "en": title}`, in the order of their buttons."""

    impl = JSON
    cache_ok = True


def first_edition(context: DefaultExecutionContext) -> int:
    """Return the number of a new row: the same for the same content."""
    holds: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return (
        crc32(repr(sorted((name, value) for name, value in holds.items() if name != "edition")).encode()) % LARGEST_ID
    )


def next_edition() -> int:
    """Return the number of a row that has changed: one that it most surely never had."""
    return secrets.randbelow(LARGEST_ID)


class GuidanceSubject(ReadOnce, Base):
    """One subject: what is said above its items, and how it is asked for.

    Args:
        code: names it in reminders and buttons, and never changes.
        topics: one line for each button; an item whose topic has no button is found by words alone.
        welcome_zh, welcome_en: what stands above the topics.
        general: questions that ask for the topics rather than for an item, as "any tips?".
        helper: the topic under which a person is asked for.
        intent: which request it answers; empty for none, see `rules.ASKED_BY`.
        position: its place in the menu, the smaller the further up; None where it has none.
        slow: what it asks for takes days, so that reminders begin a week ahead.
        reminded_as: with which choice of reminders students turn its deadlines off.
        owner_id: who of the staff answers for it, and is told what is missing in it; None where nobody does.
    """

    __tablename__ = "guidance_subjects"

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {
        "helper": ("study", "jobs", "feelings", "life"),
        "intent": rules.ASKED_BY,
        "reminded_as": DEADLINES,
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title_zh: Mapped[str] = mapped_column(Line)
    title_en: Mapped[str] = mapped_column(Line)
    welcome_zh: Mapped[str] = mapped_column(Words, default="")
    welcome_en: Mapped[str] = mapped_column(Words, default="")
    topics: Mapped[list[dict[str, str]]] = mapped_column(Topics, default=list)
    general: Mapped[list[str]] = mapped_column(Lines, default=list)
    helper: Mapped[str] = mapped_column(String(20), default="life")
    intent: Mapped[str] = mapped_column(String(60), default="")
    position: Mapped[int | None]
    slow: Mapped[bool] = mapped_column(default=False)
    reminded_as: Mapped[str] = mapped_column(String(20), default="academics")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff_accounts.id"))

    def title(self, language: str) -> str:
        """Return the title in the language, or in the other where none was written."""
        return either(language, self.title_zh, self.title_en)

    def welcome(self, language: str) -> str:
        """Return what stands above the topics; the title where nothing was written."""
        return either(language, self.welcome_zh, self.welcome_en) or self.title(language)

    def searchable(self) -> list[str]:
        """Return the questions that ask for the topics."""
        return self.general

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find a code that is none, and topics that are none."""
        yield from checks.code(row)
        yield from rules.check_topics(row)

    @classmethod
    def clashes(cls, session: Session, row: Row, *, but: int | None) -> Iterable[Fault]:
        """Find a request that another subject answers already."""
        intent = row.get("intent")
        other = select(cls.id).where(cls.intent == intent, cls.id != (but or 0))
        if intent and session.scalar(other.limit(1)) is not None:
            yield Fault("intent", Wrong.TAKEN)


class GuidanceItem(Guidance, Base):
    """One piece of guidance.

    Args:
        opens_at, closes_at: when it can be done; None where that is always so, or no day is named.
        audience: whom it is shown to, as `{"grade": [2023]}`; empty means everybody.
        unit: the part of the community that it belongs to; empty where it belongs to none.
        education: which of the five educations it is part of; empty for none.
        form: where the form is that it needs.
        owner: who answers for it; `review_by` says until when they shall have looked again.
        review_asked, review_asked_at: how often its owner was asked to look again since then, and when last.
        formerly: its table and number before all guidance stood in one table, as older audit entries name it.
        edition: another number after every change, by which readers see that something changed.
    """

    __tablename__ = "guidance_items"

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {
        **Guidance.CHOICES,
        "kind": ("advice", "procedure", "deadline", "date", "duty", "tutoring", "scam_warning"),
        "unit": ("party_building", "three_comprehensive", "safe_community", "intelligent_service"),
        "education": ("moral", "intellectual", "physical", "aesthetic", "labour"),
    }

    subject_id: Mapped[int] = mapped_column(ForeignKey("guidance_subjects.id"), index=True)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, CheckConstraint("opens_at < closes_at", name="window_in_order")
    )
    audience: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    unit: Mapped[str] = mapped_column(String(30), default="")
    education: Mapped[str] = mapped_column(String(20), default="")
    form: Mapped[str] = mapped_column(Line, default="")
    owner: Mapped[str] = mapped_column(Line, default="")
    review_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_asked: Mapped[int] = mapped_column(default=0)
    review_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    formerly: Mapped[str] = mapped_column(String(40), default="")
    edition: Mapped[int] = mapped_column(default=first_edition, onupdate=next_edition, index=True)

    def is_overdue(self, now: datetime) -> bool:
        """Say whether somebody should have looked again by now."""
        return self.review_by is not None and self.review_by <= now

    @property
    def opens(self) -> datetime | None:
        return self.opens_at

    @property
    def closes(self) -> datetime | None:
        return self.closes_at

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find also what `rules.check_item` finds."""
        yield from super().check(row)
        yield from rules.check_item(row)

    @classmethod
    def clashes(cls, session: Session, row: Row, *, but: int | None) -> Iterable[Fault]:  # noqa: ARG003
        """Find a topic that its subject does not have, or that no subject has."""
        topic, subject_id = row.get("topic") or rules.GENERAL, row.get("subject_id")
        having = {
            subject.id: topic in (rules.GENERAL, *rules.topic_keys(subject.topics))
            for subject in session.scalars(select(GuidanceSubject))
        }
        if topic != rules.GENERAL and not any(having.values()):
            yield Fault("topic", Wrong.NO_CHOICE)
        elif not having.get(subject_id or 0, True):
            yield Fault("topic", Wrong.NOT_OF_SUBJECT, than="subject_id")
