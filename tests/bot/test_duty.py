"""What is stuck makes /healthz fail, and whoever is on duty hears of it once, and once more when it works again."""

import asyncio
import threading
from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from actions.dialogue import registry
from actions.dialogue.reply import Reply, packed
from bot.metrics import SENDS
from bot.sending.composing import composed
from bot.timetable.clock import Timetable
from bot.watch import health
from bot.watch.duty import DutyAlarm
from bot.watch.health import Health, Watched
from community.database import Database, DatabaseAway
from community.outages.reporting import Place
from community.outages.tables import Outage
from community.post import inbox, outbox, talks
from community.post.inbox import Arrival
from community.post.kinds import REPLY
from community.post.tables import Delivery, InboxItem
from understanding import crisis
from understanding.long_texts import LongTexts

ZONE = ZoneInfo("Asia/Shanghai")
STAFF, ADMIN = "-100500", "9001"


class Understood:
    """An understanding whose Rasa answers."""

    nlu_state = "closed"
    nlu_states: ClassVar = {"rasa": "closed"}
    long_texts = LongTexts()


class Duty:
    """The health of an assistant on a database, the watch over it, and a clock that stands where it is put."""

    def __init__(self, database: Database, now: datetime, *, admin: Place | None = None) -> None:
        registry.load()
        self.database, self.now, self._admin = database, now, admin
        self.rasa_is_up = True
        self.timetable = Timetable(database, now=lambda: self.now, after=lambda: None)
        self.timetable.every(3600, "a_job", lambda _session, _now: None)
        self.timetable.tick("a_job")
        with database.transaction() as session:
            talks.keep_staff_group(session, "telegram", STAFF, now=now)
        self.restart()

    def restart(self) -> None:
        """Begin anew, as after a restart: nothing is remembered but what the database holds."""
        self.health = Health(
            self.database,
            Watched(
                Understood(),  # type: ignore[arg-type]
                self.timetable,
                answered=("telegram", "web"),
                pushed=("telegram",),
                rasa_is_up=lambda: self.rasa_is_up,
            ),
            now=lambda: self.now,
        )
        self.watch = DutyAlarm(
            self.health, self.database, admin=self._admin, zone=ZONE, now=lambda: self.now, wake=lambda: None
        )

    def looks(self, *, times: int = 2) -> None:
        """Let the watch look, ten seconds apart."""
        for _ in range(times):
            asyncio.run(self.watch.look())
            self.now += timedelta(seconds=10)

    def told(self) -> list[tuple[str, str]]:
        """Return who was told what so far, as it would be said now."""
        with self.database.transaction() as session:
            told = session.scalars(select(Delivery).where(Delivery.kind.startswith("outage")).order_by(Delivery.id))
            return [(one.conversation.channel_address.address, self._said(session, one)) for one in told]

    def _said(self, session: Session, delivery: Delivery) -> str:
        reply = composed(session, delivery, now=self.now, zone=ZONE)
        delivery.reply = None  # nothing was sent, so it is composed anew the next time
        return reply.text if isinstance(reply, Reply) else ""

    def message_waits(self) -> None:
        with self.database.transaction() as session:
            inbox.keep(session, [Arrival("web", "1", "web:a", {"sender": "a"})], now=self.now)

    def message_is_answered(self) -> None:
        with self.database.transaction() as session:
            (item,) = session.scalars(select(InboxItem))
            item.state = "done"

    def reply_waits(self) -> None:
        with self.database.transaction() as session:
            talk = talks.find_or_start(session, "telegram", "7001", zone=ZONE.key, now=self.now)
            outbox.enqueue(session, REPLY, talk, due_at=self.now, now=self.now, reply=packed(Reply("hi")))

    def the_group_is_given_up(self) -> None:
        """Let the setting of the staff's group be taken away."""
        with self.database.transaction() as session:
            talks.keep_no_staff_group(session, "telegram")

    def parts(self) -> tuple[bool, dict[str, Any]]:
        return asyncio.run(self.health.state())


@pytest.fixture
def duty(database: Database, now: datetime) -> Duty:
    """An assistant whose parts are well; the staff's group is on duty."""
    return Duty(database, now)


def test_all_is_well(duty: Duty) -> None:
    well, parts = duty.parts()
    assert well
    assert set(parts) == {
        "status",
        "database",
        "scheduler",
        "nlu",
        "danger",
        "loop",
        "log",
        "inbox",
        "sender",
        "alerting",
    }
    duty.looks()
    assert duty.told() == []


def test_a_rasa_that_never_comes_up_is_told_and_turns_no_student_away(
    duty: Duty, monkeypatch: pytest.MonkeyPatch
) -> None:
    duty.rasa_is_up = False
    duty.looks()
    assert duty.told() == [], "it may take so long"
    monkeypatch.setattr(health, "NLU_START_SECONDS", 0)
    well, parts = duty.parts()
    assert (well, parts["status"], parts["nlu"]["ok"]) == (True, "degraded", False)
    duty.looks()
    [(reader, words)] = duty.told()
    assert reader == STAFF
    assert "Rasa" in words
    assert "train" in words
    monkeypatch.undo()
    duty.rasa_is_up = True
    assert duty.parts()[1]["status"] == "ok"


