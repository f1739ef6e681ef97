"""An index finds what a comparison with every document finds, whatever their number."""

import pytest

from understanding.search import index
from understanding.search.index import Index
from understanding.search.matching import Document, match

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


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_index_finds_what_each_document_would(question: str) -> None:
    assert Index(WRITTEN).match(question, most=len(WRITTEN)) == match(question, WRITTEN)


@pytest.mark.parametrize("question", QUESTIONS[:6])
def test_of_very_many_the_best_is_the_same(question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MANY_SENTENCES", 1)
    monkeypatch.setattr(index, "LOOKED_AT", 3)
    assert Index(WRITTEN).match(question, most=1) == match(question, WRITTEN)[:1]


def test_a_chinese_word_is_found_inside_others_that_were_cut_differently() -> None:
    written = [Document(("报修电话", "Repairs")), Document(("热水器报修流程", "Heater"))]
    assert match("报修", written) == Index(written).match("报修")


def test_nothing_written_gives_nothing() -> None:
    assert Index([]).match("where is my card") == []
