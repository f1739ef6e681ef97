import pytest

from community.database import Database
from tests.actions.case_talk import StudentTalk, composed, due
from tests.community.matter import NOW, ZONE, at
from tests.sample import given_sample
from understanding.parse import Language

STUDY = "ask_academic_support"


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [
        ("en", "how do I apply for a deferred exam", "Deferring an exam"),
        ("zh", "缓考怎么申请", "缓考申请"),
        ("zh", "高数听不懂 有辅导吗", "高数、线代、大物答疑"),
        ("en", "tutor for c programming", "Tutoring: C, Python"),
        ("zh", "挂科了怎么补考", "补考安排"),
        ("en", "how do I get a transcript", "Transcripts and certificates"),
        ("zh", "毕业论文什么时候开题", "毕业论文"),
    ],
)
def test_a_question_lands_on_its_item(database: Database, language: Language, words: str, title: str) -> None:
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE)
        assert StudentTalk(session, language=language).writes(words, STUDY).text.startswith(title)


@pytest.mark.parametrize(
    ("language", "words", "lines"),
    [
        (
            "en",
            "going home for a funeral next week: what about the maths exam, do I need leave from the dorm, "
            "and when can I print the CET-6 ticket?",
            ["I'm sorry for your loss.", "① Deferring an exam", "② Asking for leave", "③ Printing the CET-4/6"],
        ),
        (
            "zh",
            "下周回家奔丧，高数考试怎么办，宿舍要请假吗，六级准考证啥时候打",
            ["节哀。", "① 缓考申请", "② 请假", "③ 四六级准考证打印"],
        ),
    ],
)
def test_three_requests_in_grief_are_answered_condolence_first(
    database: Database, language: Language, words: str, lines: list[str]
) -> None:
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE)
        chat = StudentTalk(session, language=language)
        text = chat.writes(words, STUDY).text
        places = [text.find(line) for line in lines]
        assert places == sorted(places)
        assert places[0] == 0
        assert len(chat.shown) <= 8
        assert {"talk_to_human", "remind_tip"} <= {button.intent for button in chat.shown}


def test_a_reminder_comes_when_the_window_opens(database: Database) -> None:
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE)
        chat = StudentTalk(session)
        assert "Opens: Thu 26 Nov 09:00" in chat.writes("when can I print the CET-6 ticket", STUDY).text
        assert "Thu 26 Nov 09:00" in chat.taps("Remind me").text
        first = due(session, "tip_deadline")[0]
        assert first.due_at == at(11, 26, 9)
        reply = composed(session, first)
        assert reply is not None
        assert "admission ticket" in reply.text


def test_the_menu_shows_the_topics_and_a_topic_its_items(database: Database) -> None:
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE)
        chat = StudentTalk(session, language="zh")
        chat.writes("学业支持", STUDY)
        assert chat.titles() == ["考试", "请假", "四六级", "辅导答疑", "成绩与学分", "毕业论文", "学习方法", "菜单"]
        assert chat.taps("考试").text.startswith("缓考申请")
        assert "补考安排" in chat.titles()
