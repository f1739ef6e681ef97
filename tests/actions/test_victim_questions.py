"""In a talk about what was done to a student, each question gets an answer of its own, and nobody is called unasked."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply
from community.cases.tables import HandoffCase
from community.database import Database
from tests.actions.case_talk import StudentTalk, given_staff_group
from tests.community.matter import NOW, ZONE
from tests.sample import given_sample
from understanding.parse import Danger, Language, Parse

LISTENING = ("I'm listening", "我在听")
TOLD: dict[Language, str] = {"en": "my supervisor keeps touching me", "zh": "导师老摸我手"}


def talk(session: Session, language: Language, told: str = "") -> StudentTalk:
    given_sample(session, now=NOW, zone=ZONE)
    given_staff_group(session)
    chat = StudentTalk(session, language=language)
    words = told or TOLD[language]
    chat.means(Parse(words, language, danger=Danger("ask", "victim"), fallback=True))
    return chat


def asks(chat: StudentTalk, words: str) -> Reply:
    return chat.means(Parse(words, chat.language, fallback=True))


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("en", "is it my fault", "No. Whoever does such a thing"),
        ("en", "should I have said no louder, i should have said no", "none of it is consent"),
        ("en", "did i lead him on", "none of it is consent"),
        ("zh", "是不是我穿太少了", "不是你的错"),
        ("zh", "都怪我", "不是你的错"),
        ("zh", "我是不是想多了", "不是你的错"),
        ("en", "who decides", "yours to decide"),
        ("en", "what happens if I report it", "looked into by whoever gets it"),
        ("en", "can I change my mind", "yours to decide"),
        ("zh", "谁来决定", "由你决定"),
        ("zh", "举报了之后会怎么样", "谁收到举报谁来查"),
        ("en", "will he find out it was me", "I don't write to whoever did it"),
        ("en", "what if they retaliate", "revenge"),
        ("zh", "他会知道是我吗", "我不会联系"),
        ("zh", "怕他报复我", "怕报复"),
        ("en", "I don't have any proof", "without proof"),
        ("en", "I deleted the messages", "without proof"),
        ("zh", "我没有证据", "没有证据也可以说"),
        ("zh", "聊天记录我都删了", "没有证据也可以说"),
        ("en", "should i call the police", "yours to decide"),
        ("zh", "要不要报警", "由你决定"),
        ("en", "where can I report this", "student affairs office"),
        ("zh", "去哪举报", "学生工作部门"),
        ("en", "nobody will believe me", "I believe you"),
        ("zh", "会有人相信我吗", "我相信你"),
        ("en", "it was months ago, is it too late", "not too late"),
        ("zh", "已经过去半年了还来得及吗", "不晚"),
    ],
)
def test_a_question_is_answered_and_not_only_listened_to(
    database: Database, language: Language, words: str, told: str
) -> None:
    with database.transaction() as session:
        text = asks(talk(session, language), words).text
        assert told in text
        assert not text.startswith(LISTENING)
        assert session.scalars(select(HandoffCase)).all() == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I'd like to see a counselor"),
        ("en", "can I book a therapist"),
        ("en", "i want counseling"),
        ("zh", "我想约心理老师"),
        ("zh", "怎么预约心理咨询"),
        ("zh", "我想找心理咨询师"),
    ],
)
def test_who_wants_a_counselor_is_offered_a_booking_and_nobody_is_called(
    database: Database, language: Language, words: str
) -> None:
    with database.transaction() as session:
        chat = talk(session, language)
        asks(chat, words)
        assert any(title in ("Book a counselor", "预约心理老师") for title in chat.titles())
        assert not chat.last.text.startswith(LISTENING)
        assert session.scalars(select(HandoffCase)).all() == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", "I want to talk to a person now"), ("zh", "我想找老师说说"), ("en", "call someone")]
)
def test_who_wants_a_person_now_still_gets_one(database: Database, language: Language, words: str) -> None:
    with database.transaction() as session:
        asks(talk(session, language), words)
        assert session.scalars(select(HandoffCase)).one().kind == "person"


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("zh", "食堂几点开", "06:30"),
        ("zh", "怎么缓考", "缓考申请"),
        ("zh", "图书馆几点关门", "图书馆"),
        ("en", "when does the canteen open?", "06:30"),
        ("en", "how do I defer an exam?", "exam"),
    ],
)
def test_another_question_in_between_is_answered_and_help_stays_beside_it(
    database: Database, language: Language, words: str, told: str
) -> None:
    with database.transaction() as session:
        chat = talk(session, language)
        assert told in asks(chat, words).text
        assert any(title in ("Help now", "马上求助") for title in chat.titles())
        told_again = asks(chat, "is it my fault" if language == "en" else "是我的错吗").text
        assert "consent" in told_again or "不等于同意" in told_again


@pytest.mark.parametrize(
    ("language", "words", "evidence"),
    [
        ("zh", "有人往我水里下药", "72 小时"),
        ("zh", "学长灌我酒然后把我带到酒店", "72 小时"),
        ("en", "someone put something in my drink", "72 hours"),
        ("zh", "前男友威胁要把我的照片发出去", "别付钱"),
        ("zh", "裸聊被录了，对方威胁我转钱", "别付钱"),
        ("en", "she says she will leak my nudes unless I pay", "Don't pay"),
        ("zh", "有人冒充我在网上发黄图", "截图"),
        ("en", "classmates made a deepfake of me", "platform"),
        ("zh", "被男朋友打了", "人身安全保护令"),
        ("en", "got hit by my boyfriend", "come near you"),
        ("zh", "同学叫我黑鬼", "学生工作处"),
        ("en", "they call me chink every day", "student affairs office"),
        ("zh", "他每天守在我宿舍楼下", "不想再有联系"),
        ("en", "he keeps coming to my dorm", "answer nothing"),
        ("zh", "老板不发工资还骂我", "12333"),
        ("zh", "实习公司老板总拍我屁股", "12333"),
        ("en", "my boss won't pay me and screams at me", "12333"),
        ("zh", "房东偷偷进我屋", "不经你同意"),
        ("en", "the landlord comes into my room without asking", "without your consent"),
    ],
)
def test_each_kind_hears_its_own_evidence(database: Database, language: Language, words: str, evidence: str) -> None:
    with database.transaction() as session:
        text = talk(session, language, words).last.text
        assert evidence in text
        assert "not your fault" in text or "不是你的错" in text
        assert "Building" not in text
