"""What all published matter has in common: two languages, a draft and a published state, a time to live."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Self, TypeVar, cast

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    event,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from community import checks
from community.checks import Fault, Row
from community.database import Address, Line, UtcDateTime, Words
from community.languages import either, written

_LIVE = "live content"


T = TypeVar("T")


class ContentState(StrEnum):
    """Whether staff have let others see a piece of content; as the database stores it."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    """Handed in by its author, for somebody who approves it."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = STATES = tuple(ContentState)
OUT = (PUBLISHED, WITHDRAWN)
"""What students see, or have seen."""


class ReadOnce:
    """Rows that are read once in a transaction, as a message is held against all of them several times."""


class Content(ReadOnce):
    """Columns of a piece of content that staff write, publish and let expire."""

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {"status": STATES}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title_zh: Mapped[str] = mapped_column(Line)
    title_en: Mapped[str] = mapped_column(Line)
    body_zh: Mapped[str] = mapped_column(Words, default="")
    body_en: Mapped[str] = mapped_column(Words, default="")
    status: Mapped[str] = mapped_column(String(12), default=DRAFT)
    valid_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, CheckConstraint("valid_from < expires_at", name="shown_in_order")
    )
    source_url: Mapped[str] = mapped_column(Address, default="")
    reviewed_on: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    def title(self, language: str) -> str:
        """Return the title in the language, or in the other where none was written."""
        return either(language, self.title_zh, self.title_en)

    def body(self, language: str) -> str:
        """Return the body in the language, or in the other where none was written."""
        return either(language, self.body_zh, self.body_en)

    def everything(self) -> list[str]:
        """Return all that it says beside its title."""
        return written(self.body_zh, self.body_en)

    @property
    def shown_from(self) -> datetime | None:
        """From when on a published row is shown; None where it is at once."""
        return self.valid_from

    @property
    def shown_until(self) -> datetime | None:
        """Until when a published row is shown; None where it is for good."""
        return self.expires_at

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find a code that is none, and a time to live that ends before it begins."""
        yield from checks.code(row)
        yield from checks.later(row, "expires_at", than="valid_from")

    @classmethod
    def is_live(cls, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
        """Return the condition that a row may be shown at `now`: published, begun and not expired."""
        return and_(
            cls.status == PUBLISHED,
            or_(cls.valid_from.is_(None), cls.valid_from <= now),
            or_(cls.expires_at.is_(None), cls.expires_at > now),
        )

    @classmethod
    def live(cls, session: Session, now: datetime) -> list[Self]:
        """Return the rows that may be shown at `now`, in the order they were written."""
        query = _live(cast("Hashable", cls))
        return list(read_once(session, (cls, now), lambda: session.scalars(query, {"now": now}).all()))


def read_once(session: Session, key: Hashable, read: Callable[[], T]) -> T:
    """Return what `read` returns, read once in a transaction and again where a row of `ReadOnce` has changed."""
    kept: dict[Hashable, T] = session.info.setdefault(_LIVE, {})
    if key not in kept:
        kept[key] = read()
    return kept[key]


@cache
def _live(table: Any) -> Select[Any]:
    return select(table).where(table.is_live(bindparam("now", type_=UtcDateTime))).order_by(table.id)


@event.listens_for(Session, "after_flush")
def _read_again(session: Session, _context: object) -> None:
    """Forget what was read where some of it has changed."""
    if any(isinstance(one, ReadOnce) for one in (*session.new, *session.dirty, *session.deleted)):
        session.info.pop(_LIVE, None)


@event.listens_for(Session, "after_commit")
def _forget(session: Session) -> None:
    session.info.pop(_LIVE, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget_what_was_undone(session: Session, _previous: object) -> None:
    session.info.pop(_LIVE, None)
