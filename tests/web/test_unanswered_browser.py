"""From what a student misses to its answer, in real browsers: asked, written, tried, published, answered (J20)."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.faults.kill import Assistant
from tests.web.browsing import DESKTOP, Visitor, running_browser
from tests.web.hiring import PASSWORD, hire
from tests.whole_app import WholeApp

NOBODY = "http://127.0.0.1:9"  # the discard port: sentences are read by the router
ASKED = ("may I fly a drone on campus?", "where can I fly my drone")
LIVE_SECONDS = 1.0
Open = Callable[..., Visitor]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    """The assistant as its own process on the sample campus, with somebody who may publish."""
    with Assistant(tmp_path_factory.mktemp("app"), {"ONESTOP_NLU_URL": NOBODY}) as running:
        hire(running, (("wang", "Wang Min", "approver"),))
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as chromium:
        yield chromium


@pytest.fixture
def opened() -> Iterator[list[Visitor]]:
    """Windows that are closed at the end; none may have complained."""
    windows: list[Visitor] = []
    yield windows
    for window in windows:
        window.close()
        assert window.complaints == []


@pytest.fixture
def student(app: WholeApp, browser: Browser, opened: list[Visitor]) -> Open:
    """Open the chat page as somebody new who speaks English."""

    def open_page() -> Visitor:
        opened.append(Visitor(browser, f"{app.url}/"))
        opened[-1].greeted()
        opened[-1].tap("English")
        opened[-1].sees("English it is.")
        return opened[-1]

    return open_page


@pytest.fixture
def console(app: WholeApp, browser: Browser, opened: list[Visitor]) -> Open:
    """Sign in at the console."""

    def sign_in(login: str, page: str = "", **options: Any) -> Visitor:
        opened.append(Visitor(browser, f"{app.url}/console/sign-in?next=/console/{page}", **options))
        opened[-1].page.locator("[name=login]").fill(login)
        opened[-1].page.locator("[name=password]").fill(PASSWORD)
        opened[-1].page.keyboard.press("Enter")
        expect(opened[-1].page.locator("body.staffed")).to_be_visible()
        return opened[-1]

    return sign_in


@pytest.mark.alone
def test_what_a_student_misses_is_answered_a_second_after_it_is_published(student: Open, console: Open) -> None:
    ada, ben = student(), student()
    for visitor, words in ((ada, ASKED[0]), (ada, ASKED[1]), (ben, ASKED[0])):
        visitor.write(words)
        visitor.sees("I've noted your question")
    page = console("wang", "unanswered", size=DESKTOP).page
    group = page.locator(".asked-group", has_text="drone")
    expect(group).to_have_count(1)
    for words in (*ASKED, "asked 3 ×", "talks lately: 2"):
        expect(group).to_contain_text(words)
    group.get_by_role("button", name="Answer this").click()
    write_the_answer(page)
    expect(page.locator("#trial")).to_contain_text("Every phrasing would find it.")
    expect(page.locator("#trial")).to_contain_text("It would take no phrasing from another item.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/list*")
    unanswered = page.url.split("/tables/")[0] + "/unanswered"
    page.goto(unanswered)
    seconds = publish(page)
    asked_at = time.monotonic()
    ben.write("where can I fly my drone?")
    ben.sees("Flying drones on campus", "Only on the south sports ground")
    answered = time.monotonic() - asked_at
    assert answered < LIVE_SECONDS, f"the console took {seconds:.2f} s, the answer {answered:.2f} s more"
    page.goto(unanswered)
    expect(page.get_by_text("Nothing is open.")).to_be_visible()


def test_an_answer_that_did_not_help_is_seen_by_who_writes_answers(student: Open, console: Open) -> None:
    ada = student()
    ada.write("what is a training loan")
    ada.sees("Beware of training loans")
    expect(ada.page.locator("deep-chat .tap.quiet")).to_have_text(["👍 That helped", "👎 It didn't"])
    ada.tap("👎 It didn't")
    ada.sees("I've noted your question")
    page = console("wang", "unanswered").page
    group = page.locator(".asked-group", has_text="training loan")
    expect(group).to_contain_text("the answer did not help: 1 ×")
    expect(group.get_by_role("link", name="Beware of training loans")).to_be_visible()
    page.get_by_role("link", name="What helped").click()
    row = page.locator("tr", has_text="Beware of training loans")
    expect(row.locator("td")).to_have_text([re.compile("Beware"), "1", "0", "1"])


def write_the_answer(page: Page) -> None:
    """Fill in the editor, whose questions stand there already."""
    expect(page.locator("[name=asked_as]")).to_have_value(re.compile("drone"))
    page.locator("[name=subject_id]").select_option(index=1)
    page.locator("[name=code]").fill("drone-1")
    for name, words in (
        ("title_zh", "校园里飞无人机"),
        ("title_en", "Flying drones on campus"),
        ("body_zh", "只能在南操场飞。"),
        ("body_en", "Only on the south sports ground, after signing up at security."),
    ):
        page.locator(f"[name={name}]").fill(words)


def publish(page: Page) -> float:
    """Publish the draft that answers the questions; return how long that took."""
    page.get_by_role("button", name="Open the draft").click()
    page.wait_for_url("**/detail?pk=*")
    page.get_by_role("button", name="Publish").first.click()
    began = time.monotonic()
    page.locator(".modal.show").get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. Students see it now")).to_be_visible()
    return time.monotonic() - began
