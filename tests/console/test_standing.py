"""What stands above every page of the console: that nobody is alerted, and that the campus is invented."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from community import samples
from community.guidance.tables import GuidanceItem
from community.post import talks
from tests.community.matter import given_tip
from tests.console.conftest import Browser, World

PAGES = ("/inbox", "/tables/", "/tables/guidance-item/list")
UNALERTED = "No way to alert staff is set up"


@pytest.mark.parametrize("path", PAGES)
def test_without_a_group_every_page_says_in_red_that_nobody_is_alerted_and_how_to_mend_it(
    counselor: Browser, path: str
) -> None:
    page = counselor.get(path).text
    assert UNALERTED in page
    assert "README.md, “Telegram”, step 2" in page
    assert 'class="notice danger"' in page or "alert-danger" in page


@pytest.mark.parametrize("path", PAGES)
def test_with_a_group_nothing_is_said(counselor: Browser, world: World, path: str) -> None:
    given_group(world)
    page = counselor.get(path).text
    assert UNALERTED not in page
    assert "takes no messages" not in page


def test_a_group_that_has_put_us_out_is_said_to_be_so(counselor: Browser, world: World) -> None:
    given_group(world, blocked=True)
    assert "takes no messages from me" in counselor.get("/inbox").text


def test_it_is_said_in_chinese_too(world: World, window: Callable[[], Browser]) -> None:
    browser = window()
    world.staff("li", "counselor")
    browser.sign_in("li")
    browser.client.cookies.set("onestop_console_language", "zh")
    assert "还没有设置任何提醒值班人员的途径" in browser.get("/inbox").text
    assert "还没有设置任何提醒值班人员的途径" in browser.get("/tables/").text


def test_who_is_not_signed_in_reads_nothing_of_it(browser: Browser, world: World) -> None:
    given_sample(world)
    page = browser.get("/sign-in").text
    assert UNALERTED not in page
    assert "Sample campus" not in page


@pytest.mark.parametrize("path", PAGES)
def test_a_sample_campus_is_called_one(counselor: Browser, world: World, path: str) -> None:
    assert "Sample campus" not in counselor.get(path).text
    given_sample(world)
    assert "Sample campus: 2 rows are still invented" in counselor.get(path).text


def test_a_row_that_is_published_by_a_person_is_theirs(approver: Browser, world: World) -> None:
    given_sample(world)
    assert approver.row_action("withdraw").status_code == 200
    assert "Sample campus: 1 rows are still invented" in approver.get("/tables/").text
    with world.database.reading() as session:
        first, second = session.scalars(select(GuidanceItem).order_by(GuidanceItem.id))
        assert (samples.is_sample(session, first), samples.is_sample(session, second)) == (False, True)


def given_group(world: World, *, blocked: bool = False) -> None:
    """Let the staff have a group, one that has put us out where blocked."""
    with world.database.transaction() as session:
        group = talks.keep_staff_group(session, "telegram", "-100", now=world.now)
        group.channel_address.blocked_at = world.now if blocked else None


def given_sample(world: World) -> None:
    """Let two tips be invented ones."""
    with world.database.transaction() as session:
        for code in ("TIP-1", "TIP-2"):
            samples.note(session, given_tip(session, code))
