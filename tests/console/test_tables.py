"""Drafts, publishing, and who may do what to which table."""

import re
from datetime import datetime
from urllib.parse import quote

import pytest
from sqlalchemy import select

from community.audit import AuditEntry
from community.campus.tables import Area, CampusDay, OfficeHours
from community.cases.tables import Hotline
from community.counseling.tables import AvailabilityRule, Counselor
from community.events.tables import Event
from community.guidance.tables import GuidanceItem
from community.safety.tables import SafetyNotice
from console.tables.catalogue import TABLES
from tests.community.matter import given_subject
from tests.console.conftest import ZONE, Browser, World
from tests.sample import given_what_comes_with_the_database

TIP = {
    "code": "tip-1",
    "subject_id": "1",
    "title_zh": "简历怎么写",
    "title_en": "Writing a resume",
    "kind": "advice",
    "topic": "resume",
    "steps_zh": "先写经历\n\n 再写技能 ",
    "asked_as": "how to write a CV\n简历怎么写",
}


@pytest.fixture(autouse=True)
def _subject(world: World) -> None:
    with world.database.transaction() as session:
        given_subject(session)


def test_every_table_opens_with_its_rows_and_forms(world: World, browser: Browser) -> None:
    world.staff("boss", "admin")
    _add_rows(world)
    browser.sign_in("boss")
    keys = re.findall(r"/console/tables/([a-z-]+)/list", browser.get("/tables/").text)
    assert len(set(keys)) == len(TABLES)
    for key in set(keys):
        assert browser.get(f"/tables/{key}/list").status_code == 200
        assert browser.get(f"/tables/{key}/create").status_code == (403 if key == "rulebook" else 200)
        for page in ("detail", "edit"):
            assert browser.get(f"/tables/{key}/{page}?pk=1").status_code == 200, (key, page)


def test_a_list_can_be_sorted_by_each_column_that_offers_it(world: World, browser: Browser) -> None:
    world.staff("boss", "admin")
    _add_rows(world)
    browser.sign_in("boss")
    for key in ("office", "counselor"):  # which show lists
        offered = re.findall(r"sort=(\w+)__", browser.get(f"/tables/{key}/list").text)
        assert offered, key
        for column in set(offered) - {"id"}:  # by which each list is sorted at first, though it is not shown
            assert browser.get(f"/tables/{key}/list?sort={column}__desc").status_code == 200, (key, column)


def test_a_search_finds_what_is_searched_for_and_nothing_else(author: Browser, world: World) -> None:
    author.post("/tables/guidance-item/create", TIP)
    for term, found in (("resume", True), ("RESUME", True), ("简历", True), ("%", False), ("interview", False)):
        page = author.get(f"/tables/guidance-item/list?q={quote(term)}").text
        assert ("tip-1" in page) is found, term


def test_what_an_author_writes_is_a_draft_whatever_was_sent(author: Browser, world: World) -> None:
    saved = author.post("/tables/guidance-item/create", {**TIP, "status": "published", "version": "9"})
    assert saved.url.path.endswith("/guidance-item/list")
    tip = _tip(world)
    assert (tip.status, tip.version, tip.title_en) == ("draft", 1, "Writing a resume")
    assert tip.steps_zh == ["先写经历", "再写技能"]
    assert _audited(world)[-1] == ("row_added", "guidance_items:1")


def test_an_author_can_neither_publish_nor_delete(author: Browser, world: World) -> None:
    author.post("/tables/guidance-item/create", TIP)
    for name in ("publish", "to_draft", "withdraw", "delete"):
        assert author.row_action(name).status_code == 400
    assert _tip(world).status == "draft"


def test_an_approver_publishes_and_takes_back(author: Browser, approver: Browser, world: World) -> None:
    author.post("/tables/guidance-item/create", TIP)
    assert approver.row_action("publish").status_code == 200
    assert _tip(world).status == "published"
    assert approver.row_action("publish").status_code == 400
    assert approver.row_action("to_draft").status_code == 200
    assert _tip(world).status == "draft"
    assert [what for what, _ in _audited(world)][-3:] == ["row_added", "published", "taken_back"]
    assert world.woken


def test_what_students_see_is_changed_by_approvers_only(author: Browser, approver: Browser, world: World) -> None:
    author.post("/tables/guidance-item/create", TIP)
    approver.row_action("publish")
    changed = {**TIP, "title_en": "Changed"}
    assert author.post("/tables/guidance-item/edit?pk=1", changed).status_code == 403
    assert _tip(world).title_en == "Writing a resume"
    assert approver.post("/tables/guidance-item/edit?pk=1", changed).status_code == 200
    assert (_tip(world).title_en, _tip(world).version, _tip(world).status) == ("Changed", 2, "published")


def test_what_is_published_is_not_deleted(approver: Browser, world: World) -> None:
    approver.post("/tables/guidance-item/create", TIP)
    approver.row_action("publish")
    assert approver.row_action("delete").status_code == 400
    bulk = approver.post("/tables/_api/guidance-item/action?name=delete&pks=1", headers={"X-CSRFToken": approver.token})
    assert bulk.status_code == 400
    approver.row_action("to_draft")
    assert approver.row_action("delete").status_code == 200
    with world.database.reading() as session:
        assert session.scalar(select(GuidanceItem)) is None


def test_two_rows_of_one_code_are_refused_kindly(author: Browser, world: World) -> None:
    author.post("/tables/guidance-item/create", TIP)
    again = author.post("/tables/guidance-item/create", TIP)
    assert again.status_code == 422
    assert "clashes with another row" in again.text


