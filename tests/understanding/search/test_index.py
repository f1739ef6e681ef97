"""An index finds what a comparison with every document finds, whatever their number."""

from collections.abc import Sequence

import numpy as np
import pytest

from understanding.search import index, search, vectors
from understanding.search.index import Index
from understanding.search.matching import Document, Match, question, ranked
from understanding.search.terms import terms

WRITTEN = [
    Document(
        ("校园卡丢了怎么办", "Lost campus card", "卡找不到了", "my card is gone"), ("先挂失，再到服务大厅补办。",)
    ),
    Document(("图书馆开放时间", "Library hours", "图书馆几点关门", "is the library open on Sunday"), ("8:00-22:00",)),
    Document(("缓考申请", "Deferring an exam", "考试生病了怎么办", "I'm ill before my exam"), ("考前一天提交。",)),
    Document(("奖学金怎么申请", "Applying for a scholarship", "how do I get a scholarship"), ("十月申请。",)),
    Document(("宿舍报修", "Dorm repairs", "热水器漏水", "the heater is leaking"), ("打后勤电话。",)),
    Document(("腾讯校园招聘", "Tencent campus recruiting", "腾讯还招人吗"), ("网申到十一月。",)),
    Document(("", ""), ()),
    Document(("心理咨询收费吗", "What counseling costs", "is counseling free"), ("不收费。",)),
]
QUESTIONS = [
    "我的校园卡不见了",
    "when does the library close?",
    "Tencent 还招人吗",
    "热水器一直滴水，找谁修",
    "奖学金",
    "does a counselor cost anything",
    "what is the meaning of life",
    "？",
    "",
]


def match(words: str, documents: Sequence[Document]) -> list[Match]:
    """Return what a comparison with every document finds."""
    holding = {term: sum(term in document.terms for document in documents) for term in terms(words)}
    asked = question(words, holding, len(documents))
    return ranked([asked.of(place, document) for place, document in enumerate(documents)])


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_index_finds_what_each_document_would(question: str) -> None:
    assert Index(WRITTEN).match(question, most=len(WRITTEN)) == match(question, WRITTEN)


@pytest.mark.parametrize("question", QUESTIONS[:6])
def test_of_very_many_the_best_is_the_same(question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MANY_SENTENCES", 1)
    monkeypatch.setattr(index, "LOOKED_AT", 3)
    assert Index(WRITTEN).match(question, most=1) == match(question, WRITTEN)[:1]


@pytest.mark.parametrize("question", QUESTIONS)
def test_some_of_an_index_and_others_beside_it_are_one_list(question: str) -> None:
    among = np.array([place in (0, 2, 4, 6) for place in range(6)])
    found = Index(WRITTEN[:6]).match(question, among=among[:6], beside=WRITTEN[6:], most=len(WRITTEN))
    chosen = [*(WRITTEN[place] for place in (0, 2, 4)), *WRITTEN[6:]]
    expected = match(question, chosen)
    numbers = [0, 2, 4, 6, 7]
    assert [(one.index, one.score, one.sure) for one in found] == [
        (numbers[one.index], one.score, one.sure) for one in expected
    ]


@pytest.mark.parametrize("question", [*QUESTIONS, "Tencent", "library 8", "缓考申请"])
@pytest.mark.parametrize("many", [1, 30_000])
def test_the_nearest_are_those_that_a_search_would_show(
    question: str, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "MANY_SENTENCES", many)
    among = np.array([place != 1 for place in range(len(WRITTEN))])
    kept = [place for place in range(len(WRITTEN)) if among[place]]
    shown = search.best(question, [WRITTEN[place].asked for place in kept], most=3)
    found = Index(WRITTEN).nearest(question, among=among, at_least=search.AT_LEAST, most=3)
    assert [place for place, _ in found] == [kept[each] for each in shown]


def test_what_is_not_read_yet_is_found_by_its_words_and_then_by_its_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "INLINE", 0)
    written = [Document(one.asked, one.said) for one in WRITTEN]
    assert not vectors.read(written)
    assert Index(written).match("热水器漏水怎么办")[0].index == 4
    while not vectors.read_on(written):
        pass
    assert Index(written).match("my heater drips")[0].index == 4


def test_a_chinese_word_is_found_inside_others_that_were_cut_differently() -> None:
    written = [Document(("报修电话", "Repairs")), Document(("热水器报修流程", "Heater"))]
    assert match("报修", written) == Index(written).match("报修")


def test_nothing_written_gives_nothing() -> None:
    assert Index([]).match("where is my card") == []
