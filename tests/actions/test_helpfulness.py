"""Did this help? Asked by two quiet buttons under an answer; heard, counted once, and kept for the office."""

from functools import partial

from community.cases import cases, crisis_talks
from community.cases.crisis_rules import Step
from community.database import Database
from community.unanswered import desk
from community.unanswered.showings import counted
from tests.actions.case_talk import StudentTalk
from tests.actions.test_written import talk
from tests.community.matter import NOW

HELPED, DID_NOT = "👍 That helped", "👎 It didn't"
ASKED = "what is a training loan"


def figures(chat: StudentTalk) -> list[tuple[str, int, int, int]]:
    """Return what was counted of each item."""
    found = counted(chat.session, subject_ids=None, now=chat.now)
    return [(one.item.code, one.shown, one.helped, one.not_helped) for one in found]


def test_an_answer_that_did_not_help_goes_to_the_office_and_a_second_tap_takes_it_back(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        chat.writes(ASKED)
        asked = [button for button in chat.shown if button.quiet]
        assert [button.title for button in asked] == [HELPED, DID_NOT]
        assert "I've noted your question" in chat.taps(DID_NOT).text
        assert figures(chat) == [("TIP-0057", 1, 0, 1)]
        assert [(one.words, one.not_helped) for one in desk.open_ones(session)] == [(ASKED, 1)]
        chat.shown = tuple(asked)
        assert chat.taps(HELPED).text == "Good to know, thank you."
        assert figures(chat) == [("TIP-0057", 1, 1, 0)]
        assert desk.open_ones(session) == []


def test_it_is_asked_once_for_an_answer_and_not_under_what_was_tapped(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        chat.writes(ASKED)
        chat.writes("what is a training loan?")
        assert not any(button.quiet for button in chat.shown)
        chat.taps("Another")
        assert not any(button.quiet for button in chat.shown)
        assert figures(chat) == [("TIP-0057", 2, 0, 0)]


def test_nobody_is_asked_in_a_talk_about_danger_or_with_a_person(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        ended = crisis_talks.begin(
            session, chat.conversation, about="oneself", step=Step.ASKED, by_tone=True, inbox_id=None, now=NOW
        )
        crisis_talks.end(session, ended, "denied", now=NOW)
        assert "training loan" in chat.writes(ASKED).text
        assert not any(button.quiet for button in chat.shown)
        other = StudentTalk(session, "7002")
        request = partial(cases.open_case, session, other.conversation, other.student, kind="person", risk="none")
        request(words="hello", now=NOW, language="en")
        assert "training loan" in other.writes(ASKED).text
        assert not any(button.quiet for button in other.shown)


def test_both_languages_ask(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session, "zh")
        chat.writes("培训贷是什么")
        assert [button.title for button in chat.shown if button.quiet] == ["👍 有用", "👎 没帮上"]
        assert "记下了" in chat.taps("👎 没帮上").text
