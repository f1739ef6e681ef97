"""An item by its code or number, and what it is called; the items that wait to be published."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.content import ContentState
from community.database import LARGEST_ID, Base
from community.publishing.matters import all_matters, matter_for


class NoSuchItem(Exception):
    """Nothing that is published or drafted is called so."""


class SeveralItems(Exception):
    """Items of several kinds have this code; `named` is what tells each of them from the others."""

    def __init__(self, named: list[str]) -> None:
        super().__init__(", ".join(named))
        self.named = named


def by_code(session: Session, typed: str) -> Base:
    """Return the item of a code as people type it: `tip-017`, or `guidance/tip-017` where several kinds have that one.

    Raises:
        NoSuchItem, SeveralItems: none is meant, or more than one.
    """
    kind, _, code = typed.strip().rpartition("/")
    found: list[Base] = []
    for matter in all_matters().values():
        if kind.lower() in ("", matter.name):
            found += session.scalars(select(matter.table).where(matter.table.code.in_({code, code.upper()})))
    if not found:
        raise NoSuchItem(typed)
    if len(found) > 1:
        raise SeveralItems([name_of(item) for item in found])
    return found[0]


def by_number(session: Session, kind: str, number: str) -> Base:
    """Return the item of a kind by its number, as a button names it.

    Raises:
        NoSuchItem: somebody has removed it.
    """
    matter, known = all_matters().get(kind), number.isdecimal() and int(number) <= LARGEST_ID
    item: Base | None = session.get(matter.table, int(number)) if matter is not None and known else None
    if item is None:
        raise NoSuchItem(number)
    return item


def in_state(session: Session, states: Collection[ContentState]) -> list[Base]:
    """Return the items that have got so far and no further, kind by kind, as they were written."""
    found: list[Base] = []
    for matter in all_matters().values():
        rows = select(matter.table).where(getattr(matter.table, matter.column).in_(states))
        found += session.scalars(rows.order_by(matter.table.id))
    return found


def name_of(item: Base) -> str:
    """Return what names an item among all kinds, as `guidance/tip-017`."""
    matter = matter_for(item)
    return f"{matter.name}/{getattr(item, 'code')}"  # noqa: B009 - a row of any table


def key_of(item: Base) -> tuple[str, int]:
    """Return the kind and the number of an item, by which `by_number` finds it, whatever becomes of its code."""
    return matter_for(item).name, getattr(item, "id")  # noqa: B009 - a row of any table


def title_of(item: Base, language: str) -> str:
    """Return what an item is called, in the language or in the other where none was written."""
    return matter_for(item).title(item, language)
