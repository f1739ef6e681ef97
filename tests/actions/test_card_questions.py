"""Questions about the card just shown are answered from it and from no other."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from community.database import Database
from tests.actions.case_talk import StudentTalk
from tests.community.matter import NOW, ZONE
from tests.sample import given_sample
from understanding.parse import Language

FAIR = {"en": ("when is the winter job fair", "Winter job fair"), "zh": ("双选会什么时候", "冬季大型双选会")}


def talk(session: Session, language: Language) -> StudentTalk:
    given_sample(session, now=NOW, zone=ZONE)
    return StudentTalk(session, language=language)


def after_the_fair(session: Session, language: Language) -> StudentTalk:
    chat = talk(session, language)
    words, title = FAIR[language]
    assert chat.writes(words, "ask_events").text.startswith(title)
    return chat


@pytest.mark.parametrize(
    ("language", "words", "answer"),
    [
        ("zh", "在哪里", "• 地点：体育馆"),
        ("zh", "那个在什么地方办啊", "• 地点：体育馆"),
        ("zh", "几点结束", "• 12月5日周六 09:00 至 15:00"),
        ("zh", "几点开始", "• 12月5日周六 09:00 至 15:00"),
        ("zh", "要带什么", "• 带 10 份简历"),
        ("zh", "穿什么", "• 着装整洁"),
        ("zh", "还有名额吗", "• 剩余名额：1800。"),
        ("zh", "报名截止到什么时候", "报名截止：12月4日周五 18:00"),
        ("en", "where is it?", "• Where: Gym"),
        ("en", "when does it end?", "• Sat 5 Dec 09:00 to 15:00"),
        ("en", "what should I bring?", "• Bring ten résumés"),
        ("en", "until when can I sign up, what's the deadline?", "Sign up until Fri 4 Dec 18:00"),
    ],
)
def test_the_event_just_shown_is_asked_about(database: Database, language: Language, words: str, answer: str) -> None:
    with database.transaction() as session:
        reply = after_the_fair(session, language).writes(words)
        assert reply.text.startswith(FAIR[language][1])
        assert answer in reply.text


@pytest.mark.parametrize(
    ("language", "words", "read_as", "answer"),
    [
        ("zh", "要什么材料", "ask_growth", "• 上传证明：病历"),
        ("zh", "交给谁", "out_of_scope", "• 地点：教务处"),
        ("zh", "大概要多久", "out_of_scope", "一般 1 个工作日"),
        ("zh", "最晚什么时候", "list_counseling", "• 最晚在考试前一天"),
        ("en", "what documents do I need?", "ask_growth", "• Upload proof"),
        ("en", "who do I hand it in to?", "talk_to_human", "• Where: Registrar"),
        ("en", "how long does it take?", "ask_growth", "within one working day"),
        ("en", "what's the deadline?", "subscribe_reminders", "at the latest one day before the exam"),
    ],
)
def test_the_procedure_just_shown_is_asked_about_whatever_the_words_alone_are_read_as(
    database: Database, language: Language, words: str, read_as: str, answer: str
) -> None:
    with database.transaction() as session:
        chat = talk(session, language)
        chat.writes(
            "缓考怎么申请" if language == "zh" else "how do I apply for a deferred exam", "ask_academic_support"
        )
        assert answer in chat.writes(words, read_as).text


@pytest.mark.parametrize(
    ("language", "words", "opening"),
    [
        ("zh", "要钱吗", "“冬季大型双选会”：我手头的内容没有写这一点。"),
        ("en", "is it free?", "“Winter job fair”: what I have doesn't say that."),
        ("en", "is there a phone number?", "“Winter job fair”: what I have doesn't say that."),
    ],
)
def test_what_the_card_does_not_say_is_said_not_to_be_there_with_who_knows(
    database: Database, language: Language, words: str, opening: str
) -> None:
    with database.transaction() as session:
        chat = after_the_fair(session, language)
        text = chat.writes(words).text
        assert text.startswith(opening)
        assert "0451-0000-01" in text
        assert chat.taps(chat.titles()[0]).text.startswith(FAIR[language][1])


def test_two_sides_at_once_are_both_answered(database: Database) -> None:
    with database.transaction() as session:
        text = after_the_fair(session, "en").writes("where is it and what do I bring?").text
        assert "Gym" in text
        assert "résumés" in text


def test_the_card_is_forgotten_after_half_an_hour(database: Database) -> None:
    with database.transaction() as session:
        chat = after_the_fair(session, "en")
        chat.now = NOW + timedelta(minutes=31)
        assert "Winter job fair" not in chat.writes("where is it?").text


def test_thanks_between_do_not_hide_the_card_and_another_subject_does(database: Database) -> None:
    with database.transaction() as session:
        chat = after_the_fair(session, "zh")
        chat.writes("谢谢", "thanks")
        assert "体育馆" in chat.writes("在哪里").text
        chat.writes("约心理老师", "book_counseling")
        assert "体育馆" not in chat.writes("在哪里").text


@pytest.mark.parametrize(
    ("words", "read_as", "title"),
    [
        ("入党要什么材料", "ask_growth", "入党"),
        ("校医院几点开门", "out_of_scope", "校医院"),
        ("怎么写简历", "ask_employment_tips", "简历"),
    ],
)
def test_a_question_with_a_subject_of_its_own_is_not_about_the_card(
    database: Database, words: str, read_as: str, title: str
) -> None:
    with database.transaction() as session:
        assert title in after_the_fair(session, "zh").writes(words, read_as).text


def test_a_notice_just_shown_is_asked_how_long_it_holds(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session, "en")
        chat.writes("is the west gate open?", "ask_safety_notices")
        assert "In force until Wed 25 Nov 12:00." in chat.writes("until when?", "list_counseling").text
