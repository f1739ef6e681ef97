from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from community.campus.house_rules import USUAL
from community.database import Database
from community.events import signup as signups
from community.events import ticks
from community.events.rules import reminder_times, seat_held_until
from community.events.signup import EventFull, SignupClosed
from community.events.tables import Event, EventSignup
from community.post.tables import Delivery
from tests.community.matter import NOW, ZONE, at, given_event, given_student, student_of

RACERS = 24


def join(session: Session, event: Event, address: str, *, wait: bool = False) -> EventSignup:
    chat = given_student(session, address)
    student = student_of(chat)
    return signups.sign_up(session, event, student_id=student.id, conversation=chat, join_waitlist=wait, now=NOW)


def leave(session: Session, signup: EventSignup) -> None:
    signups.leave(session, signup.event_id, student_id=signup.student_id, now=NOW)


def due(session: Session, kind: str) -> list[Delivery]:
    query = select(Delivery).where(Delivery.kind == kind, Delivery.state == "due").order_by(Delivery.due_at)
    return list(session.scalars(query))


def test_reminders_come_a_day_and_two_hours_before() -> None:
    start = at(12, 5, 9)
    assert reminder_times(start, USUAL.event_reminders, now=NOW) == [at(12, 4, 9), at(12, 5, 7)]
    assert reminder_times(start, USUAL.event_reminders, now=at(12, 4, 10)) == [at(12, 5, 7)]
    assert reminder_times(start, USUAL.event_reminders, now=start) == []


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(11, 23, 12), at(11, 23, 14)),
        (at(11, 23, 23, 10), at(11, 24, 9)),
        (at(12, 5, 8, 30), at(12, 5, 9)),
    ],
)
def test_a_freed_seat_waits_two_waking_hours_and_no_longer_than_the_start(now: object, until: object) -> None:
    held = seat_held_until(at(12, 5, 9), USUAL.seat_kept, zone=ZONE, quiet=USUAL.quiet, now=now)  # type: ignore[arg-type]
    assert held == until


def test_a_seat_is_taken_and_two_reminders_stand(database: Database) -> None:
    with database.transaction() as session:
        signup = join(session, given_event(session, capacity=2), "1")
        assert (signup.status, signup.seat) == ("confirmed", 1)
        assert [delivery.due_at for delivery in due(session, "event_reminder")] == [at(12, 4, 9), at(12, 5, 7)]


def test_signing_up_twice_keeps_one_seat(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session, capacity=2)
        assert join(session, event, "1").id == join(session, event, "1").id
        assert len(due(session, "event_reminder")) == 2


def test_without_a_limit_everybody_has_room(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session, capacity=None)
        assert [join(session, event, str(n)).seat for n in range(3)] == [None, None, None]


def test_a_full_event_names_the_place_in_line_and_writes_nothing(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session, capacity=1)
        join(session, event, "1")
        join(session, event, "2", wait=True)
        with pytest.raises(EventFull) as full:
            join(session, event, "3")
        assert full.value.position == 2
        assert signups.find(session, event.id, student_of(given_student(session, "3")).id) is None


@pytest.mark.parametrize(
    "facts",
    [{"signup_closes": NOW}, {"starts_at": NOW, "ends_at": NOW + timedelta(hours=2)}, {"status": "withdrawn"}],
)
def test_closed_events_take_nobody(database: Database, facts: dict[str, Any]) -> None:
    with database.transaction() as session, pytest.raises(SignupClosed):
        join(session, given_event(session, **facts), "1")


def test_two_holders_of_one_seat_cannot_be_stored(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session, capacity=2)
        first, second = join(session, event, "1"), join(session, event, "2")
        second.seat = first.seat
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_many_racers_for_three_seats_leave_three_holders(database: Database) -> None:
    with database.transaction() as session:
        event_id = given_event(session, capacity=3).id
        for number in range(RACERS):
            given_student(session, str(number))

    def race(number: int) -> str:
        with database.transaction() as session:
            event = session.get_one(Event, event_id)
            try:
                return join(session, event, str(number)).status
            except EventFull:
                return "full"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(race, range(RACERS)))
    assert sorted(outcomes) == ["confirmed"] * 3 + ["full"] * (RACERS - 3)


