"""The outbox keeps every delivery once, hands it to one sender, and knows how each one ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.counseling.kinds import REMINDER
from community.counseling.tables import Appointment
from community.database import Database
from community.post import openings, outbox, rules, sending, talks
from community.post.pacing import Rate
from community.post.rules import GivenUp, Outcome, Sent, TryAgain, Uncertain
from community.post.tables import Delivery
from tests.community.post.rows import kind_of, unkept

RATE = Rate(per_second=30, per_chat=1)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def _queue(database: Database, now: datetime, kind: str, address: str = "7001", **extra: object) -> int:
    with database.transaction() as session:
        row = _enqueue(session, now, kind, address, **extra)
        assert row is not None
        return row


def _enqueue(session: Session, now: datetime, kind: str, address: str = "7001", **extra: object) -> int | None:
    talk = talks.find_or_start(session, "telegram", address, zone="Asia/Shanghai", now=now)
    if isinstance(number := extra.pop("about", None), int):
        extra |= {"about": unkept(kind_of(kind), number), "valid_until": now + timedelta(days=1)}
    return outbox.enqueue(session, kind_of(kind), talk, due_at=now, now=now, reply={"text": kind}, **extra)  # type: ignore[arg-type]


def _take(database: Database, now: datetime, claimer: str = "a", *, most: int = 10) -> list[str]:
    """Take what may leave, and return the kinds of it."""
    return [delivery.kind for delivery in _leaving(database, now, claimer, most)]


def _taken(database: Database, now: datetime) -> list[int]:
    """Take what may leave, and return its ids."""
    return [delivery.id for delivery in _leaving(database, now, "a", 10)]


def _leaving(database: Database, now: datetime, claimer: str, most: int) -> Sequence[Delivery]:
    with database.transaction() as session:
        opening = openings.find(session, "telegram", rate=RATE, most=most, now=now)
        sending.begin(session, "telegram", opening.deliveries, claimer=claimer, rate=RATE, now=now)
        return opening.deliveries


def _end(database: Database, now: datetime, *outcomes: tuple[int, Outcome], claimer: str = "a") -> None:
    with database.transaction() as session:
        sending.end(session, "telegram", outcomes, claimer=claimer, now=now)


def _take_over(database: Database, now: datetime, dead: Sequence[str] = ()) -> None:
    with database.transaction() as session:
        sending.take_over(session, dead, now=now)


def _state(database: Database, row: int) -> str:
    with database.reading() as session:
        return session.get_one(Delivery, row).state


def test_the_same_cause_is_queued_once(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        assert _enqueue(session, now, "reply", key="inbox:1:0") is not None
        assert _enqueue(session, now, "reply", key="inbox:1:0") is None


def test_the_most_urgent_leaves_first(database: Database, now: datetime) -> None:
    for number, kind in enumerate(("safety_education", "reply", "crisis", "appointment_reminder")):
        _queue(database, now, kind, f"700{number}")
    assert _take(database, now) == ["crisis", "reply", "appointment_reminder", "safety_education"]


def test_a_chat_gets_one_message_a_second_in_order(database: Database, now: datetime) -> None:
    first = _queue(database, now, "reply", key="first")
    second = _queue(database, now, "reply", key="second")
    assert _take(database, now) == ["reply"]
    _end(database, now, (first, Sent("1")))
    assert _take(database, now + SECOND / 2) == []
    assert _take(database, now + SECOND) == ["reply"]
    _end(database, now + SECOND, (second, Sent("2")))


def test_all_chats_together_get_no_more_than_the_rate(database: Database, now: datetime) -> None:
    for number in range(40):
        _queue(database, now, "reply", f"70{number}")
    moments = [now + timedelta(milliseconds=40 * step) for step in range(50)]
    taken = [len(_take(database, moment, most=16)) for moment in moments]
    assert sum(taken[:25]) == 30
    assert sum(taken) == 40


def test_the_rate_holds_over_processes_and_restarts(database: Database, now: datetime) -> None:
    for number in range(40):
        _queue(database, now, "reply", f"70{number}")
    taken = [_take(database, now + SECOND * step / 25, f"process {step}", most=4) for step in range(25)]
    assert sum(map(len, taken)) == 30


def test_an_answer_overtakes_a_broadcast(database: Database, now: datetime) -> None:
    for number in range(100):
        _queue(database, now, "safety_notice", f"70{number}", about=1)
    _take(database, now, most=2)
    _queue(database, now, "reply", "6000")
    assert _take(database, now + timedelta(milliseconds=200), most=2) == ["reply", "safety_notice"]


def test_nothing_is_taken_twice(database: Database, now: datetime) -> None:
    _queue(database, now, "reply")
    assert _take(database, now) == ["reply"]
    assert _take(database, now + 5 * SECOND, "b") == []


def test_what_a_dying_process_was_sending_is_sent_again_once(database: Database, now: datetime) -> None:
    row = _queue(database, now, "reply")
    _take(database, now, "the dead")
    _take_over(database, now + SECOND, ["the dead"])
    assert _take(database, now + SECOND, "b") == ["reply"]
    _take_over(database, now + 2 * SECOND, ["b"])
    assert _state(database, row) == "uncertain"
    assert _take(database, now + MINUTE, "c") == []


def test_a_process_that_nobody_can_ask_is_waited_for(database: Database, now: datetime) -> None:
    row = _queue(database, now, "reply")
    _take(database, now, "far away")
    _take_over(database, now + 59 * SECOND)
    assert _state(database, row) == "sending"
    _take_over(database, now + 61 * SECOND)
    assert _state(database, row) == "due"


def test_who_was_thought_dead_cannot_record_over_the_one_who_took_over(database: Database, now: datetime) -> None:
    row = _queue(database, now, "reply")
    _take(database, now, "slow")
    _take_over(database, now + 61 * SECOND)
    assert _take(database, now + 61 * SECOND, "quick") == ["reply"]
    _end(database, now + 62 * SECOND, (row, GivenUp("no")), claimer="slow")
    assert _state(database, row) == "sending"


def test_a_refused_chat_waits_as_long_as_it_was_told(database: Database, now: datetime) -> None:
    busy = _queue(database, now, "reply", "7001")
    _take(database, now)
    _queue(database, now, "reply", "7002")
    _end(database, now, (busy, TryAgain("busy", after=30 * SECOND)))
    assert _take(database, now + SECOND) == ["reply"], "another chat goes on"
    assert _take(database, now + 29 * SECOND) == []
    assert _take(database, now + 30 * SECOND) == ["reply"]


def test_two_refused_chats_in_a_row_mean_the_whole_channel(database: Database, now: datetime) -> None:
    rows = [_queue(database, now, "reply", f"700{number}") for number in range(2)]
    _take(database, now)
    _queue(database, now, "crisis", "7009")
    _end(database, now, *((row, TryAgain("busy", after=20 * SECOND)) for row in rows))
    assert _take(database, now + 19 * SECOND) == []
    assert _take(database, now + 20 * SECOND)[0] == "crisis"


def test_a_refusal_never_uses_up_a_delivery(database: Database, now: datetime) -> None:
    row = _queue(database, now, "reply")
    for number in range(150):
        moment = now + number * MINUTE
        assert _take(database, moment) == ["reply"]
        _end(database, moment, (row, TryAgain("busy", after=5 * SECOND)))
    assert _state(database, row) == "due"


def test_a_channel_that_fails_is_tried_with_one_message(database: Database, now: datetime) -> None:
    for number in range(20):
        _queue(database, now, "reply", f"70{number}")
    with database.transaction() as session:
        first = [one.id for one in openings.find(session, "telegram", rate=RATE, most=2, now=now).deliveries]
    _take(database, now, most=2)
    _end(database, now, *((row, TryAgain("refused")) for row in first))
    assert len(_take(database, now + 3 * SECOND)) == 1
    assert _take(database, now + 3 * SECOND) == [], "the first is still on its way"


def test_an_answer_that_failed_keeps_its_place_before_the_next(database: Database, now: datetime) -> None:
    first = _queue(database, now, "reply", key="first")
    assert _taken(database, now) == [first]
    _queue(database, now + SECOND / 10, "reply", key="second")
    _end(database, now + SECOND / 5, (first, TryAgain("Telegram answers Bad Gateway")))
    assert _taken(database, now + SECOND) == [], "its chat waits"
    assert _taken(database, now + 2 * SECOND) == [first]


def test_an_answer_that_goes_on_failing_lets_the_next_pass(database: Database, now: datetime) -> None:
    first = _queue(database, now, "reply", key="first")
    second = _queue(database, now, "reply", key="second")
    for _ in range(rules.HOLDS_ITS_CHAT + 1):
        now += 2 * MINUTE
        assert _taken(database, now) == [first]
        _end(database, now, (first, TryAgain("Telegram answers Bad Gateway")))
    assert _taken(database, now + MINUTE) == [second]


def test_a_gone_student_is_noted(database: Database, now: datetime) -> None:
    row = _queue(database, now, "event_reminder", "7002")
    _take(database, now)
    _end(database, now, (row, GivenUp("blocked", recipient_gone=True)))
    with database.reading() as session:
        assert session.scalar(select(Delivery.state).where(Delivery.kind == "event_reminder")) == "given_up"
        left = talks.find(session, "telegram", "7002")
        assert left is not None
        assert left.channel_address.blocked_at == now


def test_an_uncertain_delivery_is_not_repeated(database: Database, now: datetime) -> None:
    row = _queue(database, now, "reply")
    _take(database, now)
    _end(database, now, (row, Uncertain("no answer in time")))
    assert _take(database, now + MINUTE) == []


def test_what_was_cancelled_never_leaves(database: Database, now: datetime) -> None:
    _queue(database, now, "appointment_reminder", about=17)
    with database.transaction() as session:
        assert outbox.cancel(session, REMINDER, Appointment(id=17)) == 1
    assert _take(database, now) == []


def test_a_clock_set_back_keeps_nobody_waiting_for_an_answer(database: Database, now: datetime) -> None:
    _queue(database, now, "reply")
    _queue(database, now, "appointment_reminder", "7002", about=1)
    assert _take(database, now - timedelta(hours=1)) == ["reply"]


def test_the_next_moment_is_known(database: Database, now: datetime) -> None:
    _queue(database, now + MINUTE, "appointment_reminder", about=1)
    with database.transaction() as session:
        opening = openings.find(session, "telegram", rate=RATE, most=10, now=now)
    assert opening.look_again_at == now + MINUTE


def test_a_sent_delivery_is_found_by_the_channels_own_name(database: Database, now: datetime) -> None:
    row = _queue(database, now, "reply")
    _take(database, now)
    _end(database, now, (row, Sent("901")))
    with database.reading() as session:
        delivery = session.get_one(Delivery, row)
        assert outbox.find_sent(session, delivery.conversation_id, "901") is delivery


def test_many_sends_are_recorded_at_once_each_as_it_ended(database: Database, now: datetime) -> None:
    rows = [_queue(database, now, "reply", address) for address in ("7001", "7002", "7003", "7004")]
    _take(database, now)
    _end(
        database,
        now,
        (rows[0], Sent("11")),
        (rows[1], TryAgain("server error")),
        (rows[2], Sent("12")),
        (rows[3], Uncertain("no answer")),
    )
    assert [_state(database, row) for row in rows] == ["sent", "due", "sent", "uncertain"]
    with database.reading() as session:
        sent = session.scalars(select(Delivery).where(Delivery.state == "sent").order_by(Delivery.id)).all()
    assert [(one.external_id, one.sent_at, one.claimed_by) for one in sent] == [("11", now, None), ("12", now, None)]


def test_who_stood_still_leaves_its_own_sends_alone_and_takes_over_what_others_left(
    database: Database, now: datetime
) -> None:
    own, other = _queue(database, now, "reply", "7001"), _queue(database, now, "reply", "7002")
    _take(database, now, "here", most=1)
    _take(database, now + SECOND, "far away", most=1)
    with database.transaction() as session:
        assert sending.take_over(session, (), now=now + 2 * MINUTE, living="here") == 1
    assert [_state(database, row) for row in (own, other)] == ["sending", "due"]


def test_a_send_that_goes_on_keeps_its_lease(database: Database, now: datetime) -> None:
    row = _queue(database, now, "reply")
    _take(database, now, "slow")
    with database.transaction() as session:
        assert sending.renew(session, row, claimer="slow", leased_at=now + 50 * SECOND)
    _take_over(database, now + 61 * SECOND)
    assert _state(database, row) == "sending"
    _take_over(database, now + 111 * SECOND)
    with database.transaction() as session:
        assert not sending.renew(session, row, claimer="slow", leased_at=now + 112 * SECOND)
