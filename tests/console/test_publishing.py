"""Drafts on their way to students: submitted, approved, published, by whoever may and by whoever is first."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from community.audit import AuditEntry
from community.guidance.tables import GuidanceItem
from community.post.tables import Delivery
from community.safety import notices
from community.safety.tables import SafetyNotice
from community.staff import rules
from tests.community.matter import given_notice, given_student, given_subject
from tests.community.racing import race
from tests.console.conftest import Browser, World, mounted
from tests.console.test_tables import TIP


@pytest.fixture(autouse=True)
def _subject(world: World) -> None:
    with world.database.transaction() as session:
        given_subject(session)


def test_an_author_submits_and_an_approver_approves(author: Browser, approver: Browser, world: World) -> None:
    author.post("/tables/guidance-item/create", TIP)
    assert author.row_action("submit").status_code == 200
    waiting = "It waits for an approver: no student sees it until then."
    assert waiting in author.get("/tables/guidance-item/list").text
    assert "In review" in approver.get("/tables/guidance-item/list").text
    assert author.row_action("approve").status_code == 400
    assert approver.row_action("approve").status_code == 200
    assert "Published. Students see it now." in approver.get("/tables/guidance-item/list").text
    assert state(world) == "published"
    assert steps(world) == [("author", "submitted"), ("approver", "approved")]


def test_an_author_who_mends_what_waits_submits_it_again(author: Browser, approver: Browser, world: World) -> None:
    author.post("/tables/guidance-item/create", TIP)
    author.row_action("submit")
    mended = author.post("/tables/guidance-item/edit?pk=1", {**TIP, "title_en": "Mended"})
    assert "It is a draft: no student sees it until it is published." in mended.text
    assert approver.row_action("approve").status_code == 400
    assert state(world) == "draft"


def test_buttons_are_those_of_the_role_and_the_state(author: Browser, approver: Browser, world: World) -> None:
    author.post("/tables/guidance-item/create", TIP)
    assert buttons(author) == {"submit"}
    assert buttons(approver) == {"submit", "publish"}
    author.row_action("submit")
    assert buttons(author) == {"to_draft"}
    assert buttons(approver) == {"approve", "to_draft"}
    approver.row_action("approve")
    assert buttons(author) == set()
    assert buttons(approver) == {"to_draft", "withdraw"}


def test_a_second_click_tells_nobody_again(approver: Browser, world: World) -> None:
    with world.database.transaction() as session:
        given_student(session, "1")
        given_notice(session, state="draft")
    assert approver.row_action("publish", key="safety-notice").status_code == 200
    announce(world)
    world.later(seconds=5)
    again = approver.row_action("publish", key="safety-notice")
    assert (again.status_code, "It is published already." in again.text) == (400, True), again.text
    announce(world)
    assert told(world) == 1


def test_what_is_not_so_already_is_not_said_to_be(approver: Browser, world: World) -> None:
    with world.database.transaction() as session:
        given_notice(session, state="draft")
    refused = [approver.row_action(step, key="safety-notice").text for step in ("withdraw", "approve")]
    assert refused == ['{"msg":"It is a draft."}'] * 2
    approver.row_action("publish", key="safety-notice")
    assert approver.row_action("withdraw", key="safety-notice").status_code == 200
    assert "It is withdrawn already." in approver.row_action("withdraw", key="safety-notice").text


def test_two_approvers_at_once_tell_each_student_once(world: World, window: Callable[..., Browser]) -> None:
    with world.database.transaction() as session:
        for address in ("1", "2"):
            given_student(session, address)
        given_notice(session, state="draft")
    approvers = []
    for login in ("ben", "eve"):
        world.staff(login, rules.APPROVER)
        approvers.append(window(app=mounted(world)))  # a process each, as it were
        approvers[-1].sign_in(login)

    def publish(browser: Browser) -> str:
        done = browser.row_action("publish", key="safety-notice").status_code == 200
        announce(world)
        return "published" if done else "too late"

    assert race([lambda: publish(approvers[0]), lambda: publish(approvers[1])]) == {"published": 1, "too late": 1}
    announce(world)
    assert told(world) == 2


def state(world: World) -> str:
    with world.database.reading() as session:
        return session.scalars(select(GuidanceItem.status)).one()


def steps(world: World) -> list[tuple[str, str]]:
    from community.staff.tables import StaffAccount

    with world.database.reading() as session:
        logins = {f"staff:{one.id}": one.login for one in session.scalars(select(StaffAccount))}
        query = select(AuditEntry.who, AuditEntry.what).where(AuditEntry.about == "guidance_items:1")
        found = [(logins[who], what) for who, what in session.execute(query.order_by(AuditEntry.id))]
    return [one for one in found if not one[1].startswith("row_")]


def buttons(browser: Browser) -> set[str]:
    page = browser.get("/tables/guidance-item/list").text
    return {
        name for name in ("submit", "approve", "publish", "to_draft", "withdraw") if f'data-sa-name="{name}"' in page
    }


def announce(world: World) -> None:
    with world.database.transaction() as session:
        notices.announce(session, world.now)


def told(world: World) -> int:
    with world.database.reading() as session:
        query = select(func.count()).where(Delivery.kind == "safety_notice")
        assert session.scalar(select(SafetyNotice.state)) == "published"
        return session.scalar(query) or 0
