"""A picture or a voice message: what becomes of it is said, and the words beside it are answered."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply
from actions.dialogue.turn import NEITHER, Turn
from actions.routing import routing
from community.cases import cases
from community.cases.tables import HandoffCase
from community.database import Database
from community.safety.tables import Incident
from tests.actions.case_talk import REGISTRY, StudentTalk, said
from tests.community.counseling.campus import NOW
from understanding.parse import Danger, Intent, Language, Parse


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def sends(
    chat: StudentTalk, attachment: str, words: str = "", intent: str = "out_of_scope", danger: str = "none"
) -> list[Reply]:
    """Send a message that carries something beside its words."""
    chat._messages += 1
    parse = Parse(words, chat.language, danger=Danger(danger), intents=(Intent(intent, 1.0),))  # type: ignore[arg-type]
    turn = Turn(
        session=chat.session,
        now=chat.now,
        registry=REGISTRY,
        conversation=chat.conversation,
        student=chat.student,
        language=chat.language,
        parse=parse,
        request=Intent(intent, 1.0),
        words=words,
        inbox_id=chat.conversation.id * 1000 + chat._messages,
    )
    replies = routing.replies(turn, attachment=attachment)
    for reply in replies:
        chat.shown = reply.buttons
    return replies


@pytest.mark.parametrize(
    ("language", "attachment", "fate"),
    [
        ("en", "photo", "I can't see pictures yet, and nobody gets yours."),
        ("zh", "photo", "我还看不了图片，图片也没有转给任何人。"),
        ("en", "voice", "I can only read text, and nobody gets what you attached."),
        ("zh", "sticker", "我只能看文字，你附上的内容没有转给任何人。"),
        ("en", "document", "I can only read text, and nobody gets what you attached."),
    ],
)
@pytest.mark.parametrize("words", ["", "hello"])
def test_what_becomes_of_it_is_said_and_the_words_are_answered(
    session: Session, language: Language, attachment: str, fate: str, words: str
) -> None:
    (reply,) = sends(StudentTalk(session, language=language), attachment, words, "greet")
    assert reply.text.startswith(fate)
    greeting = "Hi! What can I do for you?" if language == "en" else "你好！我能帮你什么？"
    assert reply.text.endswith(greeting) == bool(words)


def test_a_message_of_words_alone_hears_nothing_of_pictures(session: Session) -> None:
    (reply,) = sends(StudentTalk(session), "", "hello", "greet")
    assert reply.text == "Hi! What can I do for you?"


def test_a_hazard_with_a_photo_goes_on_by_its_words_and_says_that_the_photo_does_not(session: Session) -> None:
    chat = StudentTalk(session)
    (reply,) = sends(chat, "photo", "emergency light out, 4th floor of dorm 7", "report_safety_incident")
    assert reply.text.startswith("I can't see pictures yet, and nobody gets yours.\nI go by your words.")
    chat.taps("Anonymous")
    assert session.scalars(select(Incident.words)).one() == "emergency light out, 4th floor of dorm 7"


def given_case(session: Session, chat: StudentTalk, *, claimed: bool) -> HandoffCase:
    chat.writes("a person please", "talk_to_human")
    case = session.scalars(select(HandoffCase)).one()
    if claimed:
        cases.claim(session, case, staff_label="Ms Liu", now=NOW)
    return case


@pytest.mark.parametrize("words", ["", "this is the form"])
def test_a_counselor_is_told_of_the_picture_and_the_student_that_it_did_not_go_on(session: Session, words: str) -> None:
    chat = StudentTalk(session)
    case = given_case(session, chat, claimed=True)
    (reply,) = sends(chat, "photo", words)
    assert reply.text.startswith("The staff are told that you sent a picture, but they don't get it")
    assert reply.buttons == ()
    passed = case.messages[-1].words
    assert passed.endswith("(sent something that is no text, which I can't pass on: photo)")
    assert passed.startswith(words)


def test_words_alone_to_a_counselor_are_met_with_silence(session: Session) -> None:
    chat = StudentTalk(session)
    given_case(session, chat, claimed=True)
    assert sends(chat, "", "hello") == []


def test_while_nobody_has_come_the_picture_is_named_in_the_request(session: Session) -> None:
    chat = StudentTalk(session)
    case = given_case(session, chat, claimed=False)
    (reply,) = sends(chat, "photo", "hi", "greet")
    assert reply.text.startswith("The staff are told that you sent a picture")
    assert case.messages[-1].words.startswith("hi\n(sent something")


def test_in_danger_nothing_stands_before_the_card_and_nobody_is_said_to_know_of_the_picture(session: Session) -> None:
    (reply,) = sends(StudentTalk(session), "photo", "我不想活了", danger="crisis")
    assert reply.urgent
    assert reply.text.startswith("Thank you for telling me.")
    assert reply.text.endswith("I can't see pictures yet, and nobody gets yours.\nI go by your words.")
    assert "sent something" not in "".join(said(session, "staff_alert"))


def test_who_reads_neither_language_is_told_in_both(session: Session) -> None:
    chat = StudentTalk(session)
    chat.conversation.slots[NEITHER] = True
    (reply,) = sends(chat, "photo")
    assert "I can't see pictures yet" in reply.text
    assert "我还看不了图片" in reply.text