def test_a_freed_seat_is_offered_to_who_waits_longest(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session, capacity=1)
        holder = join(session, event, "1")
        first, second = join(session, event, "2", wait=True), join(session, event, "3", wait=True)
        leave(session, holder)
        assert (holder.status, first.status, second.status) == ("cancelled", "offered", "waitlisted")
        assert first.held_until == at(11, 23, 14)
        assert [delivery.about for delivery in due(session, "event_seat")] == [first.id]
        assert due(session, "event_reminder") == []


def test_nobody_jumps_the_line_while_a_seat_is_offered(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session, capacity=1)
        holder = join(session, event, "1")
        join(session, event, "2", wait=True)
        leave(session, holder)
        with pytest.raises(EventFull):
            join(session, event, "3")


def test_taking_the_offered_seat_confirms_it(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session, capacity=1)
        holder, waiting = join(session, event, "1"), join(session, event, "2", wait=True)
        leave(session, holder)
        assert join(session, event, "2").status == "confirmed"
        assert waiting.held_until is None
        assert len(due(session, "event_reminder")) == 2
        assert due(session, "event_seat") == []


def test_a_seat_not_taken_in_time_goes_to_the_next(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session, capacity=1)
        holder = join(session, event, "1")
        first, second = join(session, event, "2", wait=True), join(session, event, "3", wait=True)
        leave(session, holder)
        assert ticks.keep_waitlists(session, NOW + timedelta(hours=1)) == 0
        assert ticks.keep_waitlists(session, NOW + timedelta(hours=2)) == 1
        assert (first.status, second.status) == ("cancelled", "offered")


def test_more_seats_are_offered_to_those_who_wait(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session, capacity=1)
        join(session, event, "1")
        waiting = join(session, event, "2", wait=True)
        event.capacity = 5
        assert ticks.keep_waitlists(session, NOW) == 1
        assert waiting.status == "offered"


def test_who_leaves_and_joins_again_is_reminded_again(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session, capacity=3)
        leave(session, join(session, event, "1"))
        chat = given_student(session, "1")
        signups.sign_up(
            session,
            event,
            student_id=student_of(chat).id,
            conversation=chat,
            join_waitlist=False,
            now=NOW + timedelta(minutes=1),
        )
        assert len(due(session, "event_reminder")) == 2


def test_a_new_place_is_told_once_to_those_signed_up(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session, capacity=1)
        holder, waiting = join(session, event, "1"), join(session, event, "2", wait=True)
        assert ticks.announce_changes(session, NOW) == 0
        event.place_en = "Expo centre"
        session.flush()
        assert event.seq == 1
        assert ticks.announce_changes(session, NOW) == 2
        assert ticks.announce_changes(session, NOW) == 0
        assert {delivery.about for delivery in due(session, "event_changed")} == {holder.id, waiting.id}


def test_a_new_time_moves_the_reminders(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session)
        join(session, event, "1")
        event.starts_at, event.ends_at = at(12, 6, 10), at(12, 6, 15)
        session.flush()
        ticks.announce_changes(session, NOW)
        assert [delivery.due_at for delivery in due(session, "event_reminder")] == [at(12, 5, 10), at(12, 6, 8)]


def test_a_withdrawn_event_is_announced_and_reminds_no_more(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session)
        join(session, event, "1")
        event.status = "withdrawn"
        session.flush()
        assert ticks.announce_changes(session, NOW) == 1
        assert due(session, "event_reminder") == []


def test_a_change_of_the_text_alone_is_not_announced(database: Database) -> None:
    with database.transaction() as session:
        event = given_event(session)
        event.body_en = "Bring your résumé."
        session.flush()
        assert event.seq == 0
