"""The question held against many documents at once: what `matching.match` finds, without looking at each of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from understanding.search.index import Index, Marks
from understanding.search.matching import NEAR, OF_ALL, OF_NAME, OF_QUESTIONS, Document, Match, Question
from understanding.words.telling import telling_words

Scores = NDArray[np.float64]

FLOOR = NEAR - 0.1
"""Nobody asks for what scores less, among the many."""
MOST = 100


def match_widely(query: str, index: Index, among: Marks, beside: Sequence[Document] = ()) -> list[Match]:
    """Return the documents of the index that come near, and all those beside it, best first.

    Args:
        among: which documents of the index may be found.
        beside: documents that are in no index; they are numbered behind those of the index.
    """
    holding = {
        word: int(among[index.holds(word)].sum()) + sum(one.holds(word) for one in beside)
        for word in telling_words(query)
    }
    question = Question(query, holding, int(among.sum()) + len(beside))
    few = [question.match(number, document) for number, document in enumerate(beside, start=len(index))]
    return sorted([*_of_index(query, question, index, among), *few], key=lambda one: (-one.score, one.index))


def _of_index(query: str, question: Question, index: Index, among: Marks) -> list[Match]:
    scores, strange = _scored(query, question, index, among)
    near = np.flatnonzero(among & (scores >= FLOOR))
    best = near[np.argsort(-scores[near], kind="stable")[:MOST]]
    return [
        Match(int(place), float(scores[place]), round(float(strange[place]), 6), _is_strange(question, index, place))
        for place in best
    ]


def _scored(query: str, question: Question, index: Index, among: Marks) -> tuple[Scores, Scores]:
    """Return the score of every document, and the share of the question's telling words that is strange to it."""
    scores: Scores = index.meaning(query).astype(np.float64)
    if not question.worth:
        return scores, np.ones(len(index))
    asked, held = np.zeros(len(index)), np.zeros(len(index))
    for word, value in question.worth.items():
        asked[index.asks_of(word)] += value
        held[index.holds(word)] += value
    scores += (OF_QUESTIONS * asked + OF_ALL * held) / question.enough
    for place in index.named_in(question.worth, among):
        scores[place] += OF_NAME * question.named(index.documents[place])
    return scores, np.where(held > 0, 1 - held / (question.total or 1), 1.0)


def _is_strange(question: Question, index: Index, place: int) -> bool:
    """Say whether the question names somebody or something of whom the document does not speak."""
    return bool(question.worth) and any(not index.documents[place].holds(name) for name in question.names)
