"""The rules of the house are a row: everybody goes by it from the next transaction on, and nonsense is refused."""

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from community import schema, validity
from community.campus import house
from community.campus.house_rules import BOUNDS, USUAL
from community.campus.tables import Rulebook
from community.checks import Wrong
from community.database import Database
from community.post import talks
from community.students import quiet
from tests.community.counseling.campus import NOW, ZONE


def usual_row() -> dict[str, Any]:
    """Return the row that the assistant begins with."""
    columns = Rulebook.__table__.columns
    return {one.name: one.default.arg if one.default.is_scalar else one.default.arg(None) for one in columns}


def test_what_the_migration_writes_is_what_held_before(database_url: str) -> None:
    database = Database(database_url)
    with database.reading() as session:
        assert session.get_one(Rulebook, 1)
        assert house.rules(session) == USUAL
    database.close()


def test_a_new_row_says_what_holds_without_one(database: Database) -> None:
    with database.transaction() as session:
        assert house.rules(session) == USUAL
        session.add(Rulebook())
    with database.reading() as session:
        assert house.rules(session) == USUAL


def test_a_change_counts_in_the_next_transaction_of_every_process(database: Database) -> None:
    other = database.with_own_pool(2)
    with database.transaction() as session:
        session.add(Rulebook())
    with other.reading() as before:
        assert house.rules(before).session == timedelta(minutes=50)
    with database.transaction() as session:
        session.get_one(Rulebook, 1).session_minutes = 30
        session.flush()
        assert house.rules(session).session == timedelta(minutes=30)
    with other.reading() as after:
        assert house.rules(after).session == timedelta(minutes=30)
    other.close()


def test_the_usual_rules_are_allowed() -> None:
    assert validity.faults(Rulebook, usual_row()) == []


@pytest.mark.parametrize("name", BOUNDS)
def test_no_number_goes_beyond_its_bounds(name: str) -> None:
    least, most = BOUNDS[name]
    for number in (least - 1, most + 1, -5, 100_000):
        faults = {fault.column: fault for fault in validity.faults(Rulebook, usual_row() | {name: number})}
        assert (faults[name].wrong, faults[name].least, faults[name].most) == (Wrong.OUT_OF_RANGE, least, most)


@pytest.mark.parametrize(
    ("row", "column", "wrong"),
    [
        ({"quiet_from": time(7), "quiet_until": time(22, 30)}, "quiet_until", Wrong.NIGHT_TOO_LONG),
        ({"quiet_from": time(20), "quiet_until": time(10, 1)}, "quiet_until", Wrong.NIGHT_TOO_LONG),
        ({"danger_first_minutes": 11}, "danger_first_minutes", Wrong.MORE_THAN),
        ({"request_first_minutes": 30}, "request_first_minutes", Wrong.MORE_THAN),
        ({"request_again_minutes": 180}, "request_again_minutes", Wrong.MORE_THAN),
        ({"appointment_reminder_hours": [24, 0]}, "appointment_reminder_hours", Wrong.OUT_OF_RANGE),
        ({"event_reminder_hours": [1, 2, 3, 4, 5, 6]}, "event_reminder_hours", Wrong.TOO_MANY_LINES),
        ({"deadline_reminders": ["tomorrow"]}, "deadline_reminders", Wrong.NO_LEAD),
        ({"deadline_reminders": ["1 24:00"]}, "deadline_reminders", Wrong.NO_LEAD),
        ({"slow_deadline_reminders": ["7 09:00"] * 6}, "slow_deadline_reminders", Wrong.TOO_MANY_LINES),
    ],
)
def test_rules_that_nobody_could_keep_are_refused(row: dict[str, Any], column: str, wrong: Wrong) -> None:
    assert [(one.column, one.wrong) for one in validity.faults(Rulebook, usual_row() | row)] == [(column, wrong)]


def test_a_night_of_no_length_and_no_reminder_at_all_are_allowed() -> None:
    none = {"quiet_from": time(0), "quiet_until": time(0), "appointment_reminder_hours": [], "deadline_reminders": []}
    assert validity.faults(Rulebook, usual_row() | none) == []


@pytest.mark.parametrize("row", ["session_minutes = 4", "danger_first_minutes = 12", "request_longest_minutes = 15"])
def test_the_database_refuses_the_same(database_url: str, row: str) -> None:
    database = Database(database_url)
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.execute(text(f"UPDATE rulebook SET {row}"))
    database.close()


def test_there_is_one_row(database_url: str) -> None:
    database = Database(database_url)
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(Rulebook(id=2))
    database.close()


def test_a_student_has_the_houses_quiet_hours_until_they_choose_their_own(database: Database) -> None:
    with database.transaction() as session:
        session.add(Rulebook(quiet_from=time(23), quiet_until=time(6)))
        student = talks.find_or_start(session, "telegram", "1", zone=ZONE.key, now=NOW).channel_address.student
        assert student is not None
        assert quiet.hours(session, student) == (time(23), time(6))
        student.quiet_from, student.quiet_until = time(21), time(8, 30)
        assert quiet.hours(session, student) == (time(21), time(8, 30))


def test_who_had_the_usual_quiet_hours_before_goes_by_the_houses(bare_url: str) -> None:
    database = Database(bare_url)
    schema.migrate(database, "0019")
    with database.transaction() as session:
        for number, hours in enumerate((("22:30", "07:00"), ("21:00", "08:30")), start=1):
            session.execute(
                text(
                    "INSERT INTO students (id, name, zone, area, college, party_stage, quiet_from, quiet_until,"
                    " created_at) VALUES (:id, '', 'Asia/Shanghai', 'SHU/E/D7', '', '', :since, :until, :at)"
                ),
                {"id": number, "since": f"{hours[0]}:00.000000", "until": f"{hours[1]}:00.000000", "at": NOW},
            )
    schema.migrate(database)
    with database.reading() as session:
        kept = session.execute(text("SELECT quiet_from IS NULL FROM students ORDER BY id")).scalars().all()
        codes = session.execute(text("SELECT code, name_en FROM areas ORDER BY id")).all()
    assert [bool(one) for one in kept] == [True, False]
    assert [tuple(one) for one in codes] == [("SHU", "SHU"), ("E", "SHU-E"), ("D7", "E-D7")]
    schema.migrate(database, "0019")
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM students WHERE quiet_from IS NULL")) == 0
    database.close()
