from datetime import timedelta

from sqlalchemy.orm import Session

from community import retention
from community.database import Database
from community.guidance.tables import GuidanceItem
from community.post.conversations import Conversation
from community.unanswered import desk, showings
from community.unanswered.showings import counted, judge
from community.unanswered.tables import AnswerShowing
from tests.community.matter import NOW, given_item, given_student, given_tip

ASKED = "how long is the probation?"


def show(session: Session, talk: Conversation, item: GuidanceItem, **more: object) -> AnswerShowing | None:
    """Show an item in answer to the question."""
    return showings.show(session, talk, item, ASKED, language="en", **{"now": NOW, **more})  # type: ignore[arg-type]


def figures(session: Session, *, days: int = 0) -> list[tuple[int, int, int]]:
    """Return how often each item was shown, helped and did not."""
    found = counted(session, subject_ids=None, now=NOW + timedelta(days=days))
    return [(one.shown, one.helped, one.not_helped) for one in found]


def test_a_second_tap_changes_what_was_said_and_counts_no_second_time(database: Database) -> None:
    with database.transaction() as session:
        ada, tip = given_student(session, "1"), given_tip(session)
        shown = show(session, ada, tip)
        assert shown is not None
        assert figures(session) == [(1, 0, 0)]
        assert judge(session, ada, shown.id, helped=True, now=NOW) is False
        assert figures(session) == [(1, 1, 0)]
        for _ in range(2):
            assert judge(session, ada, shown.id, helped=False, now=NOW) is True
            assert figures(session) == [(1, 0, 1)]
        (question,) = desk.open_ones(session)
        assert (question.words, question.times, question.not_helped, question.near_id) == (ASKED, 1, 1, tip.id)
        judge(session, ada, shown.id, helped=True, now=NOW)
        assert figures(session) == [(1, 1, 0)]
        assert desk.open_ones(session) == []


def test_nobody_judges_what_another_was_shown(database: Database) -> None:
    with database.transaction() as session:
        ada, ben, tip = given_student(session, "1"), given_student(session, "2"), given_tip(session)
        shown = show(session, ada, tip)
        assert shown is not None
        assert judge(session, ben, shown.id, helped=False, now=NOW) is None
        assert judge(session, ada, 999, helped=False, now=NOW) is None
        assert figures(session) == [(1, 0, 0)]


def test_nobody_is_asked_twice_in_a_week_and_each_showing_counts(database: Database) -> None:
    with database.transaction() as session:
        ada, tip = given_student(session, "1"), given_tip(session)
        assert show(session, ada, tip) is not None
        assert show(session, ada, tip, now=NOW + timedelta(days=1)) is None
        assert show(session, ada, tip, now=NOW + timedelta(days=9)) is not None
        assert figures(session, days=10) == [(3, 0, 0)]


def test_an_owner_sees_the_answers_of_their_subjects_and_what_is_old_is_not_counted(database: Database) -> None:
    with database.transaction() as session:
        ada, tip, other = given_student(session, "1"), given_tip(session), given_item(session, "campus", "AN-1")
        show(session, ada, tip)
        show(session, ada, other)
        found = counted(session, subject_ids=[other.subject_id], now=NOW)
        assert [one.item.code for one in found] == ["AN-1"]
        assert figures(session, days=91) == []


def test_whose_question_it_was_is_forgotten_when_they_wish_and_after_a_while(database: Database) -> None:
    with database.transaction() as session:
        ada, ben, tip = given_student(session, "1"), given_student(session, "2"), given_tip(session)
        first, second = show(session, ada, tip), show(session, ben, tip)
        assert first is not None
        assert second is not None
        showings.forget(session, [ada.id])
        assert (first.conversation_id, first.words) == (None, "")
        sweep = retention.Sweep([rule for rule in retention.RULES if rule.table is AnswerShowing])
        sweep.step(session, NOW + retention.WORDS + timedelta(days=1))
        session.expire_all()
        assert (second.conversation_id, second.words) == (None, "")
        assert figures(session) == [(2, 0, 0)]
