"""Whoever saves a rule of the house or a term sees it hold at once: in the times, and for who asks next."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from community.audit import AuditEntry
from community.campus import house
from community.counseling import availability
from community.counseling.tables import AppointmentSlot
from tests.actions.case_talk import StudentTalk
from tests.community.counseling.campus import given_counselor, given_hours
from tests.console.conftest import ZONE, Browser, World
from tests.console.filled import SENSIBLE
from tests.sample import given_what_comes_with_the_database

RULES = SENSIBLE["rulebook"]


@pytest.fixture
def boss(world: World, browser: Browser) -> Browser:
    """A browser in which an admin is signed in, on a campus with a counselor who sees students in odd weeks."""
    world.staff("boss", "admin")
    with world.database.transaction() as session:
        given_what_comes_with_the_database(session)
        given_hours(session, given_counselor(session), "Thu", 9, 11, weeks="odd")
        availability.open_slots(session, now=world.now, zone=ZONE)
    browser.sign_in("boss")
    return browser


def starts(world: World) -> list[str]:
    """Return the open times of the counselor."""
    with world.database.reading() as session:
        rows = session.scalars(select(AppointmentSlot).where(AppointmentSlot.state == "open"))
        found = sorted((row.starts_at, row.ends_at) for row in rows)
    return [f"{begin.astimezone(ZONE):%m-%d %H:%M}–{end.astimezone(ZONE):%H:%M}" for begin, end in found]


def test_a_saved_rule_changes_the_times_and_what_students_of_every_process_read(boss: Browser, world: World) -> None:
    elsewhere = world.database.with_own_pool(2)
    with elsewhere.reading() as session:
        assert house.rules(session).session == timedelta(minutes=50)
    assert starts(world)[:2] == ["11-26 09:00–09:50", "11-26 10:00–10:50"]
    page = boss.post("/tables/rulebook/edit?pk=1", {**RULES, "session_minutes": "25", "buffer_minutes": "5"})
    assert "They hold from the next message on, in every process." in page.text
    assert starts(world)[:3] == ["11-26 09:00–09:25", "11-26 09:30–09:55", "11-26 10:00–10:25"]
    with elsewhere.transaction() as session:
        said = StudentTalk(session).writes("how long is one counseling session?", "book_counseling").text
    assert said.startswith("A session takes 25 minutes. You book it here, up to four weeks and at least six hours")
    elsewhere.close()
    with world.database.reading() as session:
        assert ("row_changed", "rulebook:1") in [
            (entry.what, entry.about) for entry in session.scalars(select(AuditEntry))
        ]


def test_a_moved_term_turns_odd_weeks_even_at_once(boss: Browser, world: World) -> None:
    assert [start[:5] for start in starts(world)] == ["11-26", "11-26", "12-10", "12-10"]
    term = {"name_zh": "秋季学期", "name_en": "Autumn term", "begins": "2026-09-07", "weeks": "20"}
    assert boss.post("/tables/academic-term/edit?pk=1", term).url.path.endswith("/list")
    assert [start[:5] for start in starts(world)] == ["12-03", "12-03"]


def test_saving_what_stands_changes_nothing(boss: Browser, world: World) -> None:
    boss.post("/tables/rulebook/edit?pk=1", RULES)
    before = starts(world)
    assert "Nothing was changed" in boss.post("/tables/rulebook/edit?pk=1", RULES).text
    assert starts(world) == before


def test_there_is_one_rulebook_and_it_stays(boss: Browser) -> None:
    assert boss.get("/tables/rulebook/create").status_code == 403
    assert boss.row_action("delete", key="rulebook").status_code == 400
    assert "_add_another" not in boss.get("/tables/rulebook/edit?pk=1").text


def test_the_place_of_an_area_is_typed_once_and_its_name_at_any_time(boss: Browser, world: World) -> None:
    for area in ({"code": "SHU", "name_zh": "本校区"}, {"code": "E", "name_zh": "东区", "parent_id": "1"}):
        assert boss.post("/tables/area/create", area).url.path.endswith("/list")
    changed = {"code": "X", "parent_id": "", "name_zh": "东校区", "name_en": "East area"}
    assert boss.post("/tables/area/edit?pk=2", changed).url.path.endswith("/list")
    page = boss.get("/tables/area/list").text
    assert "东校区" in page
    assert "SHU · 本校区" in page
    assert boss.row_action("delete", key="area", row=1).status_code == 400


def test_too_long_a_night_is_refused_in_a_sentence(boss: Browser, world: World) -> None:
    page = boss.post("/tables/rulebook/edit?pk=1", {**RULES, "quiet_from": "07:00", "quiet_until": "22:30"})
    assert page.status_code == 422
    assert "Quiet hours last at most 14 hours" in page.text
    with world.database.reading() as session:
        assert house.rules(session).quiet[0] == time(22, 30)
