"""Reports to security: read, taken, closed; who reported is shown to those who may know alone."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from actions.dialogue import registry
from community.audit import AuditEntry
from community.post import talks
from community.post.tables import Delivery
from community.safety import incidents
from community.safety.tables import Incident
from tests.actions.case_talk import said
from tests.community.matter import given_student, student_of
from tests.console.conftest import ZONE, Browser, World

registry.load()


def report(world: World, mode: str = "named", *, kind: str = "hazard", words: str = "4楼应急灯不亮") -> int:
    """Let 张雨桐 report something and return its number."""
    with world.database.transaction() as session:
        talk = given_student(session, "7001", name="张雨桐", school_number="2023051234")
        made = incidents.report(
            session, kind=kind, place="E7-F4", words=words, mode=mode, conversation=talk, zone=ZONE, now=world.now
        )
        return made.id


def officer_in(world: World, browser: Browser, login: str = "sun", *roles: str) -> Browser:
    world.staff(login, *(roles or ("safety_officer",)), name=login.title())
    browser.sign_in(login)
    return browser


@pytest.fixture
def officer(world: World, browser: Browser) -> Browser:
    """A browser in which an officer of security is signed in."""
    return officer_in(world, browser)


def row(world: World, number: int) -> Incident:
    with world.database.reading() as session:
        return session.get_one(Incident, number)


def audited(world: World) -> list[str]:
    with world.database.reading() as session:
        return [entry.what for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_an_officer_signs_in_and_has_pages_to_work_with(world: World, browser: Browser) -> None:
    world.staff("sun", "safety_officer")
    page = browser.sign_in("sun")
    assert page.url.path == "/console/incidents"
    assert "No report waits." in page.text
    for path in ("/incidents", "/notices", "/tables/", "/tables/safety-notice/create", "/account"):
        assert browser.get(path).status_code == 200, path
    for path in ("/inbox", "/appointments", "/signups", "/tables/guidance-item/create"):
        assert browser.get(path).status_code == 403, path


@pytest.mark.parametrize("role", ["author", "approver", "counselor"])
def test_who_is_not_of_security_sees_no_report(world: World, browser: Browser, role: str) -> None:
    number = report(world)
    officer_in(world, browser, "other", role)
    for path in ("/incidents", "/incidents/list", f"/incidents/{number}"):
        page = browser.get(path)
        assert page.status_code == 403
        assert "应急灯" not in page.text
    assert browser.post(f"/incidents/{number}/take").status_code == 403


def test_danger_stands_first_then_what_waits_longest_then_what_somebody_has(officer: Browser, world: World) -> None:
    taken = report(world, words="taken one")
    world.later(minutes=1)
    report(world, words="older one")
    world.later(minutes=1)
    report(world, words="newer one")
    world.later(minutes=1)
    report(world, words="it burns", kind="danger")
    officer.get("/incidents")
    officer.post(f"/incidents/{taken}/take")
    page = officer.get("/incidents").text
    places = [page.index(words) for words in ("it burns", "older one", "newer one", "taken one")]
    assert places == sorted(places)


def test_what_was_written_is_shown_as_text(officer: Browser, world: World) -> None:
    number = report(world, words="<script>alert(1)</script>")
    for path in ("/incidents", f"/incidents/{number}"):
        assert "<script>alert" not in officer.get(path).text


@pytest.mark.parametrize(
    ("mode", "officer_knows", "admin_knows"),
    [("named", True, True), ("confidential", True, False), ("anonymous", False, False)],
)
def test_who_reported_is_shown_to_those_who_may_know(
    officer: Browser, world: World, window: Callable[[], Browser], mode: str, officer_knows: bool, admin_knows: bool
) -> None:
    number = report(world, mode)
    boss = officer_in(world, window(), "boss", "admin")
    for browser, knows in ((officer, officer_knows), (boss, admin_knows)):
        before = len(audited(world))
        page = browser.get(f"/incidents/{number}").text
        assert ("张雨桐" in page) is knows
        assert ("2023051234" in page) is knows
        assert ("reporter_shown" in audited(world)[before:]) is knows
        assert "incident_read" in audited(world)[before:]
        assert "张雨桐" not in browser.get("/incidents").text


def test_an_anonymous_report_holds_no_trace_of_who_made_it(world: World) -> None:
    assert (row(world, report(world, "anonymous")).student_id, row(world, 1).conversation_id) == (None, None)


def test_taken_by_one_it_is_theirs_and_the_second_is_told(
    officer: Browser, world: World, window: Callable[[], Browser]
) -> None:
    number = report(world)
    other = officer_in(world, window(), "zhou")
    other.get(f"/incidents/{number}")
    officer.get(f"/incidents/{number}")
    assert "With Sun" in officer.post(f"/incidents/{number}/take").text
    second = other.post(f"/incidents/{number}/take")
    assert second.status_code == 409
    assert "Sun was a moment quicker" in second.text
    assert row(world, number).status == "assigned"
    assert "With Zhou" in other.post(f"/incidents/{number}/take", {"over": "yes"}).text
    assert audited(world).count("incident_taken") == 2


def test_closing_needs_a_note_and_is_once(officer: Browser, world: World) -> None:
    number = report(world)
    officer.get(f"/incidents/{number}")
    refused = officer.post(f"/incidents/{number}/close", {"note": "  "})
    assert refused.status_code == 409
    assert "Say in the note what was done" in refused.text
    assert row(world, number).status == "open"
    page = officer.post(f"/incidents/{number}/close", {"note": "a new lamp"}).text
    assert "a new lamp" in page
    assert "Closed" in page
    again = officer.post(f"/incidents/{number}/close", {"note": "another"})
    assert "closed meanwhile" in again.text
    assert row(world, number).note == "a new lamp"
    assert audited(world).count("incident_closed") == 1
    assert "应急灯" not in officer.get("/incidents").text
    assert "应急灯" in officer.get("/incidents?show=closed").text


@pytest.mark.parametrize(("mode", "told"), [("named", 1), ("confidential", 1), ("anonymous", 0)])
def test_the_reporter_is_told_what_happened_and_no_more(officer: Browser, world: World, mode: str, told: int) -> None:
    number = report(world, mode)
    officer.get(f"/incidents/{number}")
    officer.post(f"/incidents/{number}/take")
    with world.database.transaction() as session:
        taken = said(session, "incident_taken")
        assert len(taken) == told
        assert all("has been taken up: somebody looks after it now" in words for words in taken)
    officer.post(f"/incidents/{number}/close", {"note": "secret findings"})
    with world.database.transaction() as session:
        closed = said(session, "incident_closed")
        assert len(closed) == told
        assert all("has been closed" in words and "secret" not in words for words in closed)
        assert said(session, "incident_taken") == []
        assert [words[:5] for words in said(session, "incident_closed", language="zh")] == ["你的上报 "] * told


def test_taking_it_over_tells_the_reporter_nothing_new(
    officer: Browser, world: World, window: Callable[[], Browser]
) -> None:
    number = report(world)
    officer.get(f"/incidents/{number}")
    officer.post(f"/incidents/{number}/take")
    other = officer_in(world, window(), "zhou")
    other.get(f"/incidents/{number}")
    other.post(f"/incidents/{number}/take", {"over": "yes"})
    with world.database.reading() as session:
        assert len(session.scalars(select(Delivery).where(Delivery.kind == "incident_taken")).all()) == 1


def test_a_report_that_is_not_there_is_said_so(officer: Browser) -> None:
    officer.get("/incidents")
    assert officer.get("/incidents/99").status_code == 404
    assert officer.post("/incidents/99/take").status_code == 404


def test_forms_without_their_token_change_nothing(officer: Browser, world: World) -> None:
    number = report(world)
    officer.token = ""
    assert officer.post(f"/incidents/{number}/take").status_code == 403
    assert row(world, number).status == "open"


def test_the_staffs_group_still_learns_of_a_report(world: World) -> None:
    with world.database.transaction() as session:
        talks.keep_staff_group(session, "telegram", "-100", now=world.now)
        assert student_of(given_student(session, "7001")).area == ""
    report(world)
    with world.database.transaction() as session:
        assert said(session, "incident_alert")
