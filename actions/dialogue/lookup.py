"""Finding content by meaning, the same way for every subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from understanding.search import search

CLEARLY = 0.5  # what one clause among several must reach, so that a remark finds nothing
MOST_OTHERS = 3


class Searchable(Protocol):
    """Content that can say which sentences to compare a question with."""

    def searchable(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class General:
    """General questions, nearer to "show me what there is" than any single item can be."""

    questions: tuple[str, ...]

    def searchable(self) -> list[str]:
        """Return the questions."""
        return list(self.questions)


Item = TypeVar("Item", bound=Searchable)


def find(words: str, items: Sequence[Item], *, at_least: float = search.AT_LEAST) -> list[Item]:
    """Return the items nearest in meaning to the words, best first; empty where none is near enough."""
    documents = [item.searchable() for item in items]
    return [items[index] for index in search.best(words, documents, at_least=at_least, most=1 + MOST_OTHERS)]
