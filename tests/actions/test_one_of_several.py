"""What may be the answer is read as such; who meant none of it hears who knows, and the question is kept."""

from sqlalchemy.orm import Session

from actions.guidance.one_of_several import LONGEST, shortened
from community.database import Database
from community.unanswered import desk
from tests.actions.case_talk import StudentTalk
from tests.community.matter import NOW, ZONE
from tests.sample import given_sample
from understanding.parse import Language

VAGUE = "what about exams, timetable and being ill?"


def talk(session: Session, language: Language = "en") -> StudentTalk:
    """Begin a talk on the sample campus."""
    given_sample(session, now=NOW, zone=ZONE)
    return StudentTalk(session, language=language)


def test_what_may_be_it_is_said_with_what_it_says_and_claims_nothing(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        said = chat.writes(VAGUE).text
        assert said.startswith("I'm not sure")
        assert "Deferring an exam\n" in said
        assert "no answer to it" in said
        assert desk.open_ones(session) == []


def test_whoever_meant_none_of_it_hears_who_knows_and_the_question_is_kept(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        chat.writes(VAGUE)
        none = next(one for one in chat.shown if one.intent == "none_of_these")
        said = chat.presses(none).text
        assert said.startswith("I'm sorry, I don't have an answer to that.")
        assert "I've noted your question" in said
        assert [one.words for one in desk.open_ones(session)] == [VAGUE]
        assert "noted" not in chat.presses(none).text, "a second tap keeps nothing twice"


def test_what_no_writing_settles_is_said_to_be_so(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        said = chat.writes("will my exam be hard?").text
        assert said.splitlines()[0].startswith("I can't know that")
        assert said.splitlines()[1] == "What they wrote on it:"
        assert desk.open_ones(session) == [], "nobody can write an answer to it"


def test_a_long_text_is_cut_after_a_sentence_and_a_long_sentence_is_not_cut() -> None:
    assert shortened("One. Two is here.") == "One. Two is here."
    assert shortened("先挂失。" + "然后补办。" * 60).endswith("。")
    assert len(shortened("先挂失。" + "然后补办。" * 60)) <= LONGEST
    assert shortened("x" * 300) == "x" * 300
