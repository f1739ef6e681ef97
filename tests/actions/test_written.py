"""What is written is found before a refusal; what is not is named as such, with who knows."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from actions.guidance import who_knows, written
from actions.guidance.written import Found
from community.answers import questions
from community.database import Database
from tests.actions.case_talk import StudentTalk
from tests.community.matter import NOW, ZONE, given_tip
from tests.sample import given_sample
from understanding.parse import Language

QUESTIONS = [
    line.split("\t") for line in (Path(__file__).parent / "data" / "questions.tsv").read_text("utf-8").splitlines()
]
NO_ANSWER = (
    "正好说这个的内容我没有",
    "不太确定",
    "不好意思",
    "要是说的是这个",
    "I'm sorry",
    "I have nothing",
    "I'm not",
    "If it's",
)
LEAST_RIGHT = 0.93  # of what is given as an answer
LEAST_FOUND = 0.85  # of what is written: as the answer, among what is near, or by who knows


def talk(session: Session, language: Language = "en") -> StudentTalk:
    """Begin a talk on the sample campus."""
    given_sample(session, now=NOW, zone=ZONE)
    return StudentTalk(session, language=language)


def test_answers_are_right_and_what_is_written_is_found(database: Database) -> None:
    """The figures are quoted in understanding/search/matching.py."""
    given, right, there, found = 0, 0, 0, 0
    with database.transaction() as session:
        chat = talk(session)
        for words, codes in QUESTIONS:
            best = written.find(chat.turn(words), words)
            clear, near = written.clearest(best), written.likely(best)
            offices = [one for one in best if one.is_office and one.score >= who_knows.KNOWS][:1]
            wanted = set(codes.split(","))
            given += clear is not None
            right += clear is not None and code(clear) in wanted
            there += codes != "-"
            found += codes != "-" and bool(wanted & {code(one) for one in (*([clear] if clear else near), *offices)})
    assert right / given >= LEAST_RIGHT, f"{right} of {given} answers are right"
    assert found / there >= LEAST_FOUND, f"{found} of {there} questions find what is written"


def code(found: Found) -> str:
    """Return the code of a piece."""
    return str(getattr(found.item, "code", ""))


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [
        ("zh", "冻伤怎么办", "冰雪天走路"),
        ("zh", "试剂溅到手上怎么办", "实验室安全"),
        ("zh", "试剂溅到衣服上了", "实验室安全"),
        ("zh", "培训贷是什么", "警惕“培训贷”"),
        ("zh", "有人租我的银行卡", "刷单、跑分"),
        ("en", "I have a fever of 38.5", "Flu, norovirus"),
        ("zh", "发烧了怎么办", "流感、诺如"),
        ("zh", "我好像得流感了", "流感、诺如"),
        ("en", "where can I get a flu shot", "Flu, norovirus"),
        ("zh", "校医院周末开门吗", "校医院"),
        ("en", "is the clinic open on Sundays?", "Campus clinic"),
        ("zh", "心理中心的电话是多少", "心理健康教育中心"),
        ("en", "what is a training loan", "Beware of training loans"),
    ],
)
def test_what_stands_in_the_content_is_shown_although_nothing_was_read(
    database: Database, language: Language, words: str, title: str
) -> None:
    with database.transaction() as session:
        chat = talk(session, language)
        assert chat.writes(words).text.startswith(title)
        assert questions.open_ones(session) == []


def test_a_lesson_comes_with_the_notice_in_force(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        reply = chat.writes("I have a fever of 38.5")
        assert "In force now: Norovirus cluster" in reply.text
        assert "Norovirus cluster in the east" in chat.taps("Norovirus cluster").text


@pytest.mark.parametrize(
    ("language", "words", "read_as", "near", "knows"),
    [
        ("zh", "四级没过能保研吗", "ask_academic_support", "四六级", "推免与考研咨询"),
        ("zh", "应届生身份怎么保留", "ask_employment_tips", None, "就业指导中心"),
        ("zh", "字节跳动还招人吗", "ask_employment_tips", None, "就业指导中心"),
        ("en", "does Huawei take interns from our major", "ask_employment_tips", None, "Career office"),
        ("zh", "怎么申请奖学金", "out_of_scope", None, "学生资助中心，行政楼 105，周一至周五"),
        ("en", "how do I apply for a scholarship", "out_of_scope", None, "Student financial aid office"),
        ("zh", "校园卡丢了怎么办", "out_of_scope", None, "0451-0000-0132"),
        ("zh", "热水器漏水", "out_of_scope", None, "后勤报修服务台"),
        ("en", "my parcel is lost", "out_of_scope", None, "Parcel station"),
        ("zh", "毕业论文能用AI写吗", "ask_academic_support", "毕业论文", "教务处"),
    ],
)
def test_what_is_not_written_is_said_to_be_so_with_who_knows(
    database: Database, language: Language, words: str, read_as: str, near: str | None, knows: str
) -> None:
    with database.transaction() as session:
        chat = talk(session, language)
        reply = chat.writes(words, read_as)
        opening = reply.text.splitlines()[0]
        assert opening.startswith(NO_ANSWER)
        assert near is None or near in reply.text
        assert knows in reply.text
        assert {"talk_to_human", "menu"} <= {button.intent for button in chat.shown}


def test_a_question_nobody_has_answered_is_kept_and_the_student_is_told_so(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        assert "I've noted your question" in chat.writes("where may I fly a drone on campus?").text
        chat.writes("Where may I fly a drone on campus")
        assert [(one.words, one.times) for one in questions.open_ones(session)] == [
            ("where may I fly a drone on campus?", 2)
        ]


@pytest.mark.parametrize("words", ["tell me a joke", "写一首诗", "asdf", "what's 25 times 36", "x" * 300])
def test_what_no_office_could_answer_is_not_kept_and_nothing_is_claimed(database: Database, words: str) -> None:
    with database.transaction() as session:
        chat = talk(session)
        assert "noted" not in chat.writes(words).text
        assert questions.open_ones(session) == []


def test_what_weighs_on_a_student_is_kept_for_no_editor(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        assert "noted" not in chat.writes("how do I stop being so tired of campus?", crisis="distress").text
        assert questions.open_ones(session) == []


def test_a_remark_is_met_kindly_and_with_a_person(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        assert "a person is one tap away" in chat.writes("my cat just jumped over the moon lol").text
        assert chat.titles() == ["A person", "Menu"]


def test_a_remark_that_may_be_about_something_written_claims_no_question(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        assert chat.writes("reaching home soon").text.startswith("If it's about this:\nAsking for leave")
        assert chat.titles()[-3:] == ["Not what I meant", "A person", "Menu"]


def test_without_any_office_written_down_a_person_is_named(database: Database) -> None:
    with database.transaction() as session:
        given_tip(session, title_en="How to write a résumé")
        reply = StudentTalk(session).writes("where may I fly a drone on campus?")
        assert "a person of the staff can tell you, from Mon 23 Nov" in reply.text


def test_an_offer_with_warning_signs_is_looked_at_although_a_tip_speaks_of_them(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session, "zh")
        advertised = "文员月薪2万，先交298服装费，可分期培训"
        assert "危险信号" in chat.writes(advertised, "ask_employment_tips").text.splitlines()[0]
        assert chat.writes("培训贷是什么", "ask_employment_tips").text.startswith("警惕“培训贷”")


def test_a_hotline_asked_for_by_name_is_shown(database: Database) -> None:
    with database.transaction() as session:
        assert talk(session, "zh").writes("反诈专线电话是多少").text == "反诈专线: 96110"
