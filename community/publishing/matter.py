"""What is published: all that is true of the rows of one table stands where their subject declares it, in `matter`."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from community.content import DRAFT, Content, ContentState
from community.database import Base
from community.staff import rules as staff_rules
from community.standing import Standing, standing

Item = TypeVar("Item", bound=Base)
Columns = Mapping[str, Any]
"""Columns of an item and what they hold from now on."""


def _nothing(_now: datetime) -> Columns:
    return {}


def _as_it_is(_item: Any, _now: datetime) -> Columns:
    return {}


def _next_version(item: Content, _now: datetime) -> Columns:
    return {"version": item.version + 1}


def _marks_nothing(_session: Session, _item: Any, _now: datetime) -> None:
    """Nothing was told of it that stays in anybody's chat as something to act on."""


def _shown(_session: Session, item: Content, now: datetime) -> Standing:
    return standing(item.status, item.shown_from, item.shown_until, now=now)


def _shown_until(item: Content) -> datetime | None:
    return item.shown_until


def _title(item: Content, language: str) -> str:
    return item.title(language)


@dataclass(frozen=True, slots=True, eq=False)
class Matter(Generic[Item]):
    """One kind of what staff publish; what is not said of it is as for any `Content`.

    Args:
        name: as the command line and buttons name it. Buttons outlive a release, so it is never changed.
        table: whose rows they are; each row has a `code`.
        column: the column that holds how far a row has got, a `ContentState`.
        may_write: which roles write drafts of it.
        begun: what a new draft holds that nobody types.
        issued: what changes in a row that is published now.
        changed: what changes in a row whose words or times were changed.
        taken_back: marks what was told of a row that students are not to act on any more.
        ends: until when a published row is shown; None where it is for good.
        stands: whether students see a row, and when that changes.
        title: what a row is called in a language.
        replaces: what a row holds that takes the place of another, where holding it is enough; None where the other is
            withdrawn as well.
        replaceable: another row may take its place. What students have a place in is changed, and not replaced.
    """

    name: str
    table: type[Item]
    column: str = "status"
    may_write: Callable[[Collection[str]], bool] = staff_rules.may_write
    begun: Callable[[datetime], Columns] = _nothing
    issued: Callable[[Any, datetime], Columns] = _as_it_is
    changed: Callable[[Any, datetime], Columns] = _next_version
    taken_back: Callable[[Session, Any, datetime], None] = _marks_nothing
    ends: Callable[[Any], datetime | None] = _shown_until
    stands: Callable[[Session, Any, datetime], Standing] = _shown
    title: Callable[[Any, str], str] = _title
    replaces: Callable[[Any, Any], Columns] | None = None
    replaceable: bool = True

    def state_of(self, item: Item) -> ContentState:
        """Return how far a row has got."""
        return ContentState(getattr(item, self.column))

    def draft(self, now: datetime) -> Columns:
        """Return what a new row holds that nobody types: it is a draft, whoever writes it."""
        return {self.column: DRAFT, **self.begun(now)}


AnyMatter = Matter[Any]
