"""What the owner of a subject reads in their own chat, and students of an item that is due to be checked."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import samples
from community.database import Database
from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.post.tables import Delivery
from community.staff.tables import StaffChat
from community.unanswered.keeping import Near, keep_question
from community.upkeep import missed, reviewing
from tests.actions.case_talk import StudentTalk, composed
from tests.actions.test_written import talk
from tests.community.matter import NOW, ZONE, given_staff, given_student

ASKED = "what is a training loan"


def owned_by_wang(session: Session) -> GuidanceItem:
    """Give the subject of an item of the sample an owner with a chat; return the item."""
    item = session.scalars(select(GuidanceItem).where(GuidanceItem.code == "TIP-0057")).one()
    owner, chat = given_staff(session, "wang"), given_student(session, "9")
    session.get_one(GuidanceSubject, item.subject_id).owner_id = owner.id
    chat.audience, chat.language = "colleague", "en"
    session.add(StaffChat(staff_id=owner.id, conversation_id=chat.id, bound_at=NOW))
    session.flush()
    return item


def told(chat: StudentTalk, kind: str) -> str | None:
    """Return what a queued message says as things stand now."""
    delivery = chat.session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id.desc())).first()
    assert delivery is not None
    reply = composed(chat.session, delivery, now=chat.now)
    return reply.text if reply else None


def test_what_is_due_says_so_in_its_card(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        item = owned_by_wang(session)
        samples.made_own(session, item)
        item.source_url, item.reviewed_on = "https://shu.example/loans", NOW - timedelta(days=200)
        item.review_by = NOW + timedelta(days=1)
        session.flush()
        assert "Source: https://shu.example/loans · checked 2026-05-07" in chat.writes(ASKED).text
        item.review_by = NOW - timedelta(days=1)
        session.flush()
        due = chat.writes(ASKED).text
        assert "Source: https://shu.example/loans\n" in due
        assert "Last checked 2026-05-07, and due to be checked again" in due


def test_an_owner_reads_what_is_due_and_when_it_will_be_withdrawn(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        item = owned_by_wang(session)
        item.review_by = chat.now
        session.flush()
        reviewing.ask_owners(session, chat.now)
        assert "Due to be checked again, in your subjects: 1." in (told(chat, "guidance_reviews") or "")
        chat.now += timedelta(days=7)
        reviewing.ask_owners(session, chat.now)
        assert "withdrawn on Mon 7 Dec" in (told(chat, "guidance_reviews") or "")
        reviewing.holds(session, item, staff_id=1, now=chat.now)
        assert told(chat, "guidance_reviews") is None


def test_an_owner_reads_every_week_what_students_missed(database: Database) -> None:
    with database.transaction() as session:
        chat = talk(session)
        item = owned_by_wang(session)
        for words in (
            "may I lend out my bank card?",
            "can I lend my bank card to a friend",
            "is a loan on campus safe?",
        ):
            near = Near(item.id, 0.8)
            keep_question(session, chat.conversation, words, language="en", now=chat.now, danger=False, near=near)
        missed.queue_lists(session, NOW, zone=ZONE)
        text = told(chat, "unanswered_weekly") or ""
        assert text.startswith("Could not answer in the last 7 days, in your subjects:\n① ")
        assert "bank card" in text
        assert "×2" in text
        assert "② is a loan on campus safe? ×1" in text
