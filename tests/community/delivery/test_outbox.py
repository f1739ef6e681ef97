"""The outbox keeps every delivery once, hands it to one sender, and knows how each one ended."""

from datetime import datetime, timedelta

from sqlalchemy import select

from community.conversations import talks
from community.database import Database
from community.delivery import outbox
from community.delivery.rules import GivenUp, Sent, TryAgain
from community.delivery.tables import Delivery


def _queue(database: Database, now: datetime, kind: str, address: str = "7001", **extra: object) -> int | None:
    with database.transaction() as session:
        talk = talks.find_or_start(session, "telegram", address, zone="Asia/Shanghai", now=now)
        return outbox.enqueue(session, kind, talk, due_at=now, now=now, reply={"text": kind}, **extra)  # type: ignore[arg-type]


def _claim(database: Database, now: datetime, claimer: str = "a") -> list[str]:
    with database.transaction() as session:
        return [delivery.kind for delivery in outbox.claim(session, claimer=claimer, most=10, now=now)]


def test_the_same_cause_is_queued_once(database: Database, now: datetime) -> None:
    assert _queue(database, now, "reply", key="inbox:1:0") is not None
    assert _queue(database, now, "reply", key="inbox:1:0") is None


def test_the_most_urgent_leaves_first(database: Database, now: datetime) -> None:
    for kind in ("safety_education", "reply", "crisis", "appointment_reminder"):
        _queue(database, now, kind, key=kind)
    assert _claim(database, now) == ["crisis", "reply", "appointment_reminder", "safety_education"]


def test_nothing_is_claimed_twice_while_the_lease_holds(database: Database, now: datetime) -> None:
    _queue(database, now, "reply")
    assert _claim(database, now) == ["reply"]
    assert _claim(database, now, "b") == []
    assert _claim(database, now + timedelta(minutes=2), "b") == ["reply"]


def test_a_send_cut_off_in_the_middle_is_uncertain_and_not_sent_again(database: Database, now: datetime) -> None:
    row = _queue(database, now, "reply")
    with database.transaction() as session:
        claimed = outbox.claim(session, claimer="a", most=10, now=now)
        assert outbox.begin_sending(session, claimed[0].id, claimer="a", now=now) is not None
    assert _claim(database, now + timedelta(minutes=2), "b") == []
    with database.reading() as session:
        assert session.get_one(Delivery, row).state == "uncertain"


def test_a_busy_channel_is_tried_again_and_a_gone_student_is_not(database: Database, now: datetime) -> None:
    _queue(database, now, "reply", "7001")
    _queue(database, now, "event_reminder", "7002")
    with database.transaction() as session:
        busy, gone = outbox.claim(session, claimer="a", most=10, now=now)
        outbox.record(session, busy, TryAgain("busy", after=timedelta(seconds=30)), now=now)
        outbox.record(session, gone, GivenUp("blocked", recipient_gone=True), now=now)
    assert _claim(database, now + timedelta(seconds=29)) == []
    assert _claim(database, now + timedelta(seconds=30)) == ["reply"]
    with database.reading() as session:
        assert session.scalar(select(Delivery.state).where(Delivery.kind == "event_reminder")) == "given_up"
        left = talks.find(session, "telegram", "7002")
        assert left is not None
        assert left.channel_address.blocked_at == now


def test_what_was_cancelled_never_leaves(database: Database, now: datetime) -> None:
    _queue(database, now, "appointment_reminder", about=17)
    with database.transaction() as session:
        assert outbox.cancel(session, "appointment_reminder", 17) == 1
    assert _claim(database, now) == []


def test_a_sent_delivery_is_found_by_the_channels_own_name(database: Database, now: datetime) -> None:
    _queue(database, now, "reply")
    with database.transaction() as session:
        (delivery,) = outbox.claim(session, claimer="a", most=10, now=now)
        outbox.record(session, delivery, Sent("901"), now=now)
        assert outbox.find_sent(session, delivery.conversation_id, "901") is delivery
