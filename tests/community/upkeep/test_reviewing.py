from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.audit import AuditEntry
from community.content import PUBLISHED, WITHDRAWN
from community.database import Database
from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.post.tables import Delivery
from community.staff.tables import StaffAccount, StaffChat
from community.upkeep import reviewing
from tests.community.matter import NOW, given_item, given_staff, given_student


def given_owner(session: Session, *, with_chat: bool = True) -> tuple[StaffAccount, GuidanceItem]:
    """Store the owner of a subject and an item of it that is due to be checked."""
    item = given_item(session, "campus", "AN-1", review_by=NOW)
    owner = given_staff(session, "wang")
    session.get_one(GuidanceSubject, item.subject_id).owner_id = owner.id
    if with_chat:
        chat = given_student(session, "9")
        chat.audience = "colleague"
        session.add(StaffChat(staff_id=owner.id, conversation_id=chat.id, bound_at=NOW))
    session.flush()
    return owner, item


def ticks(session: Session, day: float) -> datetime:
    """Let the timetable tick on that day, twice as two processes may."""
    moment = NOW + timedelta(days=day)
    for _ in range(2):
        reviewing.ask_owners(session, moment)
    session.flush()
    return moment


def posted(session: Session) -> int:
    """Return how many messages to owners are in the outbox."""
    return len(session.scalars(select(Delivery.id).where(Delivery.kind == "guidance_reviews")).all())


def test_an_owner_is_asked_twice_and_then_it_is_withdrawn_and_written_down(database: Database) -> None:
    with database.transaction() as session:
        _, item = given_owner(session)
        ticks(session, -1)
        assert (item.review_asked, posted(session)) == (0, 0)
        for day, asked in ((0, 1), (3, 1), (7, 2), (10, 2)):
            ticks(session, day)
            assert (item.review_asked, item.status) == (asked, PUBLISHED)
        assert posted(session) == 2
        ticks(session, 14)
        assert item.status == WITHDRAWN
        steps = session.scalars(select(AuditEntry.what).where(AuditEntry.about == f"guidance_items:{item.id}")).all()
        assert steps == ["review_asked", "review_asked", "not_checked", "withdrawn"]


def test_an_owner_who_says_that_it_holds_is_asked_no_more_until_it_is_due_again(database: Database) -> None:
    with database.transaction() as session:
        owner, item = given_owner(session)
        moment = ticks(session, 0)
        reviewing.holds(session, item, staff_id=owner.id, now=moment)
        ticks(session, 30)
        assert (item.review_asked, item.status, item.reviewed_on) == (0, PUBLISHED, moment)
        assert reviewing.due(session, subject_ids=None, now=moment) == []
        ticks(session, 181)
        assert item.review_asked == 1


def test_without_a_chat_the_console_asks_and_without_an_owner_nothing_is_withdrawn(database: Database) -> None:
    with database.transaction() as session:
        _, item = given_owner(session, with_chat=False)
        alone = given_item(session, "employment", "TIP-9", review_by=NOW)
        for day in range(0, 60, 7):
            ticks(session, day)
        assert posted(session) == 0
        assert (item.status, alone.status, alone.review_asked) == (WITHDRAWN, PUBLISHED, 0)
        assert reviewing.due(session, subject_ids=None, now=NOW) == [alone]
        assert reviewing.due(session, subject_ids=[item.subject_id], now=NOW) == []


def test_an_account_that_was_switched_off_owns_nothing(database: Database) -> None:
    with database.transaction() as session:
        owner, item = given_owner(session)
        owner.active = False
        ticks(session, 0)
        assert item.review_asked == 0
