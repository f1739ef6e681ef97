"""A campus that begins without the sample: every request is answered, honestly, with the country's numbers."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from actions.dialogue import registry
from actions.guidance.warming import warm_up
from community.database import Database
from tests.actions.case_talk import StudentTalk
from tests.community.matter import NOW, ZONE
from tests.databases import create_tables
from tests.sample import given_sample
from understanding.parse import Language

REGISTRY = registry.load()
BUTTONS_ALONE = {"remind_tip", "tip_done", "handoff_helped"}  # reached by a button of something that is not there


@pytest.fixture
def empty(database: Database) -> Iterator[Session]:
    """A campus that has begun without the sample."""
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE, sample=False)
        yield session


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("intent", sorted(REGISTRY.known_intents() - BUTTONS_ALONE))
def test_every_request_is_answered(empty: Session, intent: str, language: Language) -> None:
    words = "what about this?" if language == "en" else "这个怎么办"
    chat = StudentTalk(empty, language=language)
    reply = chat.writes(words, intent)
    assert reply.text
    assert "SAMPLE" not in reply.text.upper()
    for button in reply.buttons:
        assert chat.presses(button).text, f"[{button.title}] leads nowhere"


@pytest.mark.parametrize("command", REGISTRY.commands)
def test_every_command_is_answered(empty: Session, command: str) -> None:
    assert StudentTalk(empty).commands(f"/{command}").text


@pytest.mark.parametrize(
    ("language", "intent", "words", "honest"),
    [
        ("en", "ask_employment_tips", "how do I write a résumé?", "I have nothing to show you on that yet"),
        ("zh", "ask_employment_tips", "简历怎么写", "还没有能给你看的内容"),
        ("en", "ask_academic_support", "how do I defer an exam?", "I have nothing to show you on that yet"),
        ("zh", "ask_growth", "怎么入党", "还没有能给你看的内容"),
        ("en", "ask_safety_tips", "how do I use a fire extinguisher?", "I have nothing to show you on that yet"),
        ("en", "book_counseling", "can I see a counselor?", "No counselor can be booked here yet"),
        ("zh", "book_counseling", "我想约心理老师", "这里还没有可以预约的心理老师"),
        ("en", "ask_events", "what's on?", "No event is planned"),
        ("zh", "sign_up_event", "帮我报名", "目前没有可以报名的活动"),
        ("en", "ask_safety_notices", "any warnings?", "No safety notice is in force"),
    ],
)
def test_what_is_missing_is_said_to_be_missing(
    empty: Session, language: Language, intent: str, words: str, honest: str
) -> None:
    assert honest in StudentTalk(empty, language=language).writes(words, intent).text


def test_help_and_danger_have_the_countrys_numbers(empty: Session) -> None:
    chat = StudentTalk(empty)
    for reply in (chat.writes("/help", "help_card"), chat.writes("我不想活了", crisis="crisis")):
        assert all(number in reply.text for number in ("120", "110", "12356"))
        assert "0451" not in reply.text


def test_what_is_read_through_at_the_start_may_be_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    database = create_tables(Database(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'onestop.db'}"))
    assert warm_up(database, NOW) == 0
    database.close()
