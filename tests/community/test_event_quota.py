"""Newcomers take at most a third of an event's seats in an hour."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from community.database import Database
from community.events import quota, signup
from community.events.signup import EventFull, KeptBack
from community.events.tables import Event, EventSignup
from community.post import talks
from community.post.conversations import Conversation
from tests.community.matter import given_event

MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One transaction."""
    with database.transaction() as opened:
        yield opened


def somebody(session: Session, name: str, now: datetime, *, channel: str = "web") -> Conversation:
    return talks.find_or_start(session, channel, name, zone="Asia/Shanghai", now=now)


def signs_up(session: Session, event: Event, talk: Conversation, now: datetime, *, wait: bool = False) -> EventSignup:
    student = talk.channel_address.student_id or 0
    return signup.sign_up(session, event, student_id=student, conversation=talk, join_waitlist=wait, now=now)


def test_new_sessions_get_a_third_and_the_rest_is_there_for_others(session: Session, now: datetime) -> None:
    event = given_event(session, capacity=6)
    for number in range(2):
        signs_up(session, event, somebody(session, f"bad{number}", now), now)
    for wait in (False, True):
        with pytest.raises(KeptBack) as kept:
            signs_up(session, event, somebody(session, "bad9", now), now, wait=wait)
        assert kept.value.until == now + 30 * MINUTE
    for number in range(4):
        signs_up(session, event, somebody(session, f"70{number}", now, channel="telegram"), now)
    assert signup.seats_left(session, event) == 0
    with pytest.raises(EventFull):
        signs_up(session, event, somebody(session, "7777", now, channel="telegram"), now)


def test_a_visitor_of_half_an_hour_is_no_newcomer_and_an_hour_later_there_is_another_third(
    session: Session, now: datetime
) -> None:
    event = given_event(session, capacity=3)
    talk = somebody(session, "w1", now)
    signs_up(session, event, somebody(session, "w0", now), now)
    with pytest.raises(KeptBack):
        signs_up(session, event, talk, now)
    assert quota.kept_back_until(session, event, talk, now=now + 30 * MINUTE) is None
    late = somebody(session, "w2", now + 61 * MINUTE)
    assert signs_up(session, event, late, now + 61 * MINUTE).status == "confirmed"


def test_where_all_who_come_have_room_nothing_is_kept_back(session: Session, now: datetime) -> None:
    event = given_event(session, capacity=None)
    for number in range(20):
        assert signs_up(session, event, somebody(session, f"w{number}", now), now).status == "confirmed"
