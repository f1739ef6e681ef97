"""The tree of areas: a campus holds areas, which hold buildings; pure."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from community import checks
from community.checks import Fault, Row, Wrong

CODE = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """One area of the tree, under its path, as `SHU/E/D7`."""

    path: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Tree:
    """All areas by their paths, each after the one that holds it."""

    places: Mapping[str, Place]

    def knows(self, path: str) -> bool:
        """Say whether a path leads to an area, or into one that is not divided any further, as to a floor.

        Where nobody has drawn the tree yet, any path does.
        """
        if not self.places or path in self.places:
            return True
        holder = next((above for above in around(path) if above in self.places), None)
        return holder is not None and not self._is_divided(holder)

    def _is_divided(self, path: str) -> bool:
        return any(other.startswith(f"{path}/") for other in self.places)

    def named(self, path: str) -> Place | None:
        """Return the area of that path, None where it is not in the tree."""
        return self.places.get(path)


def around(path: str) -> Iterator[str]:
    """Yield the paths of what holds an area, the nearest first: `SHU/E` and `SHU` of `SHU/E/D7`."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def check(row: Row) -> Iterator[Fault]:
    """Find a code that cannot be part of a path."""
    yield from checks.shaped(row, "code", CODE, Wrong.NO_PART)


def unknown(paths: Collection[str], tree: Tree) -> list[str]:
    """Return the paths that lead nowhere."""
    return [path for path in paths if not tree.knows(path)]
