"""A question about counseling is answered; it books nothing, and the way to book stands under it."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.counseling import availability
from community.counseling.tables import Appointment
from community.database import Database
from community.guidance.tables import GuidanceItem
from community.unanswered import desk
from tests.actions.case_talk import StudentTalk
from tests.community.matter import NOW, ZONE
from tests.sample import given_sample
from understanding.parse import Language
from understanding.wishes.plainly import ABOUT_COUNSELING


def talk(session: Session, language: Language = "en") -> StudentTalk:
    given_sample(session, now=NOW, zone=ZONE)
    availability.open_slots(session, now=NOW, zone=ZONE)
    return StudentTalk(session, language=language)


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [
        ("zh", "心理咨询要钱吗", "心理咨询收费吗"),
        ("zh", "做一次咨询贵吗", "心理咨询收费吗"),
        ("en", "does it cost anything to see a counselor?", "What counseling costs"),
        ("en", "how many sessions can I have?", "How many sessions"),
        ("zh", "心理咨询一共能做几次", "可以做几次咨询"),
        ("en", "can I see the counselor online?", "Counseling online"),
        ("zh", "咨询能视频吗", "能线上咨询吗"),
        ("en", "how long is a session with the counselor?", "How long a session"),
        ("zh", "心理咨询一次多长时间", "一次咨询多长时间"),
        ("en", "what is it like to see a counselor?", "What the first session"),
        ("zh", "心理咨询会问些什么", "第一次咨询"),
        ("en", "who can see a counselor?", "Who may come"),
        ("zh", "研究生可以去做心理咨询吗", "谁可以来"),
        ("en", "can I bring a friend to the counseling session?", "Bringing a friend"),
        ("zh", "能带室友一起去咨询吗", "能带朋友"),
        ("en", "do I need a referral for counseling?", "No referral"),
        ("zh", "做咨询要辅导员同意吗", "需要辅导员介绍吗"),
        ("en", "will my parents know that I see a counselor?", "Who learns"),
        ("zh", "心理咨询会不会记进档案", "谁会知道"),
        ("en", "can I change my counselor?", "Choosing or changing"),
    ],
)
def test_it_is_answered_and_a_time_is_one_tap_away(
    database: Database, language: Language, words: str, title: str
) -> None:
    with database.transaction() as session:
        chat = talk(session, language)
        assert chat.writes(words, ABOUT_COUNSELING).text.startswith(title)
        assert session.scalar(select(func.count()).select_from(Appointment)) == 0
        assert chat.shown[0].intent == "book_counseling"
        chat.presses(chat.shown[0])
        assert any(button.intent == "book_counseling" for button in chat.shown)


def test_two_questions_at_once_are_both_answered(database: Database) -> None:
    with database.transaction() as session:
        text = talk(session).writes("is counseling free? and can I see the counselor online?", ABOUT_COUNSELING).text
        assert "What counseling costs" in text
        assert "Counseling online or by phone" in text


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [
        ("en", "is it free?", "What counseling costs"),
        ("en", "how long does it take?", "How long a session"),
        ("zh", "要钱吗", "心理咨询收费吗"),
        ("zh", "要多久", "一次咨询多长时间"),
    ],
)
def test_a_bare_question_in_the_middle_of_booking_is_about_counseling(
    database: Database, language: Language, words: str, title: str
) -> None:
    with database.transaction() as session:
        chat = talk(session, language)
        chat.writes("I'd like to see a counselor", "book_counseling")
        assert chat.writes(words).text.startswith(title)


def test_what_the_center_has_not_said_is_not_guessed(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        others = (GuidanceItem.code.startswith("AN-COUNSEL"), GuidanceItem.code != "AN-COUNSEL-COST")
        for answer in session.scalars(select(GuidanceItem).where(*others)):
            answer.status = "draft"
        session.flush()
        text = chat.writes("can my dog come with me to the counseling session?", ABOUT_COUNSELING).text
        assert text.startswith("The counseling center hasn't told me that, so I won't guess.")
        assert "Who would know: Counseling center, student center" in text
        assert [one.words for one in desk.open_ones(session)] == ["can my dog come with me to the counseling session?"]
        assert chat.titles()[0] == "Choose a time"


def test_counseling_is_named_as_near_to_no_other_question(database: Database) -> None:
    with database.transaction() as session:
        reply = talk(session, "zh").writes("图书馆能带水进去吗")
        assert "带朋友" not in reply.text
