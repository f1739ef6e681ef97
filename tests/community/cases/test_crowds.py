"""Two hundred false alarms of new visitors are one line and one call, and bury nobody."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue import registry
from community.cases import cases, crowd_rules, desk, escalation
from community.cases.kinds import CROWD_ALERT
from community.cases.tables import HandoffCase
from community.database import Database
from community.post import talks
from community.post.tables import Delivery
from tests.actions.case_talk import given_staff_group

FALSE = 200
ZONE = "Asia/Shanghai"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    registry.load()
    with database.transaction() as opened:
        given_staff_group(opened)
        yield opened


def _asks(session: Session, channel: str, address: str, now: datetime, risk: str = "high") -> HandoffCase:
    talk = talks.find_or_start(session, channel, address, zone=ZONE, now=now)
    student = talk.channel_address.student
    assert student is not None
    words = f"words of {address}"
    return cases.open_case(session, talk, student, kind="crisis", risk=risk, words=words, now=now, language="en")


def _crowd(session: Session, now: datetime, many: int = FALSE) -> None:
    for number in range(many):
        _asks(session, "web", f"false{number}", now + timedelta(seconds=number))


def _told(session: Session, kind: str) -> list[int | None]:
    return list(session.scalars(select(Delivery.about).where(Delivery.kind == kind).order_by(Delivery.id)))


def test_a_crowd_is_one_line_and_the_real_one_stands_where_it_would_without(session: Session, now: datetime) -> None:
    _crowd(session, now)
    real = _asks(session, "telegram", "7", now + timedelta(minutes=3))
    alone, (crowd,) = desk.apart(session)
    assert [line.case.id for line in alone] == [real.id]
    assert len(crowd.lines) == FALSE, "each of them can be reached"
    assert crowd.lines[0].waits_since == crowd.since == now, "the oldest waiting is shown"


def test_staff_are_told_of_a_crowd_once_and_of_the_real_one_by_itself(session: Session, now: datetime) -> None:
    _crowd(session, now, 12)
    real = _asks(session, "telegram", "7", now + timedelta(minutes=3))
    alone = _told(session, "staff_alert")
    assert len(alone) == crowd_rules.MOST_APART + 1, "the first few are no crowd yet"
    assert alone[-1] == real.id
    assert len(_told(session, CROWD_ALERT.name)) == 1


def test_a_crowd_is_called_again_as_any_danger_is_and_not_once_for_each(session: Session, now: datetime) -> None:
    _crowd(session, now, 10)
    for minutes in range(1, 25):
        escalation.escalate(session, now=now + timedelta(minutes=minutes))
    assert len(_told(session, "staff_alert")) == crowd_rules.MOST_APART
    assert len(_told(session, CROWD_ALERT.name)) == 3


def test_what_a_crowd_writes_floods_no_group(session: Session, now: datetime) -> None:
    _crowd(session, now, 10)
    before = len(_told(session, "case_message"))
    talk = talks.find(session, "web", "false9")
    assert talk is not None
    message = cases.relay_from_student(session, talk, words="more", now=now + timedelta(minutes=1))
    assert message is not None, "it is in the case"
    assert len(_told(session, "case_message")) == before


def test_who_is_no_new_visitor_is_told_of_as_always(session: Session, now: datetime) -> None:
    """Somebody whose talk is older, somebody with a school number, and somebody on Telegram."""
    older = talks.find_or_start(session, "web", "older", zone=ZONE, now=now - timedelta(days=3))
    named = talks.find_or_start(session, "web", "named", zone=ZONE, now=now)
    assert named.channel_address.student is not None
    named.channel_address.student.school_number = "20260001"
    _crowd(session, now, 10)
    older.last_message_at = now + timedelta(minutes=1)
    later = now + timedelta(minutes=1)
    real = [_asks(session, "web", "older", later), _asks(session, "web", "named", later + timedelta(seconds=1))]
    assert [line.case.id for line in desk.apart(session)[0]] == [case.id for case in real]
    assert _told(session, "staff_alert")[-2:] == [case.id for case in real]


def test_who_writes_on_stands_alone_again(session: Session, now: datetime) -> None:
    _crowd(session, now, 10)
    talk = talks.find(session, "web", "false3")
    assert talk is not None
    talk.last_message_at = now + crowd_rules.NEW_FOR + timedelta(minutes=1)
    session.flush()
    assert [line.last_words for line in desk.apart(session)[0]] == ["words of false3"]
    escalation.escalate(session, now=now + timedelta(minutes=12))
    case = cases.open_of(session, talk.id)
    assert case is not None
    assert _told(session, "staff_alert")[-1] == case.id


def test_many_who_ask_for_a_person_hide_no_danger(session: Session, now: datetime) -> None:
    for number in range(8):
        _asks(session, "web", f"w{number}", now, risk="none")
    danger = _asks(session, "web", "new", now)
    assert [line.case.id for line in desk.apart(session)[0]] == [danger.id]
    assert _told(session, "staff_alert")[-1] == danger.id


def test_a_few_new_visitors_are_no_crowd(session: Session, now: datetime) -> None:
    _crowd(session, now, crowd_rules.MOST_APART)
    assert len(_told(session, "staff_alert")) == crowd_rules.MOST_APART
    assert desk.apart(session)[1] == []
