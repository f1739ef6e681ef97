"""Questions that ask for the same, as whoever writes answers reads them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from community.unanswered.tables import UnansweredQuestion

MOST_PHRASINGS = 12
"""Phrasings of a group that are put under "asked as" of its answer: more add little, and a list has its limits."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that ask for the same, those asked most often first.

    Args:
        people: in how many talks they were asked, as far as that is still known.
    """

    questions: Sequence[UnansweredQuestion]
    people: int

    @property
    def ids(self) -> tuple[int, ...]:
        """Their numbers."""
        return tuple(one.id for one in self.questions)

    @property
    def times(self) -> int:
        """How often they were asked, all together."""
        return sum(one.times for one in self.questions)

    @property
    def not_helped(self) -> int:
        """How often an answer was shown and did not help."""
        return sum(one.not_helped for one in self.questions)

    @property
    def languages(self) -> Sequence[tuple[str, int]]:
        """In which languages, and how often in each."""
        counted: Counter[str] = Counter()
        for one in self.questions:
            counted[one.language] += one.times
        return counted.most_common()

    @property
    def last_asked_at(self) -> datetime:
        """When one of them was asked last."""
        return max(one.last_asked_at for one in self.questions)

    @property
    def near_id(self) -> int | None:
        """The item that is nearest to most of them, weighed by how often each was asked."""
        counted: Counter[int] = Counter()
        for one in self.questions:
            if one.near_id is not None:
                counted[one.near_id] += one.times
        return max(counted, key=lambda number: (counted[number], -number)) if counted else None

    @property
    def near_score(self) -> float:
        """How near that item comes at best."""
        return max((one.near_score or 0.0 for one in self.questions if one.near_id == self.near_id), default=0.0)

    @property
    def answer_id(self) -> int | None:
        """The item that is being written to answer them."""
        return next((one.answer_id for one in self.questions if one.answer_id is not None), None)


def clusters(
    questions: Sequence[UnansweredQuestion], groups: Sequence[int], askers: Mapping[int, frozenset[int]]
) -> list[Cluster]:
    """Return the questions of each group together, what was asked most often first.

    Args:
        groups: the number of each question's group.
        askers: in which talks each was asked.
    """
    together: dict[int, list[UnansweredQuestion]] = {}
    for question, group in zip(questions, groups, strict=True):
        together.setdefault(group, []).append(question)
    made = [Cluster(of, len(frozenset().union(*(askers[one.id] for one in of)))) for of in together.values()]
    return sorted(made, key=lambda one: (-one.times, -one.last_asked_at.timestamp(), one.ids))
