"""What only the first ear heard is heard again by the whole one, and danger that was missed is answered after all."""

import pytest
from sqlalchemy import select

from community.audit import AuditEntry
from community.cases.tables import HandoffCase
from community.database import Database
from community.post.tables import InboxItem
from tests.bot.reception import CHANNELS, Reception
from understanding.parse import NO_DANGER, Danger

ROUGHLY = Danger(roughly=True)
AGAIN = "I have read once more what you wrote"


@pytest.mark.parametrize("channel", CHANNELS)
def test_danger_that_was_missed_is_asked_about_once_and_written_down(database: Database, channel: str) -> None:
    reception = Reception(database, channel)
    (reply,) = reception.says("what events are on", intent="ask_events", danger=ROUGHLY)
    assert AGAIN not in reply.text
    (reply,) = reception.is_heard_again(what_events_are_on=Danger("ask", by_tone=True))
    assert reply.text.startswith(AGAIN)
    assert "Are you having thoughts of hurting yourself?" in reply.text
    assert reply.urgent
    assert reception.is_heard_again() == []
    with database.reading() as session:
        written = session.scalars(select(AuditEntry.about).where(AuditEntry.what == "danger_heard_again")).all()
        assert len(written) == 1


def test_grave_danger_that_was_missed_gets_the_card_and_a_case_for_staff(database: Database) -> None:
    reception = Reception(database, "web")
    reception.says("good night world", intent="goodbye", danger=ROUGHLY)
    (reply,) = reception.is_heard_again(good_night_world=Danger("crisis"))
    assert reply.text.startswith(AGAIN)
    assert "get through this alone" in reply.text
    with database.reading() as session:
        (case,) = session.scalars(select(HandoffCase))
        assert (case.kind, [message.words for message in case.messages]) == ("crisis", ["good night world"])


def test_what_was_no_danger_stays_answered_and_is_not_answered_twice(database: Database) -> None:
    reception = Reception(database, "rest")
    reception.says("what events are on", intent="ask_events", danger=ROUGHLY)
    reception.says("hello there you", intent="greet")
    assert reception.is_heard_again(what_events_are_on=NO_DANGER) == []
    with database.reading() as session:
        states = session.scalars(select(InboxItem.state)).all()
        assert states == ["done"] * 3, "the one that the first ear heard had a second look"


def test_who_speaks_of_danger_by_now_or_with_a_person_is_not_asked_again(database: Database) -> None:
    reception = Reception(database, "web")
    reception.says("good night world", intent="goodbye", danger=ROUGHLY)
    reception.says("I want to die", danger=Danger("crisis", roughly=True))
    assert reception.is_heard_again(good_night_world=Danger("ask", by_tone=True)) == []
    reception.counselor("claims")
    reception.says("so tired of it all", danger=ROUGHLY)
    assert reception.is_heard_again(so_tired_of_it_all=Danger("crisis")) == []


def test_while_the_whole_ear_is_away_it_waits_for_it(database: Database) -> None:
    reception = Reception(database, "web")
    reception.says("good night world", intent="goodbye", danger=ROUGHLY)
    assert reception.is_heard_again() == []
    (reply,) = reception.is_heard_again(good_night_world=Danger("ask", by_tone=True))
    assert reply.text.startswith(AGAIN)
