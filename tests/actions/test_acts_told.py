"""An act told in a talk about danger: 120 in every answer, security and counselors told, until good news."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply
from community.cases import cases
from community.cases.crisis_rules import ACTED, Step
from community.cases.tables import HandoffCase
from community.database import Database
from community.safety.tables import Incident
from tests.actions.case_talk import StudentTalk, given_staff_group
from tests.actions.test_crisis_talk import given_talk, plainly, the_talk
from understanding.parse import Danger, Language, Parse

ACTS: tuple[tuple[Language, str, Step], ...] = (
    ("en", "took like fifteen of them", Step.HURT),
    ("en", "I swallowed the whole bottle", Step.HURT),
    ("en", "I cut my wrist just now", Step.HURT),
    ("en", "im on the roof now", Step.EDGE),
    ("en", "sitting on the ledge", Step.EDGE),
    ("en", "I'm standing by the tracks", Step.EDGE),
    ("zh", "吃了十几片了", Step.HURT),
    ("zh", "我把安眠药都吃了", Step.HURT),
    ("zh", "割了好几道，血止不住", Step.HURT),
    ("zh", "现在在天台", Step.EDGE),
    ("zh", "我站在桥边", Step.EDGE),
    ("zh", "坐在楼顶边上", Step.EDGE),
)
SAID_ON: dict[Language, tuple[str, ...]] = {
    "en": ("ibuprofen", "its windy", "I'm scared", "when is somebody coming?", "don't call anyone", "menu", "ok",
           "steady me", "what should I do", "is she there", "dorm 7 room 412", "I don't want to call", "no", "hmm"),
    "zh": ("布洛芬", "风好大", "我害怕", "老师什么时候来", "别叫老师！！", "菜单", "哦", "我该怎么办", "她在吗",
           "我在7舍412", "我不想打电话", "没有", "头晕"),
}  # fmt: skip


def incidents(session: Session) -> list[Incident]:
    return list(session.scalars(select(Incident).order_by(Incident.id)))


def acted(session: Session, language: Language, words: str) -> StudentTalk:
    given_staff_group(session)
    chat = given_talk(session, language, "company")
    assert "120" in plainly(chat, words).text, words
    return chat


@pytest.mark.parametrize(("language", "words", "step"), ACTS)
def test_an_act_told_stays_until_good_news(database: Database, language: Language, words: str, step: Step) -> None:
    with database.transaction() as session:
        chat = acted(session, language, words)
        assert [one.words.splitlines()[0] for one in incidents(session)] == [words]
        for line in SAID_ON[language]:
            assert "120" in plainly(chat, line).text, line
            assert the_talk(session).step == step, line


@pytest.mark.parametrize(
    "words", ["I took 20 sleeping pills", "我已经吃了20片安眠药", "割了好几道，血止不住", "i cut my wrist"]
)
def test_an_act_told_first_is_answered_by_what_to_do(database: Database, words: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        reply = chat.writes(words, crisis="crisis")
        assert reply.text.startswith("Call 120 now")
        assert incidents(session)[0].ref in reply.text
        assert session.scalars(select(HandoffCase.risk)).one() == "high"


def test_where_security_cannot_be_told_the_student_reads_that(database: Database) -> None:
    with database.transaction() as session:
        reply = StudentTalk(session).writes("I took 20 sleeping pills", crisis="crisis")
        assert "I can't reach security from here" in reply.text
        assert "I can reach nobody of the staff" in reply.text


@pytest.mark.parametrize("words", ["ibuprofen", "dorm 7 room 412"])
def test_what_helps_whoever_comes_is_added_for_security(database: Database, words: str) -> None:
    with database.transaction() as session:
        chat = acted(session, "en", "took like fifteen of them")
        plainly(chat, words)
        assert incidents(session)[0].words.splitlines()[-1] == words


GOOD: tuple[tuple[Language, str, str, str], ...] = (
    ("en", "im on the roof now", "came down", "so glad that you are away from there"),
    ("en", "im on the roof now", "I'm back in my room", "so glad that you are away from there"),
    ("en", "im on the roof now", "my roommate just came back", "Good that somebody is there"),
    ("en", "i cut my wrist", "not bleeding anymore", "I'm glad to read that"),
    ("en", "i cut my wrist", "the bleeding stopped", "I'm glad to read that"),
    ("en", "took like fifteen of them", "I didn't take them", "I'm glad to read that"),
    ("en", "took like fifteen of them", "the ambulance is here", "I'm glad that they are with you"),
    ("zh", "现在在天台", "下来了", "你离开那儿了，真好"),
    ("zh", "现在在天台", "我回宿舍了", "你离开那儿了，真好"),
    ("zh", "现在在天台", "室友来了", "有人在就好"),
    ("zh", "我刚割了手", "没流血了", "松了口气"),
    ("zh", "我刚割了手", "血止住了", "松了口气"),
    ("zh", "吃了十几片了", "救护车来了", "有他们在就好"),
)


@pytest.mark.parametrize(("language", "act", "words", "answer"), GOOD)
def test_good_news_is_welcomed_and_leads_on(
    database: Database, language: Language, act: str, words: str, answer: str
) -> None:
    with database.transaction() as session:
        chat = acted(session, language, act)
        assert answer in plainly(chat, words).text
        assert the_talk(session).step not in ACTED


@pytest.mark.parametrize(
    ("language", "words", "answer"),
    [
        ("en", "my roommate is here", "Good that you aren't alone with it"),
        ("en", "I called 120", "that was the most important step"),
        ("en", "I'm fine", "get worse hours later"),
        ("zh", "室友在", "有人在就好"),
        ("zh", "打了120", "这是最要紧的一步"),
        ("zh", "我没事", "几个小时后才变重"),
    ],
)
def test_pills_taken_are_not_over_by_somebody_near(
    database: Database, language: Language, words: str, answer: str
) -> None:
    with database.transaction() as session:
        chat = acted(session, language, "took like fifteen of them" if language == "en" else "吃了十几片了")
        reply = plainly(chat, words)
        assert answer in reply.text
        assert "120" in reply.text
        assert the_talk(session).step == Step.HURT


def test_words_of_danger_and_taps_do_not_lead_away_from_an_act(database: Database) -> None:
    with database.transaction() as session:
        chat = acted(session, "en", "im on the roof now")
        assert "120" in chat.writes("I want to die", crisis="crisis").text
        assert "120" in chat.taps("Steady myself").text
        assert "120" in chat.taps("A person now").text
        assert the_talk(session).step == Step.EDGE


def test_after_an_act_is_told_the_student_reads_that_security_knows(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, "en", "company")
        assert "to security" not in plainly(chat, "who can see this?").text
        plainly(chat, "im on the roof now")
        assert "goes to the counseling team and to security" in plainly(chat, "who can see this?").text


ASIDE: tuple[tuple[Language, str, str], ...] = (
    ("en", "if she doesn't come I'll jump", "Thank you for being honest"),
    ("en", "I want to take pills", "Thank you for being honest"),
    ("en", "I'm going to cut myself", "Thank you for being honest"),
    ("zh", "她不来我就跳了", "谢谢你跟我说实话"),
    ("zh", "我想吃药", "谢谢你跟我说实话"),
    ("zh", "我想去天台", "谢谢你跟我说实话"),
    ("en", "mum is calling", "Please take the call"),
    ("zh", "妈妈打电话来了", "请接这个电话"),
    ("zh", "好了点", "你现在安全吗"),
    ("en", "why do you ask if someone is with me", "I ask because"),
    ("zh", "为什么问我身边有没有人", "我这样问"),
    ("en", "is she there", "I can't say how long it takes"),
    ("zh", "她在吗", "要多久我说不准"),
    ("en", "dorm 7 room 412", "is passed on to the counseling team"),
    ("zh", "我在7舍412", "转给心理中心"),
    ("zh", "有人会看到吗", "你在这里写的话会留给心理中心的老师"),
    ("zh", "别叫老师！！", "这件事我不收回"),
    ("en", "dont call anyone!!", "I don't take that back"),
    ("zh", "没有，我把它放抽屉了", "做得好"),
    ("en", "no I put it away", "Well done"),
    ("en", "sorry wrong chat, that was for my novel", "I believe you"),
    ("zh", "发错窗口了，这是我写的小说", "我相信你"),
    ("zh", "English please", "I write English from here on"),
    ("en", "说中文", "接下来我用中文"),
)


@pytest.mark.parametrize(("language", "words", "answer"), ASIDE)
def test_what_is_said_beside_the_question_is_understood(
    database: Database, language: Language, words: str, answer: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, language, "company")
        chat.taps("现在找老师" if language == "zh" else "A person now")
        assert answer in plainly(chat, words).text


def test_where_nobody_is_called_nothing_is_said_to_be_taken_back_or_passed_on(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.writes("I'm at the bridge again", crisis="ask", by_tone=True)
        assert "I have told nobody" in plainly(chat, "don't call anyone").text
        assert "I have passed that on to nobody" in plainly(chat, "dorm 7 room 412").text


def test_an_address_that_nobody_reads_is_kept_and_no_more(database: Database) -> None:
    with database.transaction() as session:
        chat = given_talk(session, "en", "company")
        text = plainly(chat, "dorm 7 room 412").text
        assert "I have kept where you are" in text
        assert "passed on" not in text


@pytest.mark.parametrize("words", ["谢谢老师", "thank you"])
def test_a_closed_case_ends_the_talk(database: Database, words: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, "en", "company")
        case = session.scalars(select(HandoffCase)).one()
        cases.claim(session, case, staff_label="Ms Liu", now=chat.now)
        cases.close(session, case, staff_label="Ms Liu", now=chat.now)
        assert the_talk(session).ended_as == "person"
        assert "hurt yourself" not in chat.writes(words, "thank").text


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "I'm safe"), ("en", "you misunderstood, I'm fine"), ("zh", "我是安全的"), ("zh", "真的没事，随口一说")],
)
def test_who_is_well_after_the_end_is_answered_warmly(database: Database, language: Language, words: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = given_talk(session, language, "company")
        plainly(chat, "停" if language == "zh" else "stop")
        assert "/help" in chat.writes(words, "ask_safety_notices").text


FOREIGN = (
    ("не хочу жить", "ru", "да", "я один в комнате"),
    ("죽고 싶어요", "ko", "네", "혼자예요"),
    ("quiero morir", "es", "sí", "estoy sola"),
    ("em muốn tự tử", "vi", "có", "không có ai"),
)


def in_both(reply: Reply) -> bool:
    return "12356" in reply.text and "（急救）" in reply.text and "(ambulance)" in reply.text


@pytest.mark.parametrize(("first", "language", "yes", "alone"), FOREIGN)
def test_a_talk_in_another_language_goes_on(
    database: Database, first: str, language: str, yes: str, alone: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language="zh")
        card = chat.means(Parse(first, "zh", danger=Danger("crisis", told_in=language), fallback=True))
        assert "Is anyone with you?" in card.text
        assert "身边有人吗？" in card.text
        assert session.scalars(select(HandoffCase.risk)).one() == "high"
        assert "Is anything near you" in plainly(chat, alone).text
        assert "bring distance" in plainly(chat, yes).text
        assert in_both(plainly(chat, "bla bla xyz"))


def test_english_asked_for_ends_the_two_languages(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language="zh")
        chat.means(Parse("quiero morir", "zh", danger=Danger("crisis", told_in="es"), fallback=True))
        assert "身边" not in plainly(chat, "English please").text


def test_a_suspicion_in_another_language_is_never_let_go(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session, language="zh")
        chat.conversation.slots["speaks_neither"] = True
        chat.writes("мне так тяжело", crisis="ask", by_tone=True)
        for words in ("все серое", "и темно", "и холодно"):
            assert in_both(plainly(chat, words))
