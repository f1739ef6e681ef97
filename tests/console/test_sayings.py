"""What the console says after saving is so: seen now, later, no more, by nobody."""

import html
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from community.audit import AuditEntry
from community.safety import notices
from community.safety.tables import SafetyNotice
from community.staff import rules
from tests.console.conftest import ZONE, Browser, World
from tests.console.filled import SENSIBLE
from tests.sample import given_sample

NEW = 72
"""The number of a new item: the sample has 71."""
TIP, NOTICE, EVENT = SENSIBLE["guidance-item"], SENSIBLE["safety-notice"], SENSIBLE["event"]
NOW = {"valid_from": "", "expires_at": ""}


@pytest.fixture
def boss(world: World, window: Callable[[], Browser]) -> Browser:
    """Somebody who may publish, at work on the sample campus; it is Monday 23 November 2026, 12:00."""
    with world.database.transaction() as session:
        given_sample(session, now=world.now, zone=ZONE)
    world.staff("boss", rules.ADMIN)
    browser = window()
    browser.sign_in("boss")
    return browser


@pytest.mark.parametrize(
    ("typed", "english", "chinese"),
    [
        (NOW, "Students see it now.", "学生现在可以看到。"),
        (
            {"valid_from": ""},
            "Students see it now, until Sun 31 Jan 2027 23:59.",
            "学生现在可以看到，直到2027年1月31日周日 23:59。",
        ),
        ({}, "Students will see it from Tue 24 Nov 2026 08:00 on.", "学生从2026年11月24日周二 08:00起可以看到。"),
    ],
)
def test_who_publishes_reads_from_when_until_when_it_is_seen(
    boss: Browser, world: World, typed: dict[str, str], english: str, chinese: str
) -> None:
    boss.post("/tables/guidance-item/create", {**TIP, **typed})
    assert _publish(boss, "guidance-item", NEW) == f"Published. {english}"
    assert _said(boss.post(f"/tables/guidance-item/edit?pk={NEW}", {**TIP, **typed, "form": ""})).endswith(english)
    boss.post("/language", {"language": "zh", "back": "/console/"})
    changed = boss.post(f"/tables/guidance-item/edit?pk={NEW}", {**TIP, **typed, "title_zh": "改过的"})
    assert _said(changed) == f"“改过的 · A new one”已保存。{chinese}"


def test_what_was_over_before_it_could_be_seen_is_not_published(boss: Browser, world: World) -> None:
    boss.post("/tables/guidance-item/create", {**TIP, "expires_at": "2026-11-24T09:00"})
    boss.post("/tables/safety-notice/create", {**NOTICE, "onset": ""})
    world.later(days=2)
    boss.sign_in("boss")
    refused = boss.row_action("publish", row=NEW)
    assert refused.status_code == 400
    assert "It ended on Tue 24 Nov 2026 09:00, so no student would see it." in refused.text
    refused = boss.row_action("publish", key="safety-notice", row=6)
    assert "It ended on Mon 23 Nov 2026 18:00, so no student would see it." in refused.text
    assert _notice(world).state == "draft"


def test_a_notice_counts_from_when_it_is_issued(boss: Browser, world: World) -> None:
    boss.post("/tables/safety-notice/create", {**NOTICE, "msg_type": "Alert", "references_id": "", "effective": ""})
    assert _notice(world).state == "draft"
    world.later(minutes=30, seconds=7)
    boss.sign_in("boss")
    said = _publish(boss, "safety-notice", 6)
    assert said == (
        "Published. Students see it now, until Mon 23 Nov 2026 18:00. "
        "It concerns SHU/E/D7, SHU/E/D8 alone; nobody who lives elsewhere is shown it."
    )
    notice = _notice(world)
    assert notice.sent == notice.effective == world.now
    with world.database.reading() as session:
        assert notices.in_force(session, notice.id, world.now)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"status": "Test"}, "It is a test: no student is ever shown it."),
        ({"areas": ""}, "Students will see it from Mon 23 Nov 2026 13:00 on."),
        (
            {"msg_type": "Cancel", "references_id": "2", "effective": "", "areas": ""},
            "It ends the earlier notice: students no longer see that one.",
        ),
        (
            {"msg_type": "Cancel", "references_id": "2"},
            "From Mon 23 Nov 2026 13:00 on it ends the earlier notice; until then students see that one.",
        ),
    ],
)
def test_what_is_said_of_a_notice_is_what_students_see(
    boss: Browser, world: World, typed: dict[str, str], said: str
) -> None:
    boss.post("/tables/safety-notice/create", {**NOTICE, **typed})
    assert _publish(boss, "safety-notice", 6) == f"Published. {said}"
    with world.database.reading() as session:
        assert notices.in_force(session, 6, world.now) is None


def test_a_notice_that_was_replaced_is_not_said_to_be_seen(boss: Browser) -> None:
    changed = boss.post("/tables/safety-notice/edit?pk=1", {**NOTICE, "msg_type": "Alert", "references_id": ""})
    assert _said(changed).endswith("Students don't see it: a newer notice has taken its place.")


def test_an_event_is_seen_until_it_is_over(boss: Browser, world: World) -> None:
    boss.post("/tables/event/create", {**EVENT, **NOW})
    assert _publish(boss, "event", 14) == "Published. Students see it now, until Wed 2 Dec 2026 16:00."
    world.later(days=10)
    boss.sign_in("boss")
    changed = boss.post("/tables/event/edit?pk=14", {**EVENT, **NOW, "title_en": "Over"})
    assert _said(changed).endswith("Students don't see it any more: it ended on Wed 2 Dec 2026 16:00.")


def test_saving_without_a_change_says_so_and_leaves_no_trace(boss: Browser, world: World) -> None:
    boss.post("/tables/hotline/create", SENSIBLE["hotline"])
    before = _steps(world)
    for _ in range(2):
        assert _said(boss.post("/tables/hotline/edit?pk=9", SENSIBLE["hotline"])) == (
            "Nothing was changed in “0451-0000-0999 · 夜间热线 · Night line”."
        )
    assert _steps(world) == before


def test_a_draft_and_what_was_withdrawn_are_seen_by_nobody(boss: Browser) -> None:
    boss.post("/tables/event/create", EVENT)
    assert _said(boss.post("/tables/event/edit?pk=14", {**EVENT, "title_en": "Changed"})).endswith(
        "It is a draft: no student sees it until it is published."
    )
    boss.row_action("publish", key="event", row=14)
    boss.row_action("withdraw", key="event", row=14)
    assert _said(boss.post("/tables/event/edit?pk=14", {**EVENT, "title_en": "Again"})).endswith(
        "It is withdrawn: no student sees it."
    )


def _publish(boss: Browser, key: str, row: int) -> str:
    assert boss.row_action("publish", key=key, row=row).status_code == 200
    return _said(boss.get(f"/tables/{key}/list"))


def _said(page) -> str:  # type: ignore[no-untyped-def]
    found = re.findall(r'<div class="alert-description">(.*?)</div>', page.text)
    assert len(found) == 1, found
    return html.unescape(found[0])


def _notice(world: World) -> SafetyNotice:
    with world.database.reading() as session:
        return session.scalars(select(SafetyNotice).order_by(SafetyNotice.id.desc())).first()  # type: ignore[return-value]


def _steps(world: World) -> list[str]:
    with world.database.reading() as session:
        query = select(AuditEntry.what).where(AuditEntry.what.like("row_%")).order_by(AuditEntry.id)
        return list(session.scalars(query))
