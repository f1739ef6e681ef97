"""Whether what was found is what was asked for: by meaning, and by the words that tell what a question is about.

The nearest of a hundred texts is always near: "how do I apply for a scholarship" comes within 0.76 of how to defer an
exam, for both ask how to apply. What tells them apart is the word that no text knows. So the cosine is joined by the
share of the question's telling words that the text holds, each counted by how few texts hold it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from understanding.encoding.encoder import Matrix, Vector, encode, encode_all
from understanding.words.telling import names, telling_words, telling_words_of, weight

# On 280 own questions in both languages (tests/actions/data/questions.tsv), many of them about what nobody has written:
# 93 are given an answer, 95 % of these the right one; of the 235 that something written answers or some office would
# know, 89 % find it as the answer, among what is near, or in who knows. The thresholds were set on half of them.
CLEAR = 1.0
WHOLE = 0.88
"""Enough where the text knows every telling word of the question."""
EXPECTED = 0.93
"""Enough for a text of the subject that the question was read to be about."""
MOST_STRANGE = 0.5
"""The share of telling words that may be strange to what answers; more where the score is SURE."""
SURE, MOST_STRANGE_IF_SURE = 1.15, 0.7
LITTLE_STRANGE = 0.4
"""No more than this where only the subject is sure."""
NEAR = 0.74
"""Worth naming as near, never as the answer."""

OF_QUESTIONS, OF_ALL, OF_NAME = 0.4, 0.4, 0.3
"""What all telling words found are worth: those in titles and questions, those anywhere in the text; and a whole title
found in the question."""

TELLS_ENOUGH = 3.0
"""What a question's words must tell together for all of them to count in full: "money" and "card" are in many."""


@dataclass(frozen=True)
class Document:
    """What is searched.

    Args:
        asked: titles and the questions that it answers, the titles first.
        said: all that it says beside them.
        titles: how many of `asked` are titles.
    """

    asked: tuple[str, ...]
    said: tuple[str, ...] = ()
    titles: int = 2

    @property
    def filled(self) -> list[str]:
        """Its titles and questions, as far as they were written."""
        return [asked for asked in self.asked if asked.strip()]

    @cached_property
    def vectors(self) -> Matrix:
        """The meanings of its titles and questions, one a row."""
        return encode_all(self.filled)

    @cached_property
    def asked_words(self) -> frozenset[str]:
        """The telling words of its titles and questions."""
        return telling_words_of(self.asked)

    @cached_property
    def words(self) -> frozenset[str]:
        """All its telling words."""
        return self.asked_words | telling_words_of(self.said)

    @cached_property
    def asked_text(self) -> str:
        """Titles and questions in one: another sentence may be cut into other words."""
        return " ".join(self.asked).lower()

    @cached_property
    def text(self) -> str:
        """All that it says in one."""
        return " ".join((self.asked_text, *self.said)).lower()

    @cached_property
    def names(self) -> tuple[frozenset[str], ...]:
        """The telling words of each title."""
        return tuple(words for title in self.asked[: self.titles] if (words := telling_words_of([title])))

    def asks_of(self, word: str) -> bool:
        """Say whether a title or question holds the word."""
        return word in self.asked_words or (is_chinese_word(word) and word in self.asked_text)

    def holds(self, word: str) -> bool:
        """Say whether the word stands anywhere in it."""
        return word in self.words or (is_chinese_word(word) and word in self.text)


@dataclass(frozen=True, slots=True)
class Match:
    """How well one document, named by its place in the list, fits the question.

    Args:
        score: at most 2.1.
        strange: the share of the question's telling words, each by how much it tells, that the document does not hold.
        strange_name: a name is among them.
    """

    index: int
    score: float
    strange: float
    strange_name: bool = False

    @property
    def answers(self) -> bool:
        """Whether it is what was asked for."""
        if self.strange == 0:
            return self.score >= WHOLE
        familiar = self.strange <= (MOST_STRANGE if self.score < SURE else MOST_STRANGE_IF_SURE)
        return self.score >= CLEAR and familiar and not self.strange_name

    @property
    def answers_its_subject(self) -> bool:
        """Whether it is what was asked for, where the question is known to be about its subject."""
        expected = self.score >= EXPECTED and self.strange <= LITTLE_STRANGE and not self.strange_name
        return self.answers or expected


def match(query: str, documents: Sequence[Document]) -> list[Match]:
    """Return every document with its score, best first."""
    holding = {word: sum(document.holds(word) for document in documents) for word in telling_words(query)}
    worth = worth_of(holding, len(documents))
    meant, named = encode(query), names(query)
    found = [scored(meant, worth, named, index, document) for index, document in enumerate(documents)]
    return sorted(found, key=lambda one: (-one.score, one.index))


def scored(meant: Vector, worth: Mapping[str, float], named: frozenset[str], index: int, document: Document) -> Match:
    """Return how well a document fits a question.

    Args:
        meant: the question's vector.
        worth: how much each of its telling words tells; see `worth_of`.
        named: those that are names.
    """
    meaning = float((document.vectors @ meant).max(initial=0.0))
    if not worth:
        return Match(index, meaning, 1.0)
    enough = max(sum(worth.values()), TELLS_ENOUGH)
    asked = sum(value for word, value in worth.items() if document.asks_of(word))
    held = sum(value for word, value in worth.items() if document.holds(word))
    score = meaning + (OF_QUESTIONS * asked + OF_ALL * held) / enough + OF_NAME * _named(worth, document)
    strange = 1 - held / sum(worth.values()) if held else 1.0
    return Match(index, score, round(strange, 6), any(not document.holds(name) for name in named))


def _named(worth: Mapping[str, float], document: Document) -> float:
    """Return how much the title tells that stands in the question whole, between 0 and 1."""
    whole = [sum(worth[word] for word in name) for name in document.names if name <= worth.keys()]
    return min(1.0, max(whole, default=0.0) / TELLS_ENOUGH)


def worth_of(holding: Mapping[str, int], of: int) -> dict[str, float]:
    """Return how telling words are: the fewer of all documents hold one, the more.

    Args:
        holding: how many documents hold each word.
        of: how many documents there are.
    """
    return {word: weight(word) * math.log((of + 1) / (number + 0.5)) for word, number in holding.items()}


def is_chinese_word(word: str) -> bool:
    """Say whether it is a word of Chinese signs, and more than one of them."""
    return len(word) > 1 and "\u4e00" <= word[0] <= "\u9fff"
