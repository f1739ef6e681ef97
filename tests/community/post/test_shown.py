"""Who has something waiting: pages that are open are looked at, however much waits for those that are closed."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from community.database import Database
from community.post import outbox, shown, talks
from community.post.kinds import REPLY
from community.post.rules import Sent
from tests.community.matter import NOW, ZONE


def queue(session: Session, channel: str, address: str, *, minutes: float = 0) -> None:
    """Put a reply into the outbox of somebody."""
    talk = talks.find_or_start(session, channel, address, zone=ZONE.key, now=NOW)
    outbox.enqueue(session, REPLY, talk, due_at=NOW + timedelta(minutes=minutes), now=NOW, reply={"text": "hello"})


@pytest.fixture
def campus(database: Database) -> Database:
    """Something waits on three pages and in one chat, and on one page something will."""
    with database.transaction() as session:
        for address in ("a", "b", "c"):
            queue(session, "web", address, minutes=-60 * 24 * 365)
        queue(session, "web", "later", minutes=5)
        queue(session, "telegram", "b")
    return database


def test_only_the_pages_that_are_asked_about_are_looked_at(campus: Database) -> None:
    with campus.reading() as session:
        assert shown.waiting_at(session, "web", ("b", "later", "nobody"), now=NOW) == {"b"}
        assert shown.waiting_at(session, "web", (), now=NOW) == set()
        assert shown.waiting_at(session, "web", ("later",), now=NOW + timedelta(minutes=5)) == {"later"}


def test_more_pages_than_one_statement_takes_are_looked_at_too(campus: Database) -> None:
    pages = [f"page {number}" for number in range(2 * shown.ASKED_AT_ONCE)]
    with campus.reading() as session:
        assert shown.waiting_at(session, "web", ["a", *pages, "c"], now=NOW) == {"a", "c"}


def test_of_what_was_queued_last_all_is_looked_at(campus: Database) -> None:
    with campus.reading() as session:
        assert shown.newly_waiting(session, "web", newest=3, now=NOW) == {"c"}
        assert shown.newly_waiting(session, "web", newest=200, now=NOW) == {"a", "b", "c"}


def test_what_was_handed_out_waits_no_more(campus: Database) -> None:
    with campus.transaction() as session:
        for delivery in outbox.waiting_for(session, "web", "b", now=NOW):
            outbox.record(session, delivery, Sent(), now=NOW)
    with campus.reading() as session:
        assert shown.waiting_at(session, "web", ("a", "b"), now=NOW) == {"a"}
        assert shown.newly_waiting(session, "web", newest=200, now=NOW) == {"a", "c"}
