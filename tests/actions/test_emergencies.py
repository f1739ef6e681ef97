"""Whoever cannot wait is told whom to call and what to do at once, security is told, and the talk stays with it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply
from community.cases import cases
from community.cases.tables import HandoffCase
from community.database import Database
from community.safety.tables import Incident
from tests.actions.case_talk import StudentTalk, given_staff_group
from tests.community.counseling.campus import NOW
from understanding.crisis import assess
from understanding.parse import Intent, Language, Parse


def says(chat: StudentTalk, words: str, intent: str | None = None) -> Reply:
    """Say the words as the detector of danger hears them."""
    intents = (Intent(intent, 1.0),) if intent else ()
    return chat.means(Parse(words, chat.language, danger=assess(words), fallback=not intents, intents=intents))


def the_incident(session: Session) -> Incident:
    return session.scalars(select(Incident)).one()


def held(session: Session, language: Language) -> StudentTalk:
    chat = StudentTalk(session, language=language)
    chat.writes("a person please", "talk_to_human")
    cases.claim(session, session.scalars(select(HandoffCase)).one(), staff_label="Ms Liu", now=NOW)
    return chat


@pytest.mark.parametrize(
    ("language", "words", "first", "step"),
    [
        ("zh", "有人晕倒了", "现在就打 120", "每分钟 100 到 120 次"),
        ("zh", "室友抽搐口吐白沫", "现在就打 120", "嘴里什么都不要塞"),
        ("zh", "酸溅到眼睛里了！！", "现在就打 120", "15 到 20 分钟"),
        ("zh", "我一氧化碳中毒了怎么办", "现在就打 119", "到室外透气"),
        ("zh", "胸口好痛喘不上气", "现在就打 120", "不要走动"),
        ("zh", "被电了一下手麻", "现在就打 120", "先断电"),
        ("zh", "宿舍着火了", "现在就打 119", "不坐电梯"),
        ("zh", "有人说要在操场开枪", "现在就打 110", "离这个人远一点"),
        ("en", "she's not breathing", "Call 120", "100 to 120 times a minute"),
        ("en", "acid in my eye", "Call 120", "15 to 20 minutes"),
        ("en", "I can't breathe, allergic reaction", "Call 120", "adrenaline pen"),
        ("en", "my roommate is having a seizure", "Call 120", "nothing in their mouth"),
        ("en", "someone posted he will shoot up the library", "Call 110", "Keep away"),
        ("en", "there's a fire in the dorm", "Call 119", "no lift"),
    ],
)
def test_the_number_comes_first_then_what_to_do_and_security_is_told(
    database: Database, language: Language, words: str, first: str, step: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        reply = says(StudentTalk(session, language=language), words)
        assert reply.urgent
        assert reply.text.startswith(first)
        assert step in reply.text
        assert the_incident(session).ref in reply.text
        assert (the_incident(session).kind, the_incident(session).words) == ("danger", words)


def test_where_security_cannot_be_reached_nobody_is_said_to_be_told(database: Database) -> None:
    with database.transaction() as session:
        assert "I can't reach security from here" in says(StudentTalk(session), "someone collapsed in the gym").text


@pytest.mark.parametrize(("language", "words"), [("zh", "被狗咬了"), ("en", "a stray cat bit me")])
def test_a_bite_is_washed_and_vaccinated_and_no_business_of_security(
    database: Database, language: Language, words: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        text = says(StudentTalk(session, language=language), words).text
        assert "15" in text
        assert "狂犬病" in text if language == "zh" else "rabies" in text
        assert session.scalars(select(Incident)).all() == []


def test_what_is_written_next_belongs_to_the_emergency(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language="zh")
        says(chat, "有人晕倒了")
        assert "已经补上了" in says(chat, "操场").text
        assert "每分钟 100 到 120 次" in says(chat, "没呼吸").text
        assert "120 会在电话里教你" in says(chat, "不会心肺复苏").text
        assert "看到这个真好" in says(chat, "他醒了").text
        assert the_incident(session).words == "有人晕倒了\n操场\n没呼吸\n不会心肺复苏\n他醒了"
        assert "看到这个真好" not in says(chat, "你好", "greet").text


def test_somebody_left_in_a_fire_is_told_to_those_who_may_go_in(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        says(chat, "our kitchen is burning")
        assert "Don't go back in." in says(chat, "somebody is still inside").text


def test_another_matter_is_answered_beside_an_emergency(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        says(chat, "there's a fire in the dorm")
        assert "What is it about?" in says(chat, "I want a person", "talk_to_human").text


def test_good_news_without_an_alarm_claims_nothing(database: Database) -> None:
    with database.transaction() as session:
        assert "I have added it" not in says(StudentTalk(session), "she came down").text


def test_who_told_of_an_emergency_is_told_that_security_sees_them(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        says(chat, "someone collapsed in the gym")
        text = says(chat, "please don't tell him it was me").text
        assert "Security sees who wrote this" in text
        assert "isn't told that it was you" not in text


# A counselor holds the talk


@pytest.mark.parametrize(
    ("language", "words", "first"),
    [
        ("en", "omg my roommate is on the roof and says she'll jump", "In danger right now: 120"),
        ("zh", "室友叫不醒了，旁边有药瓶", "现在就有危险：打 120"),
        ("zh", "宿舍着火了", "现在就打 119"),
        ("en", "there's a fire in the dorm", "Call 119"),
        ("zh", "我同学说要捅人", "现在就打 110"),
    ],
)
def test_danger_of_this_moment_is_answered_while_a_counselor_holds_the_talk(
    database: Database, language: Language, words: str, first: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = held(session, language)
        assert says(chat, words).text.startswith(first)
        assert the_incident(session).words == words
        assert words in [one.words for one in session.scalars(select(HandoffCase)).one().messages]
        where = "7舍 楼顶" if language == "zh" else "dorm 7 roof"
        assert the_incident(session).ref in says(chat, where).text
        assert where in the_incident(session).words


def test_what_else_is_said_to_the_counselor_does_not_reach_security(database: Database) -> None:
    with database.transaction() as session:
        chat = held(session, "en")
        says(chat, "my roommate is on the roof and says she'll jump")
        assert chat.is_met_with_silence("I was always jealous of her")
        assert "jealous" not in the_incident(session).words


# A friend


@pytest.mark.parametrize(
    ("language", "words", "step"),
    [
        ("zh", "室友割腕了！！", "用力压住伤口"),
        ("zh", "室友站在窗台上", "不要冲上去"),
        ("zh", "我室友要跳楼", "不要冲上去"),
        ("zh", "隔壁宿舍有人上吊了", "托住身体"),
        ("en", "she took pills!! my friend", "Don't make them vomit"),
        ("en", "my friend slit her wrists", "Press a clean cloth"),
        ("en", "he is standing on the ledge of the library", "Don't rush at them"),
    ],
)
def test_a_deed_of_a_friend_is_told_at_once(database: Database, language: Language, words: str, step: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        reply = says(StudentTalk(session, language=language), words)
        assert reply.text.startswith("现在就有危险：打 120" if language == "zh" else "In danger right now: 120")
        assert step in reply.text
        assert the_incident(session).words == words
        assert session.scalars(select(HandoffCase)).one().kind == "welfare"


@pytest.mark.parametrize("words", ["我朋友最近很低落", "my friend seems sad", "室友说他不想活了"])
def test_a_worry_without_a_deed_still_waits_for_a_tap(database: Database, words: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        says(StudentTalk(session, language="zh"), words)
        assert session.scalars(select(Incident)).all() == []


def test_after_the_alarm_for_a_friend_help_goes_on(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language="zh")
        says(chat, "室友割腕了！！")
        assert "用力压住伤口" in says(chat, "血很多").text
        next_step = says(chat, "接下来呢").text
        assert "用力压住伤口" in next_step
        assert "找个安静的地方" not in next_step
        who = says(chat, "你们通知谁了").text
        assert the_incident(session).ref in who
        assert "心理中心" in who
        assert "TA不会知道是你说的" in says(chat, "不要告诉她是我说的").text
        assert "看到这个真好" in says(chat, "她下来了").text


@pytest.mark.parametrize(
    ("language", "worry", "title"),
    [("zh", "我朋友说她不想活了", "现在就危险"), ("en", "my friend says she wants to die", "In danger now")],
)
def test_the_title_of_a_button_may_be_typed(database: Database, language: Language, worry: str, title: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)
        says(chat, worry)
        says(chat, f"{title}!")
        assert the_incident(session).kind == "danger"


def test_asking_for_a_look_by_typing_its_title_takes_who_and_where(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language="zh")
        says(chat, "我朋友说她不想活了")
        assert "是谁？" in says(chat, "请老师看看").text
        assert "HC-" in says(chat, "她叫小王，7舍").text


# Threats of one's own


def test_a_threat_with_a_weapon_goes_to_security_and_stays_a_threat(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language="zh")
        assert "请先停一下" in says(chat, "我有刀，我要捅我室友").text
        assert the_incident(session).kind == "threat"
        assert "请先停一下" in says(chat, "刀在手上").text
        assert "最难的一步" in says(chat, "我放下了").text


def test_a_denied_threat_is_not_answered_as_worry_about_a_friend(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        says(chat, "I'm gonna kill my roommate", "worried_about_friend")
        text = says(chat, "no").text
        assert "I believe you" in text
        assert "looking out for them" not in text
