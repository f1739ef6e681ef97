"""A student whose language is neither of ours reads both, until they choose one."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from actions.dialogue.both import in_both
from actions.dialogue.reply import Button, Reply
from actions.dialogue.turn import NEITHER, Turn
from community.database import Database
from tests.actions.case_talk import REGISTRY, StudentTalk
from tests.community.counseling.campus import NOW
from understanding.parse import Intent, Parse


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


@pytest.fixture
def turn(session: Session) -> Turn:
    talk = StudentTalk(session)
    return Turn(
        session=session,
        now=NOW,
        registry=REGISTRY,
        conversation=talk.conversation,
        student=talk.student,
        language="zh",
        parse=Parse("", "zh"),
        request=Intent("help", 1.0),
    )


def greeting(turn: Turn) -> Reply:
    return in_both(
        turn,
        lambda: Reply(
            turn.say("You're welcome!"), (Button(turn.say("Menu"), "help"), Button("👍", "thanks")), urgent=True
        ),
    )


def test_a_student_who_reads_one_of_ours_reads_that_alone(turn: Turn) -> None:
    assert greeting(turn).text == "不客气！"


def test_a_student_who_reads_neither_reads_both_and_taps_one_button(turn: Turn) -> None:
    turn.conversation.slots[NEITHER] = True
    reply = greeting(turn)
    assert reply.text == "You're welcome!\n\n不客气！"
    assert [(button.title, button.intent) for button in reply.buttons] == [("Menu · 菜单", "help"), ("👍", "thanks")]
    assert reply.urgent
    assert turn.language == "zh", "what follows is in the talk's language again"


def test_a_choice_ends_it(turn: Turn) -> None:
    turn.conversation.slots[NEITHER] = True
    turn.student.language = "zh"
    assert greeting(turn).text == "不客气！"
