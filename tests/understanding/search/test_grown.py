"""What came later is found with what was there, as if all were in one index."""

import numpy as np
import pytest

from tests.understanding.search.test_index import QUESTIONS, WRITTEN
from understanding.search import search
from understanding.search.grown import Grown
from understanding.search.index import Index

ALL, GROWN = Index(WRITTEN), Grown(Index(WRITTEN[:5]), WRITTEN[5:])
AMONG = np.array([place not in (1, 6) for place in range(len(WRITTEN))])


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_matches_what_an_index_of_all_matches(question: str) -> None:
    found = GROWN.match(question, among=AMONG, most=len(WRITTEN))
    expected = ALL.match(question, among=AMONG, most=len(WRITTEN))
    assert [(one.index, round(one.score, 5), round(one.sure, 4)) for one in found] == [
        (one.index, round(one.score, 5), round(one.sure, 4)) for one in expected
    ]


@pytest.mark.parametrize("question", [*QUESTIONS, "Tencent", "library 8", "缓考申请"])
def test_the_nearest_are_those_of_an_index_of_all(question: str) -> None:
    found, expected = (one.nearest(question, among=AMONG, at_least=search.AT_LEAST, most=3) for one in (GROWN, ALL))
    assert [place for place, _ in found] == [place for place, _ in expected]
