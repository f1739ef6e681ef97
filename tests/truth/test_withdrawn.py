"""What staff have withdrawn is never said again: not asked for, not tapped, and not by what was queued before."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from community.answers import offices
from community.answers.tables import Office
from community.content import PUBLISHED
from community.database import Database
from community.publishing import publishing
from community.safety import lessons, notices
from community.staff.actors import MACHINE
from tests.actions.case_talk import StudentTalk, composed, due
from tests.community.matter import NOW, ZONE, given_event, given_lesson, given_notice, given_tip

TUESDAY = NOW + timedelta(days=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def withdrawn(session: Session, item: object) -> None:
    publishing.withdraw(session, item, by=MACHINE, now=NOW)  # type: ignore[arg-type]


def test_guidance_is_neither_found_nor_tapped_nor_reminded_of(session: Session) -> None:
    chat = StudentTalk(session)
    tip = given_tip(session, title_en="Signing the agreement", closes_at=NOW + timedelta(days=9, hours=6))
    shown = chat.chooses("ask_employment_tips", item=str(tip.id))
    assert "Signing the agreement" in shown.text
    remind = next(button for button in shown.buttons if button.intent == "remind_tip")
    chat.presses(remind)
    queued = due(session, "tip_deadline")
    withdrawn(session, tip)
    assert [composed(session, one) for one in queued] == [None, None]
    again = [
        chat.presses(remind),
        chat.chooses("ask_employment_tips", item=str(tip.id)),
        chat.writes("how do I sign the agreement?", "ask_employment_tips"),
        chat.writes("until when?", "out_of_scope"),
    ]
    assert not any("Signing the agreement" in reply.text for reply in again)


def test_a_lesson_that_was_queued_is_dropped(session: Session) -> None:
    StudentTalk(session)
    lesson = given_lesson(session)
    assert lessons.queue_weekly(session, TUESDAY, zone=ZONE) == 1
    (queued,) = due(session, "safety_education")
    withdrawn(session, lesson)
    assert composed(session, queued) is None


def test_a_notice_that_was_queued_is_dropped_and_shown_no_more(session: Session) -> None:
    chat = StudentTalk(session)
    notice = given_notice(session, "The gate is shut")
    notices.announce(session, NOW)
    (queued,) = due(session, "safety_notice")
    withdrawn(session, notice)
    assert composed(session, queued, now=NOW) is None
    assert "The gate is shut" not in chat.commands("/safety").text
    assert "The gate is shut" not in chat.chooses("ask_safety_notices", notice=str(notice.id)).text


def test_an_event_is_neither_listed_nor_reminded_of(session: Session) -> None:
    chat, event = StudentTalk(session), given_event(session)
    chat.chooses("sign_up_event", event=str(event.id))
    queued = due(session, "event_reminder")
    withdrawn(session, event)
    assert [composed(session, one) for one in queued] == [None, None]
    assert "Winter job fair" not in chat.commands("/events").text


def test_an_office_is_sent_to_no_more(session: Session) -> None:
    office = Office(code="O-1", title_zh="总值班室", title_en="Front desk", general=True, status=PUBLISHED)
    session.add(office)
    session.flush()
    assert offices.general(session, NOW) is office
    withdrawn(session, office)
    assert offices.general(session, NOW) is None
