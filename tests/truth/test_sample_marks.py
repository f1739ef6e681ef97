"""What came with the sample campus says so wherever it is shown, until staff have made it their own."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply
from community import samples
from community.counseling import availability
from community.database import Database
from community.events.tables import Event
from community.guidance.tables import GuidanceItem
from community.safety.tables import SafetyNotice
from community.samples import SampleRow
from tests.actions.case_talk import StudentTalk
from tests.community.matter import NOW, ZONE, given_tip
from tests.sample import given_sample
from understanding.parse import Language

MARK: dict[Language, str] = {"en": "Sample content: invented", "zh": "示例内容：系虚构"}
NOTICE: dict[Language, str] = {"en": "SAMPLE. This notice is invented", "zh": "【示例】这条通知是虚构的"}


@pytest.fixture
def sample(database: Database) -> Iterator[Session]:
    """The sample campus."""
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE)
        availability.open_slots(session, now=NOW, zone=ZONE)
        yield session


def make_all_own(session: Session) -> None:
    """Let staff have changed every row."""
    for row in session.scalars(select(SampleRow)).all():
        session.delete(row)
    session.flush()


CARDS = [
    ("en", "ask_employment_tips", "any tips for a job interview?"),
    ("zh", "ask_employment_tips", "面试有什么技巧"),
    ("en", "ask_academic_support", "how do I defer an exam?"),
    ("zh", "ask_academic_support", "缓考怎么申请"),
    ("zh", "ask_growth", "怎么入党"),
    ("en", "ask_safety_tips", "how do I use a fire extinguisher?"),
    ("zh", "ask_events", "双选会什么时候"),
    ("en", "sign_up_event", "sign me up for the winter running day"),
]


@pytest.mark.parametrize(("language", "intent", "words"), CARDS)
def test_a_card_of_the_sample_says_so_and_one_of_the_staff_does_not(
    sample: Session, language: Language, intent: str, words: str
) -> None:
    assert MARK[language] in _card(sample, language, intent, words).text
    make_all_own(sample)
    assert MARK[language] not in _card(sample, language, intent, words).text


def _card(session: Session, language: Language, intent: str, words: str) -> Reply:
    chat = StudentTalk(session, address=f"{samples.count_left(session)}", language=language)
    reply = chat.writes(words, intent)
    first = reply.buttons[0]  # where several could be meant, the first of them is shown
    return chat.presses(first) if first.entities.keys() & {"item", "event", "topic"} else reply


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_notice_of_the_sample_says_first_that_nothing_has_happened(sample: Session, language: Language) -> None:
    text = StudentTalk(sample, language=language).writes("K7QF-2M", "ask_safety_notices").text
    assert text.count(NOTICE[language]) == 2, "the notice of the code, and the one that took its place"
    for notice in sample.scalars(select(SafetyNotice)):
        samples.made_own(sample, notice)
    sample.expire_all()
    text = StudentTalk(sample, address="2", language=language).writes("K7QF-2M", "ask_safety_notices").text
    assert NOTICE[language] not in text


@pytest.mark.parametrize(
    ("language", "mark"), [("en", "this counselor is invented, so nobody will be there"), ("zh", "这位老师是虚构的")]
)
def test_an_appointment_with_an_invented_counselor_says_that_nobody_will_be_there(
    sample: Session, language: Language, mark: str
) -> None:
    chat = StudentTalk(sample, language=language)
    chat.writes("can I see a counselor?", "book_counseling")
    assert mark in chat.presses(chat.shown[0]).text
    make_all_own(sample)
    other = StudentTalk(sample, address="2", language=language)
    other.writes("can I see a counselor?", "book_counseling")
    assert mark not in other.presses(other.shown[0]).text


@pytest.mark.parametrize("intent", ["start", "change_language"])
def test_the_first_reply_says_that_the_campus_is_invented(sample: Session, intent: str) -> None:
    def first(address: str) -> str:
        return StudentTalk(sample, address=address).writes("/start", intent, language="en").text

    assert "This is a sample campus" in first("1")
    make_all_own(sample)
    assert "sample" not in first("2")


def test_the_greeting_says_it_in_both_languages(sample: Session) -> None:
    text = StudentTalk(sample).writes("/start", "start").text
    assert "这是示例校园" in text
    assert "This is a sample campus" in text


def test_the_campuss_own_number_is_called_a_sample_and_no_number_is_called_checked(sample: Session) -> None:
    text = StudentTalk(sample).writes("/help", "help_card").text
    assert "security office (sample number)" in text
    assert "at least 18 hours" not in text, "hours are said only of numbers that somebody has checked"


def test_several_answers_at_once_say_it_once(sample: Session) -> None:
    words = "how do I defer an exam, and when can I print the CET-6 ticket?"
    reply = StudentTalk(sample).writes(words, "ask_academic_support")
    assert reply.text.count(MARK["en"]) == 1


def test_a_tip_that_staff_wrote_carries_no_mark_among_invented_ones(sample: Session) -> None:
    for tip in sample.scalars(select(GuidanceItem)).all():
        samples.made_own(sample, tip)  # as the console does for whoever removes a row
        sample.delete(tip)
    given_tip(sample, "OWN-1", title_en="How to write a résumé", title_zh="简历怎么写")
    assert MARK["en"] not in StudentTalk(sample).writes("how to write a résumé", "ask_employment_tips").text


def test_an_event_of_the_sample_is_marked_on_its_ticket_too(sample: Session) -> None:
    event = sample.scalars(select(Event).where(Event.capacity.is_(None)).order_by(Event.id)).first()
    assert event is not None
    chat = StudentTalk(sample)
    reply = chat.chooses("sign_up_event", event=str(event.id))
    assert "You're signed up" in reply.text
    assert MARK["en"] in reply.text