def test_what_is_needed_must_be_said(author: Browser, world: World) -> None:
    refused = author.post("/tables/guidance-item/create", {**TIP, "title_zh": " ", "title_en": ""})
    assert refused.status_code == 422
    with world.database.reading() as session:
        assert session.scalar(select(GuidanceItem)) is None


def test_a_changed_notice_is_announced_anew_and_an_unchanged_one_is_not(approver: Browser, world: World) -> None:
    _add_rows(world)
    with world.database.transaction() as session:
        session.scalars(select(SafetyNotice)).one().announced_at = world.now
    notice = {"sender": "Security", "event_zh": "火", "event_en": "Fire", "headline_zh": "火", "headline_en": "Fire"}
    notice |= {"effective": "2026-11-23T12:00", "expires": "2026-11-23T18:00"}
    assert approver.post("/tables/safety-notice/edit?pk=1", notice).status_code == 200
    assert _announced(world) == world.now
    assert approver.post("/tables/safety-notice/edit?pk=1", {**notice, "headline_en": "Big fire"}).status_code == 200
    assert _announced(world) is None


def test_times_are_typed_as_campus_time(approver: Browser, world: World) -> None:
    event = {"code": "ev-1", "title_zh": "招聘会", "title_en": "Fair", "kind": "job_fair", "place_zh": "体育馆"}
    times = {"starts_at": "2026-12-01T09:00", "ends_at": "2026-12-01T12:00"}
    saved = approver.post("/tables/event/create", {**event, **times, "place_en": "Gym"})
    assert saved.url.path.endswith("/event/list")
    with world.database.reading() as session:
        row = session.scalars(select(Event)).one()
    assert row.starts_at == datetime(2026, 12, 1, 9, tzinfo=ZONE)
    assert "09:00" in approver.get("/tables/event/edit?pk=1").text


def test_hotlines_are_for_approvers_and_hours_for_counselors(author: Browser, world: World, browser: Browser) -> None:
    _add_rows(world)
    assert author.get("/tables/hotline/create").status_code == 403
    assert author.get("/tables/availability-rule/create").status_code == 403
    world.staff("li", "counselor")
    browser.sign_in("li")
    assert browser.get("/tables/availability-rule/create").status_code == 200
    assert browser.get("/tables/hotline/create").status_code == 403


def test_a_counselor_who_is_referred_to_stays(browser: Browser, world: World) -> None:
    world.staff("boss", "admin")
    _add_rows(world)
    browser.sign_in("boss")
    refused = browser.row_action("delete", key="counselor")
    assert refused.status_code == 400
    assert "still refer" in refused.text


def test_the_tables_refuse_forms_without_their_token(approver: Browser) -> None:
    approver.token = ""
    assert approver.post("/tables/guidance-item/create", TIP).status_code == 403
    assert approver.row_action("publish").status_code == 403


def test_no_table_page_names_a_foreign_host(approver: Browser) -> None:
    for path in ("/tables/", "/tables/guidance-item/list", "/tables/event/create"):
        page = approver.get(path).text
        links = re.findall(r"""(?:src=|href=|url\(|@import )["'( ]*(https?://[^"')]+)""", page)
        assert [link for link in links if not link.startswith("http://testserver/")] == []


def test_the_tables_speak_the_readers_language(approver: Browser) -> None:
    assert "Subjects of guidance" in approver.get("/tables/").text
    approver.get("/sign-in")
    approver.post("/language", {"language": "zh", "back": "/console/tables/"})
    assert "指南栏目" in approver.get("/tables/").text


def _tip(world: World) -> GuidanceItem:
    with world.database.reading() as session:
        return session.scalars(select(GuidanceItem)).one()


def _announced(world: World) -> datetime | None:
    with world.database.reading() as session:
        return session.scalars(select(SafetyNotice)).one().announced_at


def _audited(world: World) -> list[tuple[str, str]]:
    with world.database.reading() as session:
        return [(entry.what, entry.about) for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def _add_rows(world: World) -> None:
    counselor = Counselor(code="c1", name="李静", name_en="Li Jing", languages=["zh"], topics=[], topics_en=[])
    noon, evening = world.now, world.now.replace(hour=18)
    with world.database.transaction() as session:
        session.add_all([counselor, Hotline(number="12356", name_zh="心理援助", name_en="Support", kind="support")])
        session.flush()
        rule = AvailabilityRule(counselor_id=counselor.id, weekday="Wed", begins=noon.time(), ends=evening.time())
        session.add_all([rule, OfficeHours(weekday="Mon", begins=noon.time(), ends=evening.time())])
        session.add(CampusDay(day=noon.date(), name_zh="校庆", name_en="Founding day"))
        session.add(Area(code="SHU", name_zh="本校区"))
        given_what_comes_with_the_database(session)
        for table in TABLES:
            if table.state and table.model is not SafetyNotice:
                extra = {"starts_at": noon, "ends_at": evening, "place_zh": "馆", "place_en": "Gym", "kind": "lecture"}
                row = {"code": "x-1", "title_zh": "题", "title_en": "Title"}
                extra = extra if table.model is Event else {"subject_id": 1} if table.model is GuidanceItem else {}
                session.add(table.model(**row, **extra))
        words = {"sender": "Security", "event_zh": "火", "event_en": "Fire", "headline_zh": "火", "headline_en": "Fire"}
        session.add(SafetyNotice(**words, sent=noon, effective=noon, expires=evening))
        leave = next(table.model for table in TABLES if table.model.__tablename__ == "availability_exceptions")
        session.add(leave(counselor_id=counselor.id, starts_at=noon, ends_at=evening))
