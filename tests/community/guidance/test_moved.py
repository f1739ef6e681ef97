"""A database that was kept while tips, academic items, growth items and answers stood in four tables."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from community import samples, schema
from community.database import Database
from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.post import buttons
from community.reminders import asking
from tests.community.old_rows import fill, rows_of
from tests.community.test_rows_in_order import GUIDANCE, NOON, STUDENT, TALK

BEFORE = "0018"
LATER = NOON + timedelta(days=7)
OLD = ("employment_tips", "academic_items", "growth_items", "answers")


@pytest.fixture
def old(bare_url: str) -> Iterator[Database]:
    """A database of the shape before, in use: ids of the four tables overlap, and others name them."""
    database = Database(bare_url)
    schema.migrate(database, BEFORE)
    fill(
        database,
        beginnings=[{"at": NOON, "sample": True}],
        students=[STUDENT],
        channel_addresses=[{"channel": "web", "address": "w1", "student_id": 1}],
        conversations=[{**TALK, "channel_address_id": 1}],
        employment_tips=[
            _tip(1, "T-1", topic="resume", audience={"grade": [2023]}),
            _tip(2, "T-2", kind="deadline", deadline_at=LATER, title_en="Fair", asked_as=["双选会", "fair?"]),
        ],
        academic_items=[
            {**GUIDANCE, "id": 1, "code": "t-2", "form": "f", "window_opens": NOON, "window_closes": LATER}
        ],
        growth_items=[{**GUIDANCE, "id": 1, "code": "G-1", "topic": "physical", "unit": "safe_community"}],
        answers=[
            {**GUIDANCE, "id": 1, "code": "A-1", "topic": "counseling"},
            {**GUIDANCE, "id": 4, "code": "A-2", "topic": "campus", "status": "withdrawn"},
        ],
        reminders=[_reminder("employment", 2), _reminder("academics", 1), _reminder("employment", 9, state="done")],
        sample_rows=[{"table_name": "employment_tips", "row_id": 2}, {"table_name": "offices", "row_id": 2}],
        offered_buttons=[
            _button("k1", "ask_employment_tips", item="2"),
            _button("k2", "ask_academic_support", another="1"),
            _button("k3", "remind_tip", subject="academics", tip="1"),
            _button("k4", "ask_answer", item="4"),
            _button("k5", "ask_employment_tips", topic="scam"),
            _button("k6", "ask_events", event="1"),
            _button("k7", "ask_growth", item="12"),
        ],
    )
    yield database
    database.close()


def _tip(number: int, code: str, **facts: Any) -> dict[str, Any]:
    return {**GUIDANCE, "id": number, "code": code, "audience": {}, **facts}


def _reminder(subject: str, item: int, state: str = "waiting") -> dict[str, Any]:
    to_whom = {"student_id": 1, "conversation_id": 1, "asked_at": NOON}
    return {"subject": subject, "item_id": item, "state": state, **to_whom}


def _button(key: str, intent: str, **entities: str) -> dict[str, Any]:
    payload = buttons.payload_of(intent, entities)
    return {
        **{"conversation_id": 1, "key": key, "payload": payload, "title": key, "intent": intent},
        **{"entities": entities, "ordinal": 1, "offered_at": NOON},
    }


def test_every_row_moves_into_the_one_table_with_its_subject_and_dates(old: Database) -> None:
    schema.migrate(old)
    with old.reading() as session:
        tip, fair, exam, sport, counseling, campus = _items(session)
        codes = {one.id: one.code for one in session.scalars(sa.select(GuidanceSubject))}
        subjects = [codes[item.subject_id] for item in _items(session)]
        assert subjects == ["employment", "employment", "academics", "growth", "counseling", "campus"]
        assert (tip.topic, tip.audience, tip.formerly) == ("resume", {"grade": [2023]}, "employment_tips:1")
        assert (fair.closes, fair.title_en, fair.asked_as) == (LATER, "Fair", ["双选会", "fair?"])
        assert (exam.opens, exam.closes, exam.form) == (NOON, LATER, "f")
        assert (sport.unit, sport.education) == ("safe_community", "physical")
        assert (counseling.topic, campus.topic, campus.status) == ("general", "general", "withdrawn")
        assert len({item.code.lower() for item in _items(session)}) == 6, "T-2 and t-2 were of two tables"
        assert min(item.id for item in _items(session)) > 12, "a button of a row that is gone leads to no other"


def test_whatever_names_a_row_still_does(old: Database) -> None:
    schema.migrate(old)
    with old.reading() as session:
        new = {item.formerly: item.id for item in _items(session)}
        fair, exam, campus = new["employment_tips:2"], new["academic_items:1"], new["answers:4"]
        assert _names(session, "k1") == {"item": str(fair)}
        assert _names(session, "k2") == {"another": str(exam)}
        assert _names(session, "k3") == {"subject": "academics", "tip": str(exam)}
        assert _names(session, "k4") == {"item": str(campus)}
        assert _names(session, "k5") == {"topic": "scam"}
        assert _names(session, "k6") == {"event": "1"}
        assert _names(session, "k7") == {"item": "12"}
        assert _names(session, '/ask_employment_tips{"item": "2"}') == {"item": str(fair)}, "as clients send it back"
        for subject, item in (("employment", fair), ("academics", exam)):
            reminder = asking.find(session, subject, item, 1)
            assert reminder is not None
            assert reminder.state == "waiting"
        assert [samples.is_sample(session, item) for item in _items(session)] == [False, True, *[False] * 4]
        assert samples.count_left(session) == 2


def test_the_step_back_leaves_all_as_it_was(old: Database) -> None:
    tables = (*OLD, "reminders", "sample_rows", "offered_buttons")
    before = {table: rows_of(old, table) for table in tables}
    schema.migrate(old)
    schema.migrate(old, BEFORE)
    back = {table: rows_of(old, table) for table in tables}
    changed = back["academic_items"][0].pop("code"), before["academic_items"][0].pop("code")
    assert changed == ("t-2-15", "t-2"), "two rows of one table cannot have one code"
    assert back == before


def test_what_was_written_since_is_kept_by_the_step_back(old: Database) -> None:
    schema.migrate(old)
    with old.transaction() as session:
        laundry = GuidanceSubject(code="laundry", title_zh="洗衣", title_en="Laundry")
        session.add(laundry)
        session.flush()
        session.add(GuidanceItem(code="L-1", title_zh="洗衣", title_en="Washing", subject_id=laundry.id))
    schema.migrate(old, BEFORE)
    washing = rows_of(old, "answers")[-1]
    assert (washing["code"], washing["topic"], washing["title_zh"]) == ("L-1", "campus", "洗衣")
    assert washing["id"] not in (1, 4)
    schema.migrate(old)
    with old.transaction() as session:
        session.add(
            GuidanceSubject(code="again", title_zh="", title_en="Again")
        )  # numbers go on behind those that were moved
        session.add(GuidanceItem(code="L-2", title_en="Again", title_zh="", subject_id=1))


def _items(session: Session) -> list[GuidanceItem]:
    return list(session.scalars(sa.select(GuidanceItem).order_by(GuidanceItem.id)))


def _names(session: Session, pressed: str) -> dict[str, Any]:
    button = buttons.tapped(session, 1, pressed)
    assert button is not None
    return button.entities
