"""A database that was kept before rows had to be in order: it is mended, and what refers to its rows still does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community import schema
from community.database import Base, Database
from tests.community.old_rows import fill, rows_of

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
    fill(
        old,
        employment_tips=[{**GUIDANCE, "audience": {}, "valid_from": NOON, "expires_at": EARLIER}],
        safety_notices=[{**NOTICE, "sent": EARLIER, "effective": NOON, "onset": NOON, "expires": EARLIER}],
        safety_lessons=[{**GUIDANCE, "push_weekday": 9, "push_at": time(12), "push_months": []}],
        academic_items=[{**GUIDANCE, "form": "", "window_opens": NOON, "window_closes": EARLIER}],
    )
    schema.migrate(old)
    tip, item = rows_of(old, "guidance_items")
    notice = rows_of(old, "safety_notices")[0]
    assert (tip["formerly"], tip["status"], tip["expires_at"]) == ("employment_tips:1", "draft", None)
    assert (notice["state"], notice["effective"], notice["expires"]) == ("draft", NOON, NOON + timedelta(hours=1))
    assert rows_of(old, "safety_lessons")[0]["push_weekday"] is None
    assert (item["formerly"], item["opens_at"], item["closes_at"]) == ("academic_items:1", None, EARLIER)


def test_hours_and_leaves_that_never_counted_are_gone_and_the_others_stay(old: Database) -> None:
    hours = {"counselor_id": 1, "weekday": "Mon", "weeks": "all", "begins": time(9), "ends": time(12)}
    leave = {"counselor_id": 1, "kind": "leave", "reason": "", "starts_at": EARLIER, "ends_at": NOON}
    fill(
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
    assert [row["id"] for row in rows_of(old, "availability_rules")] == [1]
    assert [row["id"] for row in rows_of(old, "availability_exceptions")] == [1]
    counselor = rows_of(old, "counselors")[0]
    assert (counselor["name"], counselor["max_per_day"]) == ("C-LI", 1)


def test_an_event_keeps_its_sign_ups_there_and_back(old: Database) -> None:
    times = {"starts_at": NOON, "ends_at": EARLIER, "signup_closes": NOON + timedelta(days=1), "capacity": -3}
    fill(
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
    event = rows_of(old, "events")[0]
    assert (event["status"], event["ends_at"]) == ("published", NOON + timedelta(hours=1))
    assert (event["signup_closes"], event["capacity"]) == (NOON, 0)
    assert len(rows_of(old, "event_signups")) == 1
    schema.migrate(old, BEFORE)
    assert len(rows_of(old, "event_signups")) == len(rows_of(old, "events")) == 1
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
