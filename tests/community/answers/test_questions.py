from datetime import timedelta

import pytest

from community.answers import questions, rules
from community.database import Database
from tests.community.matter import NOW


def test_the_same_question_counts_once_however_it_is_put(database: Database) -> None:
    with database.transaction() as session:
        for words in ("洗衣机多少钱一次", "请问洗衣机多少钱一次？", "老师您好，洗衣机多少钱一次 谢谢"):
            assert questions.keep(session, words, language="zh", now=NOW)
        questions.keep(session, "where is the laundry", language="en", now=NOW)
        kept = [(one.words, one.times) for one in questions.open_ones(session)]
        assert kept == [("洗衣机多少钱一次", 3), ("where is the laundry", 1)]


def test_a_question_that_was_settled_is_open_again_when_it_is_asked_again(database: Database) -> None:
    with database.transaction() as session:
        questions.keep(session, "Can I keep a cat?", language="en", now=NOW)
        (only,) = questions.open_ones(session)
        questions.settle(session, only.id, now=NOW)
        assert questions.open_ones(session) == []
        questions.keep(session, "can i keep a cat", language="en", now=NOW + timedelta(days=1))
        session.expire_all()
        (again,) = questions.open_ones(session)
        assert (again.id, again.times, again.first_asked_at) == (only.id, 2, NOW)
        assert questions.settle(session, 999, now=NOW) is None


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("我的学号是 2023051234，怎么改密码", "我的学号是 …，怎么改密码"),
        ("call me at 138 0013 8000 about the room", "call me at … about the room"),
        ("mail amy@shu.example or see https://x.example/a", "mail … or see …"),
        ("加微信wx12ab 问问\n多少钱", "加… 问问 多少钱"),
        ("微信支付怎么开通", "微信支付怎么开通"),
        ("  ???  ", ""),
        ("a" * 200, ""),
    ],
)
def test_what_tells_who_asked_is_not_kept(words: str, kept: str) -> None:
    assert rules.keepable(words) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("食堂几点关？", "食堂几点关"),
        ("ＷＩＦＩ怎么连", "wifi 怎么连"),
        ("Hi, where do I print?", "where do i print"),
        ("Could you tell me where I can print, please?", "where I can print"),
    ],
)
def test_case_width_signs_and_courtesy_make_no_other_question(one: str, other: str) -> None:
    assert rules.sameness(one) == rules.sameness(other)


def test_different_questions_stay_apart() -> None:
    assert rules.sameness("食堂几点关门") != rules.sameness("食堂几点开门")
    assert rules.sameness("谢谢") == rules.sameness("谢谢！") != ""
