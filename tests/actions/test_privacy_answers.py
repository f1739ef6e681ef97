"""Answers about privacy and reminders say what the rows say: a name that is known, an appointment that stands."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from community import retention
from community.counseling.tables import Appointment
from community.database import Database
from community.events.tables import EventSignup
from community.post.tables import Delivery, InboxItem
from tests.actions.case_talk import StudentTalk, given_staff_group
from tests.community.matter import NOW, ZONE
from tests.sample import given_sample
from understanding.parse import Language


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        given_sample(opened, now=NOW, zone=ZONE)
        yield opened


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [("en", "is this anonymous", "I know you here as Chen Yu."), ("zh", "这里匿名吗", "我在这里知道你是Chen Yu。")],
)
def test_whoever_is_known_by_name_is_told_so(session: Session, language: Language, words: str, said: str) -> None:
    chat = StudentTalk(session, language=language)
    chat.student.name = "Chen Yu"
    assert said in chat.writes(words, "ask_privacy", side="anonymous").text


@pytest.mark.parametrize(
    ("language", "words", "said", "not_said"),
    [
        ("en", "is this anonymous", "I don't know your name here.", "I know you here as"),
        ("zh", "这里匿名吗", "我在这里不知道你的名字。", "我在这里知道你是"),
    ],
)
def test_nobody_is_told_that_we_know_a_name_that_we_do_not(
    session: Session, language: Language, words: str, said: str, not_said: str
) -> None:
    text = StudentTalk(session, language=language).writes(words, "ask_privacy", side="anonymous").text
    assert said in text
    assert not_said not in text


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [("en", "do you keep my messages?", "about {} days"), ("zh", "你会保存我的消息吗", "大约保存 {} 天")],
)
def test_words_are_said_to_be_kept_as_long_as_they_are(
    session: Session, language: Language, words: str, said: str
) -> None:
    text = StudentTalk(session, language=language).writes(words, "ask_privacy", side="kept").text
    ages = {rule.table: rule.age for rule in retention.RULES if rule.what == "words"}
    assert set(ages) == {InboxItem, Delivery}
    assert all(said.format(age.days) in text for age in ages.values())
    assert not {rule.table for rule in retention.RULES} & {Appointment, EventSignup}


@pytest.mark.parametrize(
    ("language", "words", "said", "promise"),
    [
        ("en", "remind me of my appointment", "You have no appointment at the moment.", "I'll remind you"),
        ("zh", "请提醒我预约", "你现在没有预约。", "提醒你。"),
    ],
)
def test_a_reminder_is_promised_only_of_what_the_student_has(
    session: Session, language: Language, words: str, said: str, promise: str
) -> None:
    text = StudentTalk(session, language=language).writes(words, "subscribe_reminders").text
    assert said in text
    assert promise not in text


@pytest.mark.parametrize(
    ("language", "words", "called", "nobody"),
    [
        ("en", "will you tell my parents", "they are called at once", "I could reach nobody of them"),
        ("zh", "你会告诉我爸妈吗", "会马上呼叫老师", "联系不上任何老师"),
    ],
)
def test_nobody_is_said_to_be_called_where_nobody_can_be(
    session: Session, language: Language, words: str, called: str, nobody: str
) -> None:
    chat = StudentTalk(session, language=language)
    alone = chat.writes(words, "ask_privacy", side="told").text
    given_staff_group(session)
    reached = chat.writes(words, "ask_privacy", side="told").text
    assert (called in alone, nobody in alone) == (False, True)
    assert (called in reached, nobody in reached) == (True, False)