def test_that_danger_is_heard_by_a_first_ear_is_told_and_turns_no_student_away(
    duty: Duty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crisis, "stage", lambda: "first")
    well, parts = duty.parts()
    assert (well, parts["status"], parts["danger"]["ok"]) == (True, "degraded", False)
    duty.looks()
    [(reader, words)] = duty.told()
    assert reader == STAFF
    assert "danger" in words
    monkeypatch.undo()
    assert duty.parts()[1]["status"] == "ok"


def test_that_nobody_can_be_alerted_is_told_but_is_no_failure(duty: Duty) -> None:
    _, parts = duty.parts()
    assert (parts["alerting"]["anybody"], parts["alerting"]["groups"]) == (True, 1)
    duty.the_group_is_given_up()
    well, parts = duty.parts()
    assert well, "a load balancer must go on sending students"
    assert parts["alerting"] == {
        "ok": True,
        "anybody": False,
        "set_up": False,
        "groups": 0,
        "broken_groups": 0,
        "signed_in": 0,
    }


def test_the_group_is_told_once_when_messages_wait_and_once_when_they_are_answered(duty: Duty) -> None:
    duty.message_waits()
    duty.looks()
    assert duty.told() == []
    duty.now += timedelta(minutes=2)
    assert not duty.parts()[0]
    duty.looks(times=1)
    assert duty.told() == []  # a hiccup, perhaps
    duty.looks(times=5)
    ((who, words),) = duty.told()
    assert who == STAFF
    assert "inbox" in words
    assert "database_away" in words
    duty.restart()
    duty.looks(times=5)
    assert len(duty.told()) == 1
    duty.message_is_answered()
    duty.looks(times=10)
    began, ended = duty.told()
    assert began == (STAFF, "")  # not sent in time, it would not be sent any more
    assert "恢复了" in ended[1]
    duty.looks(times=10)
    assert len(duty.told()) == 2


def test_the_duty_admin_is_told_where_one_is_named(database: Database, now: datetime) -> None:
    duty = Duty(database, now, admin=Place("telegram", ADMIN))
    duty.message_waits()
    duty.now += timedelta(minutes=2)
    duty.looks()
    assert [who for who, _ in duty.told()] == [ADMIN]


def test_the_group_is_told_where_the_admin_cannot_be_reached(database: Database, now: datetime) -> None:
    duty = Duty(database, now, admin=Place("telegram", ADMIN))
    with database.transaction() as session:
        talk = talks.find_or_start(session, "telegram", ADMIN, zone=ZONE.key, now=now)
        talk.channel_address.blocked_at = now
    duty.message_waits()
    duty.now += timedelta(minutes=2)
    duty.looks()
    assert [who for who, _ in duty.told()] == [STAFF]


def test_two_processes_tell_once_and_a_well_one_ends_nothing(duty: Duty) -> None:
    other = DutyAlarm(duty.health, duty.database, admin=None, zone=ZONE, now=lambda: duty.now, wake=lambda: None)
    duty.message_waits()
    duty.now += timedelta(minutes=2)
    for _ in range(4):
        duty.looks(times=1)
        asyncio.run(other.look())
    assert len(duty.told()) == 1


def test_a_broadcast_that_takes_its_time_is_not_stuck_and_a_sender_that_sends_nothing_is(
    duty: Duty, monkeypatch: pytest.MonkeyPatch
) -> None:
    duty.reply_waits()
    duty.now += timedelta(minutes=2)
    SENDS.labels("telegram", "Sent").inc()
    assert duty.parts()[1]["sender"]["ok"]
    monkeypatch.setattr(duty.health._progress, "seconds_since", lambda: 61.0)
    assert not duty.parts()[1]["sender"]["ok"]


def test_a_job_that_fails_each_time_is_named(duty: Duty) -> None:
    duty.timetable.every(5, "never_well", lambda _session, _now: None)
    assert duty.timetable.late(grace_seconds=60) == []
    assert duty.timetable.late(grace_seconds=-6) == ["never_well"]


def test_a_database_that_is_away_is_logged_once_and_told_when_it_is_back(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    duty = Duty(database, now)
    with monkeypatch.context() as patch, capture_logs() as logged:
        patch.setattr(database, "reading", _away)
        well, parts = duty.parts()
        assert not well
        assert parts["status"] == "failing"
        duty.looks(times=9)
    assert [line["event"] for line in logged if line["log_level"] == "critical"] == ["database_away"]
    duty.looks(times=2)
    ((who, words),) = duty.told()
    assert who == STAFF
    assert "database" in words
    with database.reading() as session:
        (outage,) = session.scalars(select(Outage))
        assert outage.ended_at is not None


def _away() -> None:
    raise DatabaseAway("OperationalError")


def test_a_database_that_hangs_is_away(duty: Duty, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()
    monkeypatch.setattr(health, "ANSWER_WITHIN_SECONDS", 0.1)
    monkeypatch.setattr(duty.database, "answers", let_go.wait)

    async def ask() -> tuple[bool, dict[str, Any]]:
        try:
            return await duty.health.state()
        finally:
            let_go.set()

    well, parts = asyncio.run(ask())
    assert not well
    assert "no answer" in parts["database"]["error"]
    assert parts["scheduler"]["ok"]
