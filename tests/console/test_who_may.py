"""Each role sees the tables that it may change, and no others; what is forbidden is refused with a sentence."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from community.staff import rules
from tests.console.conftest import ZONE, Browser, World
from tests.console.filled import SENSIBLE
from tests.console.test_refusals import BY_KEY
from tests.sample import given_sample, given_what_comes_with_the_database

SAFETY = {"safety-notice", "safety-lesson"}
CONTENT = {*SAFETY, "guidance-item", "event", "office"}
FOR_APPROVERS = {"hotline", "guidance-subject"}
MAP = {"area"}
HOURS = {"academic-term", "office-hours", "campus-day", "counselor", "availability-rule", "availability-exception"}
MAY_CHANGE = {
    rules.ADMIN: {*CONTENT, *HOURS, *FOR_APPROVERS, *MAP, "rulebook"},
    rules.APPROVER: {*CONTENT, *FOR_APPROVERS, *MAP},
    rules.AUTHOR: CONTENT,
    rules.COUNSELOR: HOURS,
    rules.SAFETY_OFFICER: {*SAFETY, *MAP},
}
NOT_YOURS = {
    "en": "Your role may not see or change this. Ask an administrator if it should.",
    "zh": "你的角色不能查看或更改这里。如有需要，请联系管理员。",
}
PUBLISHED = {
    "en": "It is published: ask an approver to take it back to draft first.",
    "zh": "它已发布：请先让审批人退回草稿。",
}


@pytest.fixture
def enter(world: World, window: Callable[[], Browser]) -> Callable[[str], Browser]:
    """Sign somebody of a role in on the sample campus."""
    with world.database.transaction() as session:
        given_sample(session, now=world.now, zone=ZONE)
        given_what_comes_with_the_database(session)

    def sign_in(role: str) -> Browser:
        world.staff(role, role)
        browser = window()
        browser.sign_in(role)
        return browser

    return sign_in


@pytest.mark.parametrize("role", rules.ROLES)
def test_a_role_sees_what_it_may_change_and_nothing_else(
    enter: Callable[[str], Browser], world: World, role: str
) -> None:
    browser, before = enter(role), _counts(world)
    menu = set(re.findall(r"/console/tables/([a-z-]+)/", browser.get("/tables/").text)) - {"static"}
    assert menu == MAY_CHANGE[role]
    for key in BY_KEY.keys() - MAY_CHANGE[role]:
        pages = [browser.get(f"/tables/{key}/{path}") for path in ("list", "create", "edit?pk=1", "detail?pk=1")]
        pages += [browser.post(f"/tables/{key}/{path}", SENSIBLE[key]) for path in ("create", "edit?pk=1")]
        assert {(page.status_code, NOT_YOURS["en"] in page.text) for page in pages} == {(403, True)}, key
        assert browser.row_action("delete", key=key).status_code == 400
    assert _counts(world) == before


def test_what_is_forbidden_is_said_in_the_readers_language(enter: Callable[[str], Browser]) -> None:
    browser = enter(rules.COUNSELOR)
    browser.post("/language", {"language": "zh", "back": "/console/"})
    for page in (browser.get("/tables/hotline/list"), browser.post("/tables/hotline/create", SENSIBLE["hotline"])):
        assert (page.status_code, NOT_YOURS["zh"] in page.text) == (403, True)


@pytest.mark.parametrize("role", [rules.AUTHOR, rules.SAFETY_OFFICER])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_students_see_opens_no_form_for_who_writes_drafts(
    enter: Callable[[str], Browser], role: str, language: str
) -> None:
    browser = enter(role)
    browser.post("/language", {"language": language, "back": "/console/"})
    for page in (
        browser.get("/tables/safety-notice/edit?pk=1"),
        browser.post("/tables/safety-notice/edit?pk=1", SENSIBLE["safety-notice"]),
    ):
        assert (page.status_code, PUBLISHED[language] in page.text) == (403, True)


def test_an_officer_writes_notices_and_an_approver_issues_them(enter: Callable[[str], Browser]) -> None:
    officer, approver = enter(rules.SAFETY_OFFICER), enter(rules.APPROVER)
    saved = officer.post("/tables/safety-notice/create", SENSIBLE["safety-notice"])
    assert "七舍冒烟 · Smoke in dorm 7" in saved.text
    assert "no student sees it until it is published" in saved.text
    assert officer.row_action("publish", key="safety-notice", row=6).status_code == 400
    assert approver.row_action("publish", key="safety-notice", row=6).status_code == 200


def test_a_page_that_is_not_there_is_said_so(enter: Callable[[str], Browser]) -> None:
    browser = enter(rules.ADMIN)
    page = browser.get("/tables/event/edit?pk=9999")
    assert page.status_code == 404
    assert "Somebody may have removed it, or the address is wrong." in page.text


def _counts(world: World) -> list[int | None]:
    with world.database.reading() as session:
        return [session.scalar(select(func.count()).select_from(table.model)) for table in BY_KEY.values()]
