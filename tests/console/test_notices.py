"""Whom a notice reaches is shown before it is sent, and what became of it afterwards."""

import pytest
from sqlalchemy import select

from community.post import outbox
from community.post.rules import GivenUp, Outcome, Sent
from community.post.tables import Delivery
from community.safety import notices
from tests.community.matter import given_notice, given_student
from tests.console.conftest import Browser, World


@pytest.fixture
def campus(world: World) -> World:
    """Two students in Dorm E7, one elsewhere, three of whom nobody knows where they live."""
    with world.database.transaction() as session:
        for number, area in enumerate(("SHU/E/D7/F4", "SHU/E/D7", "SHU/W/D1", "", "", "")):
            given_student(session, str(number), area=area)
    return world


def draft(world: World, **facts: object) -> int:
    with world.database.transaction() as session:
        return given_notice(session, "No water", **{"state": "draft", "areas": ["SHU/E/D7"], **facts}).id


@pytest.mark.parametrize(
    ("severity", "says"),
    [
        ("Moderate", "Reaches students who live there: 2. Those whose building is not known do not get it: 3."),
        ("Severe", "Reaches students who live there: 2. Those whose building is not known get it as well: 3."),
    ],
)
def test_the_officer_sees_the_numbers_before_sending(
    campus: World, browser: Browser, approver: Browser, severity: str, says: str
) -> None:
    draft(campus, severity=severity)
    campus.staff("sun", "safety_officer")
    browser.sign_in("sun")
    for page in (browser.get("/notices").text, approver.get("/notices").text):
        assert says in " ".join(page.split())
        assert "Draft" in page


def test_the_dialog_that_publishes_shows_them_too(campus: World, approver: Browser) -> None:
    draft(campus)
    page = approver.get("/tables/safety-notice/detail?pk=1").text
    assert "Students who live there, whom it reaches: &lt;/p&gt;" not in page
    assert "whom it reaches: &lt;b&gt;2&lt;/b&gt;" in page
    assert "who do not get it: &lt;b&gt;3&lt;/b&gt;" in page


def test_afterwards_it_says_whom_it_has_reached(campus: World, approver: Browser) -> None:
    draft(campus, state="published", severity="Severe")
    outcomes: list[Outcome] = [Sent("1"), Sent("2"), GivenUp("blocked")]
    with campus.database.transaction() as session:
        assert notices.announce(session, campus.now) == 5
        for delivery, outcome in zip(session.scalars(select(Delivery).order_by(Delivery.id)), outcomes, strict=False):
            outbox.record(session, delivery, outcome, now=campus.now)
    page = approver.get("/notices").text
    assert "Students who have it: 2; it is on its way to: 2; it did not reach: 1." in page


def test_the_homes_are_counted_as_the_notice_is_sent(campus: World) -> None:
    with campus.database.transaction() as session:
        left = given_student(session, "gone", area="SHU/E/D7")
        left.channel_address.blocked_at = campus.now
        assert notices.homes(session).total() == len(list(notices.reachable(session, "safety")))


def test_an_officer_writes_drafts_and_an_approver_publishes_them(campus: World, browser: Browser) -> None:
    campus.staff("sun", "safety_officer")
    browser.sign_in("sun")
    notice = {
        "sender": "Security",
        "event_zh": "停水",
        "event_en": "Water",
        "headline_zh": "停水",
        "headline_en": "Water",
    }
    notice |= {"effective": "2026-11-23T12:00", "expires": "2026-11-23T18:00", "areas": "SHU/E/D7"}
    saved = browser.post("/tables/safety-notice/create", notice)
    assert saved.url.path.endswith("/safety-notice/list")
    assert browser.row_action("publish", key="safety-notice").status_code == 400


@pytest.mark.parametrize("role", ["counselor"])
def test_counselors_have_nothing_to_do_with_notices(campus: World, browser: Browser, role: str) -> None:
    campus.staff("other", role)
    browser.sign_in("other")
    assert browser.get("/notices").status_code == 403
