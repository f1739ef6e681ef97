"""An index with a few documents behind it that came later: making a large one anew takes seconds."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from understanding.search import search
from understanding.search.index import MOST, Index, Marks
from understanding.search.matching import Document, Match


class Grown(Index):
    """An index and what came since; it finds what an index of all of them would.

    Args:
        before: the index; its documents keep their places.
        more: a few further documents, whose places follow.
    """

    def __init__(self, before: Index, more: Sequence[Document]) -> None:
        self.before, self.more = before, tuple(more)

    def __len__(self) -> int:
        return len(self.before) + len(self.more)

    def match(
        self, query: str, *, among: Marks | None = None, beside: Sequence[Document] = (), most: int = MOST
    ) -> list[Match]:
        """Return the documents that fit best with their scores, best first; those beside it all: see `Index.match`."""
        first = len(self.before)
        marks = np.ones(len(self), dtype=np.bool_) if among is None else among
        later = np.flatnonzero(marks[first:])
        places = [*(first + int(place) for place in later), *range(len(self), len(self) + len(beside))]
        others = [*(self.more[place] for place in later), *beside]
        found = self.before.match(query, among=marks[:first], beside=others, most=most)
        return [one if one.index < first else replace(one, index=places[one.index - first]) for one in found]

    def nearest(self, query: str, *, among: Marks, at_least: float, most: int) -> list[tuple[int, float]]:
        """Return the places of those worth showing and how near they come: see `Index.nearest`."""
        first = len(self.before)
        found = self.before.nearest(query, among=among[:first], at_least=at_least, most=most)
        later = [int(place) for place in np.flatnonzero(among[first:])]
        ranked = search.rank(query, [self.more[place].asked for place in later])
        found += [(first + later[index], score) for index, score in ranked if score >= at_least]
        return sorted(found, key=lambda one: (-one[1], one[0]))[:most]
