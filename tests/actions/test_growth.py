from datetime import date

import pytest

from community.database import Database
from community.growth.tables import PartyStage
from tests.actions.case_talk import StudentTalk, due
from tests.community.matter import NOW, ZONE, at
from tests.sample import given_sample
from understanding.parse import Language

GROWTH = "ask_growth"


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [
        ("en", "what are the steps to become a party member", "Joining the party"),
        ("zh", "怎么入党", "入党流程"),
        ("zh", "志愿时长要多少", "志愿时长"),
        ("en", "what counts as labour education", "Labour education"),
        ("zh", "思想汇报多久写一次", "思想汇报"),
        ("zh", "第二课堂学分怎么查", "第二课堂学分"),
    ],
)
def test_a_question_lands_on_its_item(database: Database, language: Language, words: str, title: str) -> None:
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE)
        assert StudentTalk(session, language=language).writes(words, GROWTH).text.startswith(title)


def test_the_menu_names_the_four_units_and_all_fields(database: Database) -> None:
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE)
        chat = StudentTalk(session, language="zh")
        text = chat.writes("成长与党建有什么", GROWTH).text
        assert all(unit in text for unit in ("党建引领", "三全育人", "平安社区", "智慧服务"))
        assert chat.titles() == ["党建", "团务与二课", "德育", "智育与创新", "体育", "美育", "劳育与志愿", "菜单"]
        for title in ("党建", "团务与二课", "德育", "智育与创新", "体育", "美育", "劳育与志愿"):
            assert "来源：" in chat.taps(title).text
            chat.taps("看主题")


@pytest.mark.parametrize(
    ("language", "words", "reached", "earliest"),
    [
        (
            "en",
            "when could I become a development candidate",
            "an activist since 2026-03-10",
            "on 2027-03-10 at the earliest",
        ),
        ("zh", "我什么时候能成为发展对象", "2026-03-10起是入党积极分子", "最早2027-03-10可以成为发展对象"),
    ],
)
def test_ones_own_path_is_told_by_the_rules_without_a_promise(
    database: Database, language: Language, words: str, reached: str, earliest: str
) -> None:
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE)
        chat = StudentTalk(session, language=language)
        session.add(PartyStage(student_id=chat.student.id, stage="activist", since=date(2026, 3, 10)))
        session.flush()
        text = chat.writes(words, GROWTH).text
        assert reached in text
        assert earliest in text
        assert ("the branch decides" if language == "en" else "由支部讨论决定") in text


def test_another_students_stage_is_not_told(database: Database) -> None:
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE)
        own, other = StudentTalk(session, "1"), StudentTalk(session, "2")
        session.add(PartyStage(student_id=other.student.id, stage="activist", since=date(2026, 3, 10)))
        session.flush()
        assert "2027" not in own.writes("when could I become a development candidate", GROWTH).text


def test_a_thought_report_is_named_a_week_ahead(database: Database) -> None:
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE)
        chat = StudentTalk(session)
        chat.writes("how often do I write a thought report", GROWTH)
        chat.taps("Remind me")
        assert [delivery.due_at for delivery in due(session, "tip_deadline")] == [at(12, 3, 9), at(12, 9, 9)]
