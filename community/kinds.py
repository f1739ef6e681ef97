"""Every kind of delivery there is, from the `kinds` module of each subject."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache

import community
from community.post.kinds import AnyKind, Kind


@cache
def all_kinds() -> Mapping[str, AnyKind]:
    """Return every kind of delivery by the name that the outbox stores.

    Raises:
        ValueError: two kinds bear one name.
    """
    kinds: dict[str, AnyKind] = {}
    for kind in _declared():
        if kinds.setdefault(kind.name, kind) is not kind:
            raise ValueError(f"two kinds of delivery are called {kind.name}")
    return kinds


def _declared() -> Iterator[AnyKind]:
    for module in pkgutil.walk_packages(community.__path__, "community."):
        if module.name.endswith(".kinds") and module.name != __name__:
            yield from (one for one in vars(importlib.import_module(module.name)).values() if isinstance(one, Kind))
