from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.database import Database
from community.post.tables import Delivery
from community.unanswered.keeping import Near, keep_question
from community.upkeep import missed
from tests.community.matter import NOW, ZONE, at, given_item, given_student
from tests.community.upkeep.test_reviewing import given_owner


def ask(session: Session, words: str, near: int, *, days_ago: int = 1) -> None:
    """Let a student ask what comes nearest to an item."""
    moment = NOW - timedelta(days=days_ago)
    talk = given_student(session, "1")
    keep_question(session, talk, words, language="en", now=moment, danger=False, near=Near(near, 0.8))


def queued(session: Session) -> list[str]:
    """Return the keys of the lists in the outbox."""
    return list(session.scalars(select(Delivery.key).where(Delivery.kind == "unanswered_weekly")))


def test_an_owner_reads_what_was_missed_in_their_subjects_within_a_week(database: Database) -> None:
    with database.transaction() as session:
        owner, item = given_owner(session)
        other = given_item(session, "employment", "TIP-9")
        for words in ("is the clinic open at weekends?", "where is the pool?", "is the clinic open at weekends"):
            ask(session, words, item.id)
        ask(session, "is the gym open?", item.id, days_ago=8)
        ask(session, "how do I write a CV?", other.id)
        found = missed.in_week(session, owner.id, now=NOW)
        assert [(one.words, times) for one, times in found.items()] == [
            ("is the clinic open at weekends?", 2),
            ("where is the pool?", 1),
        ]
        assert missed.together(found, [0, 0]) == [("is the clinic open at weekends?", 3)]


def test_the_list_goes_out_on_mondays_and_never_twice(database: Database) -> None:
    with database.transaction() as session:
        owner, item = given_owner(session)
        missed.queue_lists(session, at(11, 23, 9), zone=ZONE)
        assert queued(session) == []  # nothing was missed
        ask(session, "is the clinic open at weekends?", item.id)
        for moment in (at(11, 23, 7), at(11, 24, 9)):
            missed.queue_lists(session, moment, zone=ZONE)
        assert queued(session) == []
        for moment in (at(11, 23, 9), at(11, 23, 9, 5), at(11, 23, 23)):
            missed.queue_lists(session, moment, zone=ZONE)
        assert queued(session) == [f"unanswered_weekly:{owner.id}:2026-W48"]
        ask(session, "where is the pool?", item.id, days_ago=-6)
        missed.queue_lists(session, at(11, 30, 9), zone=ZONE)
        assert len(queued(session)) == 2
