from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import retention
from community.cases import cases, crisis_talks
from community.cases.crisis_rules import Step
from community.content import PUBLISHED, WITHDRAWN
from community.database import Database
from community.post.conversations import Conversation
from community.unanswered import desk, rules
from community.unanswered.keeping import Near, forget, keep_question, kept_of
from community.unanswered.states import Settled, Why
from community.unanswered.tables import Asking, UnansweredQuestion
from tests.community.matter import NOW, given_staff, given_student, given_tip, student_of


def ask(session: Session, talk: Conversation, words: str, *, language: str = "en", **more: object) -> bool:
    """Let a student ask what nothing written answers."""
    usual = {"now": NOW, "danger": False, "language": language}
    return keep_question(session, talk, words, **{**usual, **more})  # type: ignore[arg-type]


def test_the_same_question_counts_once_however_it_is_put(database: Database) -> None:
    with database.transaction() as session:
        ada = given_student(session, "1")
        for words in ("洗衣机多少钱一次", "请问洗衣机多少钱一次？", "老师您好，洗衣机多少钱一次 谢谢"):
            assert ask(session, ada, words, language="zh")
        ask(session, ada, "where is the laundry")
        kept = [(one.words, one.times) for one in desk.open_ones(session)]
        assert kept == [("洗衣机多少钱一次", 3), ("where is the laundry", 1)]


def test_what_came_nearest_last_is_kept_beside_it(database: Database) -> None:
    with database.transaction() as session:
        ada, tip = given_student(session, "1"), given_tip(session)
        ask(session, ada, "may I keep a cat?", near=Near(tip.id, 0.8))
        ask(session, ada, "may I keep a cat?")
        (only,) = desk.open_ones(session)
        assert (only.near_id, only.near_score, only.times, only.not_helped) == (tip.id, 0.8, 2, 0)
        ask(session, ada, "may I keep a cat?", near=Near(tip.id, 1.1), why=Why.NOT_HELPED)
        assert (only.near_score, only.times, only.not_helped) == (1.1, 3, 1)


def test_nothing_is_kept_of_danger_or_beside_it(database: Database) -> None:
    with database.transaction() as session:
        ada = given_student(session, "1")
        assert not ask(session, ada, "where is the roof?", danger=True)
        talk = crisis_talks.begin(session, ada, about="oneself", step=Step.ASKED, by_tone=True, inbox_id=None, now=NOW)
        assert not ask(session, ada, "where is the roof?")
        crisis_talks.end(session, talk, "denied", now=NOW)
        assert not ask(session, ada, "where is the roof?", now=NOW + timedelta(minutes=1))
        assert session.scalars(select(Asking)).all() == []
        assert ask(session, ada, "where is the gym?", now=NOW + timedelta(days=2))


def test_nothing_is_kept_of_a_talk_with_a_person_or_of_staff(database: Database) -> None:
    with database.transaction() as session:
        ada = given_student(session, "1")
        case = cases.open_case(
            session, ada, student_of(ada), kind="person", risk="none", words="hi", now=NOW, language="en"
        )
        assert not ask(session, ada, "where is the gym?")
        cases.close(session, case, staff_label="Li", now=NOW)
        assert ask(session, ada, "where is the gym?")
        ada.audience = "colleague"
        assert not ask(session, ada, "where is the pool?")


def test_a_question_put_aside_is_open_again_when_it_is_asked_again_unless_it_is_not_ours(database: Database) -> None:
    with database.transaction() as session:
        ada, li = given_student(session, "1"), given_staff(session, "li")
        for words in ("Can I keep a cat?", "What is the capital of Peru?"):
            ask(session, ada, words)
        cat, peru = sorted(desk.open_ones(session), key=lambda one: one.id)
        desk.put_aside(session, [cat.id], Settled.ELSEWHERE, staff_id=li.id, now=NOW)
        desk.put_aside(session, [peru.id], Settled.NOT_OURS, staff_id=li.id, now=NOW)
        assert desk.open_ones(session) == []
        assert {(one.words, one.how, one.who) for one in desk.those_aside(session)} >= {
            ("Can I keep a cat?", "elsewhere", "li")
        }
        for words in ("can i keep a cat", "what is the capital of peru"):
            ask(session, ada, words, now=NOW + timedelta(days=1))
        (again,) = desk.open_ones(session)
        assert (again.id, again.times, again.first_asked_at) == (cat.id, 2, NOW)
        desk.put_back(session, [peru.id], staff_id=li.id, now=NOW)
        assert len(desk.open_ones(session)) == 2


def test_a_question_is_off_the_list_while_its_answer_is_published_and_until_it_is_missed_again(
    database: Database,
) -> None:
    with database.transaction() as session:
        ada, li = given_student(session, "1"), given_staff(session, "li")
        answer = given_tip(session, status="draft")
        ask(session, ada, "Can I keep a cat?")
        (cat,) = desk.open_ones(session)
        desk.answered_by(session, [cat.id], answer.id, staff_id=li.id, now=NOW)
        session.expire_all()
        assert [one.answer_id for one in desk.open_ones(session)] == [answer.id]
        answer.status = PUBLISHED
        session.flush()
        assert desk.open_ones(session) == []
        answer.status = WITHDRAWN
        session.flush()
        assert desk.open_ones(session) == [cat]
        answer.status = PUBLISHED
        ask(session, ada, "can I keep a cat", now=NOW + timedelta(days=1))
        assert [(one.times, one.answer_id) for one in desk.open_ones(session)] == [(2, None)]


def test_who_wants_to_be_forgotten_is_and_others_questions_stay(database: Database) -> None:
    with database.transaction() as session:
        ada, ben = given_student(session, "1"), given_student(session, "2")
        ask(session, ada, "Can I keep a cat?")
        ask(session, ada, "Can I keep a snake?")
        ask(session, ben, "Can I keep a cat?")
        assert [words for _, words in kept_of(session, [ada.id])] == ["Can I keep a cat?", "Can I keep a snake?"]
        assert forget(session, [ada.id]) == 2
        assert kept_of(session, [ada.id]) == []
        assert [(one.words, one.times) for one in desk.open_ones(session)] == [("Can I keep a cat?", 1)]


def test_after_a_while_nobody_knows_who_asked_and_after_two_years_what(database: Database) -> None:
    with database.transaction() as session:
        ada = given_student(session, "1")
        for words in ("Can I keep a cat?", "Can I keep a snake?"):
            ask(session, ada, words)
        (first, _) = session.scalars(select(Asking).order_by(Asking.id))
        _sweep(session, days=retention.WORDS.days + 1)
        assert first.conversation_id is None
        assert len(desk.open_ones(session)) == 2
        _sweep(session, days=731)
        assert len(session.scalars(select(UnansweredQuestion)).all()) == 1  # the newest row of a table stays


def _sweep(session: Session, *, days: int) -> None:
    sweep = retention.Sweep([rule for rule in retention.RULES if rule.table in (Asking, UnansweredQuestion)])
    for _ in range(3):
        sweep.step(session, NOW + timedelta(days=days))
    session.expire_all()


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
