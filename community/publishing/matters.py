"""Every kind of what staff publish, from the `matter` module of each subject."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache

import community
from community.database import Base
from community.publishing.matter import AnyMatter, Matter


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


def matter_for(item: Base) -> AnyMatter:
    """Return what is true of an item.

    Raises:
        TypeError: rows of its table count as soon as they are saved.
    """
    matter = matter_of(type(item))
    if matter is None:
        raise TypeError(f"{item.__tablename__} are not published")
    return matter
