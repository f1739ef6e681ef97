"""Answers in a talk about danger are read from the words alone."""

import pytest

from tests.actions.continuations import CONTINUATIONS, ENDINGS
from understanding.care.crisis_answers import Answer, read

LINES = [line for table in (*CONTINUATIONS.values(), *ENDINGS.values()) for line in table]


@pytest.mark.parametrize(("words", "answer"), LINES, ids=[words for words, _ in LINES])
def test_what_students_answer_is_read(words: str, answer: Answer | None) -> None:
    assert read(words) == answer


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("No, I'm alone.", Answer.ALONE),
        ("no i am alone", Answer.ALONE),
        ("I’m alone!!", Answer.ALONE),
        ("沒有，我一個人", Answer.ALONE),
        ("我 一 个 人", Answer.ALONE),
        ("別告訴我爸媽", Answer.PRIVATE),
        ("我害怕。。。", Answer.SCARED),
        ("OK…", Answer.OKAY),
        ("ｎｏ", Answer.NO),
        ("呜呜呜", Answer.OKAY),
    ],
)
def test_however_it_is_written(words: str, answer: Answer) -> None:
    assert read(words) == answer


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("not alone", Answer.ACCOMPANIED),
        ("我不是一个人", Answer.ACCOMPANIED),
        ("leave me alone", Answer.NEVER_MIND),
        ("I'm not safe here", Answer.UNSAFE),
        ("I don't feel better", Answer.NO_HELP),
        ("no help at all", Answer.NO_HELP),
        ("没人接电话", Answer.BUSY),
        ("没人在乎我", None),
        ("no one cares about me", None),
        ("睡不着", None),
        ("I want to end it", None),
        ("a little", Answer.A_LITTLE),
        ("有一点", Answer.A_LITTLE),
        ("a bit better", Answer.BETTER),
        ("没有没有", Answer.NO),
        ("nobody would notice", None),
        ("nothing matters any more", None),
        ("no way out", None),
        ("no hope left", None),
        ("I don't care about anything", None),
        ("I'm not going to make it", None),
        ("never good enough", None),
        ("I have no hope", None),
        ("always the one who fails", None),
        ("I think everyone hates me", None),
        ("I don't know when the exam is", None),
        ("I'm fine with dying", None),
        ("没有我大家会更好", None),
        ("没有希望了", None),
        ("不想活", None),
        ("什么都没有了", None),
        ("想我妈妈", None),
        ("可能我就不该出生", None),
        ("不知道考试几点", None),
        ("我想结束这一切", None),
    ],
)
def test_what_only_looks_like_another_answer(words: str, answer: Answer | None) -> None:
    assert read(words) == answer


def test_a_long_story_is_no_yes_and_no_ending() -> None:
    story = "yes " + "and then my father said that I had better never come home again and I stood there " * 2
    assert read(story) not in (Answer.YES, Answer.BETTER, Answer.SAFE, Answer.STOP)


def test_nothing_is_read_where_nothing_is_written() -> None:
    assert read("  ") is None
