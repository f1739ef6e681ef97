"""Whether what was found is what was asked for: by meaning, by words, and by how far it leads.

The nearest of a hundred texts is always near: "how do I apply for a scholarship" comes within 0.76 of how to defer an
exam, for both ask how to apply. So the meaning of the three nearest questions that a text answers is joined by the
share of the question's words that the text holds, the rare ones first; and what leads the next text by little is no
answer but one of several.

On 300 everyday questions to the library by two hands and 280 to the sample, both languages, the right text comes first
for 0.69 and 0.91 of those that have one, and among three for 0.91 and 0.97 (`python -m bench.found`;
docs/benchmarks/usefulness.md).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from understanding.encoding.encoder import Matrix, Vector, encode, encode_all
from understanding.search import terms
from understanding.words.telling import names, telling_words, telling_words_of, weight

NEAREST = 3
"""How many of a text's questions the meaning is taken of: one alone may lie near by chance."""
WORDS = 1.2
"""What all words of the question found are worth beside its meaning."""

# Fitted on those 580 questions, five texts each, by logistic regression.
BIAS, OF_SCORE, OF_LEAD = -4.26, 4.22, 8.32
USUAL = 0.4
"""What the second text of a hundred scores at least, mostly; a lead before nothing at all is not counted as more."""
SURE = 0.7
"""From here on a text is shown as the answer."""
MOST_STRANGE = 0.55
"""More of the question that the text knows nothing of, and it is no answer, however far it leads: whoever asks for a
card of the swimming pool is not answered by that of the laundry."""
SURE_OF_A_CLAUSE = 0.25
"""Enough where one clause of several asks for it: the others ask for something else."""
LIKELY, BESIDE = 0.12, 0.08
"""From here on a text is worth reading as what may be the answer, and beside another that is."""
NEAR = 0.55
"""A score worth naming as near, never as the answer."""


@dataclass(frozen=True)
class Document:
    """What is searched.

    Args:
        asked: titles and the questions that it answers, the titles first.
        said: all that it says beside them.
    """

    asked: tuple[str, ...]
    said: tuple[str, ...] = ()

    @property
    def filled(self) -> list[str]:
        """Its titles and questions, as far as they were written."""
        return [asked for asked in self.asked if asked.strip()]

    @cached_property
    def vectors(self) -> Matrix:
        """The meanings of its titles and questions, one a row."""
        return encode_all(self.filled)

    @cached_property
    def terms(self) -> dict[str, float]:
        """How much each of its terms counts; see `terms.weights`."""
        return terms.weights((*self.asked, *self.said))

    @cached_property
    def asked_words(self) -> frozenset[str]:
        """The telling words of its titles and questions."""
        return telling_words_of(self.asked)

    @cached_property
    def asked_text(self) -> str:
        """Titles and questions in one: another sentence may be cut into other words."""
        return " ".join(self.asked).lower()

    def asks_of(self, word: str) -> bool:
        """Say whether a title or question holds the word."""
        return word in self.asked_words or (_is_chinese_word(word) and word in self.asked_text)

    def holds(self, name: str) -> bool:
        """Say whether the word or name stands anywhere in it."""
        return all(term in self.terms for term in terms.whole(name))


@dataclass(frozen=True, slots=True)
class Match:
    """How well one document, named by its place in the list, fits the question.

    Args:
        score: at most 2.2.
        strange: the share of the question's telling words that the document does not hold, the rare ones first.
        strange_name: the question names somebody, some place or some firm that the document does not.
        sure: the chance that it is what was asked for, given what else was found.
    """

    index: int
    score: float
    strange: float = 0.0
    strange_name: bool = False
    sure: float = 0.0

    @property
    def answers(self) -> bool:
        """Whether it is what was asked for."""
        return self.sure >= SURE and self.strange <= MOST_STRANGE and not self.strange_name

    @property
    def answers_a_clause(self) -> bool:
        """Whether it is what one clause of several asks for; what else is told in it may be strange."""
        return self.sure >= SURE_OF_A_CLAUSE and not self.strange_name


@dataclass(frozen=True, slots=True)
class Question:
    """A question as documents are compared with it.

    Args:
        meant: its vector.
        rare: how rare each of its terms is.
        telling: how much each of its telling words tells.
        named: the names in it.
    """

    meant: Vector
    rare: Mapping[str, float]
    telling: Mapping[str, float]
    named: frozenset[str]

    def of(self, index: int, document: Document) -> Match:
        """Return how well a document fits, seen by itself."""
        near = np.sort(document.vectors @ self.meant)[::-1][:NEAREST]
        meaning = float(near.mean()) if len(near) else 0.0
        held = sum(rare * document.terms.get(term, 0.0) for term, rare in self.rare.items())
        score = round(meaning + WORDS * held / (sum(self.rare.values()) or 1.0), 6)
        return Match(index, score, self._strange(document), any(not document.holds(name) for name in self.named))

    def _strange(self, document: Document) -> float:
        known = sum(tells for word, tells in self.telling.items() if document.holds(word))
        return round(1 - known / (sum(self.telling.values()) or 1.0), 6) if self.telling else 0.0


def question(words: str, holding: Mapping[str, int], of: int) -> Question:
    """Return the question.

    Args:
        holding: how many documents hold each of its terms.
        of: how many documents there are.
    """
    rare = {term: math.log(1 + (of - number + 0.5) / (number + 0.5)) for term, number in holding.items()}
    telling = {word: weight(word) * _rarest(word, rare) for word in telling_words(words)}
    return Question(encode(words), rare, telling, names(words))


def _rarest(word: str, rare: Mapping[str, float]) -> float:
    return max((rare.get(term, 0.0) for term in terms.whole(word)), default=0.0)


def ranked(found: Sequence[Match]) -> list[Match]:
    """Return the matches best first, each with the chance that it is what was asked for."""
    order = sorted(found, key=lambda one: (-one.score, one.index))
    first = order[0].score if order else 0.0
    second = max(order[1].score if len(order) > 1 else 0.0, USUAL)
    return [
        replace(one, sure=_chance(one.score, one.score - (first if place else second)))
        for place, one in enumerate(order)
    ]


def _chance(score: float, lead: float) -> float:
    return 1 / (1 + math.exp(-(BIAS + OF_SCORE * score + OF_LEAD * lead)))


def _is_chinese_word(word: str) -> bool:
    return len(word) > 1 and "\u4e00" <= word[0] <= "\u9fff"
