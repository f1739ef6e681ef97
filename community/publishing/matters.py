"""Every kind of what staff publish, from the `matter` module of each subject; and a row of it by its code."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

import community
from community.database import Base
from community.publishing.matter import AnyMatter, Matter


class NoSuchItem(Exception):
    """Nothing that is published or drafted has this code."""


class SeveralItems(Exception):
    """Rows of several kinds have this code; `named` is what tells each of them from the others."""

    def __init__(self, named: list[str]) -> None:
        super().__init__(", ".join(named))
        self.named = named


@cache
def all_matters() -> Mapping[str, AnyMatter]:
    """Return every kind by its name.

    Raises:
        ValueError: two kinds bear one name.
    """
    matters: dict[str, AnyMatter] = {}
    for matter in _declared():
        if matters.setdefault(matter.name, matter) is not matter:
            raise ValueError(f"two kinds of what is published are called {matter.name}")
    return matters


def _declared() -> Iterator[AnyMatter]:
    for module in pkgutil.walk_packages(community.__path__, "community."):
        if module.name.endswith(".matter") and module.name != Matter.__module__:
            yield from (one for one in vars(importlib.import_module(module.name)).values() if isinstance(one, Matter))


def matter_of(table: type[Base]) -> AnyMatter | None:
    """Return what is true of a table's rows, None where they count as soon as they are saved."""
    return next((matter for matter in all_matters().values() if matter.table is table), None)


def by_number(session: Session, name: str, number: str) -> Base:
    """Return the row of a kind by its number, as a button names it.

    Raises:
        NoSuchItem: somebody has removed it.
    """
    matter = all_matters().get(name)
    item: Base | None = session.get(matter.table, int(number)) if matter and number.isdecimal() else None
    if item is None:
        raise NoSuchItem(number)
    return item


def by_code(session: Session, typed: str) -> Base:
    """Return the row of a code, as people type it: `tip-017`, or `guidance/tip-017` where several kinds have that code.

    Raises:
        NoSuchItem, SeveralItems: none is meant, or more than one.
    """
    kind, _, code = typed.strip().rpartition("/")
    found: list[tuple[str, Base]] = [
        (f"{matter.name}/{code}", item)
        for matter in all_matters().values()
        if kind in ("", matter.name)
        for item in session.scalars(select(matter.table).where(matter.table.code.in_((code, code.upper()))))
    ]
    if not found:
        raise NoSuchItem(typed)
    if len(found) > 1:
        raise SeveralItems([named for named, _ in found])
    return found[0][1]
