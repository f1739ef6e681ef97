"""A database that was kept before rows had to be in order: it is mended, and what refers to its rows still does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community import schema
from community.database import Base, Database

BEFORE = "0003"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EARLIER = NOON - timedelta(hours=1)
CONTENT = {"code": "a", "title_zh": "题", "title_en": "", "body_zh": "", "body_en": "", "source_url": "", "version": 1}
GUIDANCE = {**CONTENT, "kind": "advice", "topic": "general", "asked_as": [], "steps_zh": [], "steps_en": []}
GUIDANCE |= {"office_zh": "", "office_en": "", "status": "published"}
EVENT = {**CONTENT, "kind": "lecture", "asked_as": [], "place_zh": "馆", "place_en": "", "seq": 0, "announced_seq": 0}
NOTICE = {"identifier": "i", "code": "K7QF-2M", "sender": "s", "status": "Actual", "msg_type": "Alert", "areas": []}
NOTICE |= {"category": "Fire", "response_type": "None", "urgency": "Past", "severity": "Minor", "certainty": "Likely"}
NOTICE |= dict.fromkeys(("event_en", "headline_en", "description_zh", "description_en", "contact"), "")
NOTICE |= {"instruction_zh": "", "instruction_en": "", "event_zh": "火", "headline_zh": "火", "state": "published"}
COUNSELOR = {"code": "C-LI", "languages": [], "gender": "", "topics": [], "topics_en": [], "room": "", "active": True}
STUDENT = {"name": "", "area": "", "zone": "Asia/Shanghai", "created_at": NOON}
STUDENT |= {"college": "", "party_stage": "", "quiet_from": time(0), "quiet_until": time(0)}
TALK = {"audience": "student", "slots": {}, "misses": 0, "started_at": NOON, "last_message_at": NOON}


@pytest.fixture
def old(bare_url: str) -> Iterator[Database]:
    """A database of the shape before."""
    database = Database(bare_url)
    schema.migrate(database, BEFORE)
    yield database
    database.close()


def test_what_stood_the_wrong_way_round_is_mended_and_shown_to_nobody(old: Database) -> None:
    _fill(
        old,
        employment_tips=[{**GUIDANCE, "audience": {}, "valid_from": NOON, "expires_at": EARLIER}],
        safety_notices=[{**NOTICE, "sent": EARLIER, "effective": NOON, "onset": NOON, "expires": EARLIER}],
        safety_lessons=[{**GUIDANCE, "push_weekday": 9, "push_at": time(12), "push_months": []}],
        academic_items=[{**GUIDANCE, "form": "", "window_opens": NOON, "window_closes": EARLIER}],
    )
    schema.migrate(old)
    tip, notice = _rows(old, "employment_tips")[0], _rows(old, "safety_notices")[0]
    assert (tip["status"], tip["expires_at"]) == ("draft", None)
    assert (notice["state"], notice["effective"], notice["expires"]) == ("draft", NOON, NOON + timedelta(hours=1))
    assert _rows(old, "safety_lessons")[0]["push_weekday"] is None
    assert _rows(old, "academic_items")[0]["window_opens"] is None


def test_hours_and_leaves_that_never_counted_are_gone_and_the_others_stay(old: Database) -> None:
    hours = {"counselor_id": 1, "weekday": "Mon", "weeks": "all", "begins": time(9), "ends": time(12)}
    leave = {"counselor_id": 1, "kind": "leave", "reason": "", "starts_at": EARLIER, "ends_at": NOON}
    _fill(
        old,
        counselors=[{**COUNSELOR, "name": "", "name_en": "", "title": "", "title_en": "", "max_per_day": 0}],
        availability_rules=[
            hours,
            {**hours, "begins": time(18), "ends": time(9)},
            {**hours, "valid_from": date(2026, 12, 1), "valid_until": date(2026, 11, 1)},
        ],
        availability_exceptions=[leave, {**leave, "ends_at": EARLIER}],
    )
    schema.migrate(old)
    assert [row["id"] for row in _rows(old, "availability_rules")] == [1]
    assert [row["id"] for row in _rows(old, "availability_exceptions")] == [1]
    counselor = _rows(old, "counselors")[0]
    assert (counselor["name"], counselor["max_per_day"]) == ("C-LI", 1)


def test_an_event_keeps_its_sign_ups_there_and_back(old: Database) -> None:
    times = {"starts_at": NOON, "ends_at": EARLIER, "signup_closes": NOON + timedelta(days=1), "capacity": -3}
    _fill(
        old,
        students=[STUDENT],
        channel_addresses=[{"channel": "web", "address": "w1", "student_id": 1}],
        conversations=[{**TALK, "channel_address_id": 1}],
        events=[{**EVENT, **times, "status": "published"}],
        event_signups=[
            {"event_id": 1, "student_id": 1, "conversation_id": 1, "status": "confirmed", "joined_at": NOON}
        ],
    )
    schema.migrate(old)
    event = _rows(old, "events")[0]
    assert (event["status"], event["ends_at"]) == ("published", NOON + timedelta(hours=1))
    assert (event["signup_closes"], event["capacity"]) == (NOON, 0)
    assert len(_rows(old, "event_signups")) == 1
    schema.migrate(old, BEFORE)
    assert len(_rows(old, "event_signups")) == len(_rows(old, "events")) == 1
    with pytest.raises(IntegrityError), old.transaction() as session:
        session.execute(sa.text("DELETE FROM events"))  # references are kept watch over again


def test_the_migrated_tables_refuse_what_the_mapped_ones_refuse(old: Database) -> None:
    schema.migrate(old)
    schema.load_tables()
    found = sa.inspect(old.engine)
    for table in Base.metadata.sorted_tables:
        mapped = {str(check.name) for check in table.constraints if str(check.name).startswith("ck_")}
        mapped |= {str(check.name) for column in table.columns for check in column.constraints}
        assert {check["name"] for check in found.get_check_constraints(table.name)} == mapped, table.name


def _fill(database: Database, **rows: list[dict[str, Any]]) -> None:
    tables = {name: _of_then(database, name) for name in rows}
    with database.transaction() as session:
        for name, several in rows.items():
            for row in several:
                session.execute(sa.insert(tables[name]).values(row))


def _of_then(database: Database, name: str) -> sa.Table:
    """Return the table with the columns that the database has, typed as ours are."""
    schema.load_tables()
    kept = [column["name"] for column in sa.inspect(database.engine).get_columns(name)]
    types = Base.metadata.tables[name].columns
    return sa.Table(name, sa.MetaData(), *(sa.Column(each, types[each].type) for each in kept))


def _rows(database: Database, name: str) -> list[dict[str, Any]]:
    table = _of_then(database, name)
    with database.reading() as session:
        return [dict(row) for row in session.execute(sa.select(table).order_by(table.c.id)).mappings()]
