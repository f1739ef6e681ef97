"""A question about danger that was wrong costs nothing: what was asked is answered, and nobody was called."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.audit import AuditEntry
from community.cases.tables import CrisisTalk, HandoffCase
from community.database import Database
from community.post.conversations import Conversation
from community.post.tables import Delivery, InboxItem
from tests.actions.case_talk import StudentTalk, due, given_staff_group
from tests.community.counseling.campus import given_campus
from understanding.parse import Danger, Intent, Language, Parse, TimeSpan

ZONE = ZoneInfo("Asia/Shanghai")
NO: dict[Language, tuple[str, ...]] = {
    "en": ("no", "No, I'm fine", "not at all", "you misunderstood", "I'm fine", "just kidding"),
    "zh": ("没有", "没有啊", "误会了", "你想多了", "我没事", "开玩笑的"),
}
BELIEVED: dict[Language, str] = {"en": "All right, I believe you.", "zh": "好，我相信你"}


def by_tone(words: str, language: Language, *intents: str) -> Parse:
    """What only sounds dangerous, and asks for something."""
    return Parse(
        words,
        language,
        danger=Danger("ask", "oneself", by_tone=True),
        fallback=not intents,
        intents=tuple(Intent(name, 0.9) for name in intents),
    )


def plain(words: str, language: Language) -> Parse:
    return Parse(words, language, fallback=True)


def keeps(session: Session, inbox_id: int, words: str) -> None:
    """Let the inbox hold a message."""
    item = InboxItem(id=inbox_id, channel="telegram", update_id=str(inbox_id), lane="telegram:7001", state="done")
    item.body, item.received_at = {"words": words}, datetime(2026, 11, 23, 12, tzinfo=ZONE)
    session.add(item)
    session.flush()


@pytest.mark.parametrize(("language", "no"), [(language, no) for language, table in NO.items() for no in table])
def test_after_a_no_the_question_that_was_asked_is_answered_in_the_same_reply(
    database: Database, language: Language, no: str
) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session, language=language)
        asked = chat.means(by_tone("the exam kills me, do I have an appointment?", language, "list_counseling"))
        assert asked.urgent
        reply = chat.means(plain(no, language))
        assert reply.text.startswith(BELIEVED[language])
        appointment = {"en": "You have no appointment at the moment.", "zh": "你现在没有预约。"}[language]
        assert reply.text.endswith(appointment)
        assert [button.intent for button in reply.buttons] == ["book_counseling", "menu"]


@pytest.mark.parametrize("title", ["No"])
def test_a_tapped_no_is_the_same(database: Database, title: str) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.means(by_tone("do I have an appointment, it kills me", "en", "list_counseling"))
        assert chat.taps(title).text.endswith("You have no appointment at the moment.")


def test_a_mere_tone_opens_no_case_and_calls_nobody(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.means(by_tone("I can't with this course", "en"))
        chat.taps("No")
        assert session.scalars(select(HandoffCase)).all() == []
        assert session.scalars(select(Delivery)).all() == []


@pytest.mark.parametrize(
    "answer", ["Yes", "I'm not sure", "A person now"], ids=["a yes", "a not sure", "a request for a person"]
)
def test_a_case_is_opened_by_the_student_alone(database: Database, answer: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.means(by_tone("I can't with this course", "en"))
        chat.taps(answer)
        assert session.scalars(select(HandoffCase.risk)).one() == "high"
        assert len(due(session, "staff_alert")) == 1


@pytest.mark.parametrize("between", ["No", None], ids=["denied", "unanswered"])
def test_a_second_line_of_that_tone_is_looked_at_and_a_third_is_answered_at_once(
    database: Database, between: str | None
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.means(by_tone("I can't with this course", "en"))
        if between:
            chat.taps(between)
        again = chat.means(by_tone("it is all grey anyway", "en"))
        case = session.scalars(select(HandoffCase)).one()
        assert "hurting yourself?" in again.text
        if between:
            assert case.risk == "low"
            chat.means(plain("no", "en"))
        assert "get through this alone" in chat.means(by_tone("nobody would notice", "en")).text
        assert case.risk == "high"


def test_a_rule_after_a_denied_tone_is_answered_at_once(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.means(by_tone("I can't with this course", "en"))
        chat.taps("No")
        assert "get through this alone" in chat.writes("better off without me", crisis="ask").text


def test_the_line_is_kept_for_the_office_by_its_number(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.means(by_tone("the exam kills me", "en"))
        chat.taps("No")
        talk = session.scalars(select(CrisisTalk)).one()
        asked, denied = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert (asked.what, asked.about) == ("danger_asked", f"inbox:{talk.inbox_id}")
        assert asked.details == {"because": "tone", "talk": talk.id}
        assert (denied.what, denied.about) == ("danger_denied", f"crisis_talk:{talk.id}")
        assert (talk.ended_as, talk.put_aside) == ("denied", None)


def test_the_very_same_words_are_not_asked_about_twice(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        words = "do I have an appointment, it kills me"
        chat.means(by_tone(words, "en", "list_counseling"))
        talk = session.scalars(select(CrisisTalk)).one()
        assert talk.inbox_id is not None
        keeps(session, talk.inbox_id, words)
        chat.taps("No")
        assert chat.means(by_tone(words, "en", "list_counseling")).text == "You have no appointment at the moment."
        assert "hurting yourself" in chat.means(by_tone("other words", "en", "list_counseling")).text


def test_who_simply_asks_on_is_answered_and_has_help_at_hand(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.means(by_tone("the exam kills me", "en"))
        reply = chat.writes("do I have an appointment?", "list_counseling")
        assert reply.text == "You have no appointment at the moment."
        assert reply.buttons[-1].intent == "help_card"
        assert chat.writes("hi", "greet").text == "Hi! What can I do for you?"
        assert session.scalars(select(HandoffCase)).all() == []


def test_what_cannot_be_read_is_asked_about_once_more_and_then_let_go(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.means(by_tone("the exam kills me", "en"))
        assert "hurting yourself?" in chat.means(plain("qwertz uiop", "en")).text
        assert chat.means(plain("qwertz uiop", "en")).text.startswith("Sorry, I didn't get that.")


def test_a_message_with_a_time_is_answered_with_its_time(database: Database) -> None:
    with database.transaction() as session:
        given_campus(session)
        chat = StudentTalk(session)
        thursday = datetime(2026, 12, 3, 9, tzinfo=ZONE)
        time = TimeSpan("Thursday 9", thursday, thursday + timedelta(hours=1))
        parse = by_tone("this semester ends me, a counselor on Thursday 9?", "en", "book_counseling")
        chat.means(Parse(parse.text, "en", parse.danger, intents=parse.intents, times=(time,)))
        assert "Thu 3 Dec 09:00" in " ".join([chat.means(plain("no", "en")).text, *chat.titles()])


def test_what_was_being_filled_in_goes_on_after_the_no(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.writes("I want to report something", "report_safety_incident")
        conversation: Conversation = chat.conversation
        assert conversation.awaiting is not None
        chat.means(by_tone("the light is broken and it kills me", "en"))
        reply = chat.taps("No")
        assert "Where is it?" in reply.text
        assert conversation.slots["incident_words"] == "the light is broken and it kills me"


# The question came by a rule


@pytest.mark.parametrize(("language", "no"), [("en", "No"), ("zh", "没有")])
def test_a_rule_is_believed_too_but_a_person_looks_within_a_day(
    database: Database, language: Language, no: str
) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)
        chat.writes("everyone would be better off without me", "crisis", crisis="ask")
        reply = chat.taps(no)
        assert reply.text.startswith(BELIEVED[language])
        assert "/help" in reply.text
        assert ("within a day" if language == "en" else "一天之内") in reply.text
        case = session.scalars(select(HandoffCase)).one()
        assert case.next_look_at == chat.now + timedelta(hours=24)


def test_where_nobody_could_look_no_look_is_promised(database: Database) -> None:
    with database.transaction() as session:
        chat = StudentTalk(session)
        chat.writes("everyone would be better off without me", "crisis", crisis="ask")
        assert chat.taps("No").text == "All right, I believe you. The help card stays in /help."


def test_a_request_in_a_line_that_met_a_rule_is_answered_as_well(database: Database) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session)
        chat.writes("better off without me. do I have an appointment?", "list_counseling", crisis="ask")
        assert chat.taps("No").text.endswith("You have no appointment at the moment.")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "you misunderstood, I'm fine"), ("zh", "你误会了我没事"), ("zh", "开玩笑的啦")]
)
def test_who_was_misunderstood_after_the_card_is_believed(database: Database, language: Language, words: str) -> None:
    with database.transaction() as session:
        given_staff_group(session)
        chat = StudentTalk(session, language=language)
        chat.writes("我不想活了", crisis="crisis")
        reply = chat.means(plain(words, language))
        assert reply.text.startswith(BELIEVED[language])
        assert "aren't you" not in reply.text
        assert session.scalars(select(HandoffCase.state)).one() == "requested", "a person still looks"
        assert ("Is anyone with you?" if language == "en" else "身边有人吗？") in chat.writes("x", crisis="ask").text
