"""The staff's pages in a real browser before the whole assistant, with students in windows beside them."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.app import utc_now
from bot.settings import Settings
from community.database import Database
from tests.community.matter import given_notice
from tests.console.conftest import ZONE
from tests.faults.kill import Assistant
from tests.web.browsing import PHONE, WAIT_MILLISECONDS, Visitor, running_browser
from tests.web.hiring import PASSWORD, hire
from tests.whole_app import WholeApp

NOBODY = "http://127.0.0.1:9"  # the discard port: sentences are read by the router
STAFF = (
    ("li", "Li Jing", "counselor"),
    ("boss", "Boss", "admin"),
    ("sun", "Sun Wei", "safety_officer"),
    ("ed", "Ed", "author"),
)
Open = Callable[..., Visitor]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    """The assistant as its own process on the sample campus, with one account for each role."""
    with Assistant(tmp_path_factory.mktemp("app"), {"ONESTOP_NLU_URL": NOBODY}) as running:
        hire(running, STAFF, counselor="C-LI")
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as chromium:
        yield chromium


@pytest.fixture
def opened() -> Iterator[list[Visitor]]:
    """Windows that are closed at the end; none may have asked another host, or complained."""
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


def book_with_li(student: Visitor) -> str:
    """Book the first time of Li Jing that is offered, and return the reference."""
    student.write("book a counselor Li Jing")
    student.page.locator("deep-chat .told").last.locator(".tap", has_text="Li Jing").first.click()
    student.sees("it isn't booked yet")
    student.tap("Yes, book it")
    student.sees("Booked: ")
    return student.told.last.inner_text().split("Your reference is ")[1][:4]


def typed(days: int) -> str:
    """Return a moment so many days ahead as a browser's field takes it."""
    return f"{(utc_now() + timedelta(days=days)).astimezone(ZONE):%Y-%m-%dT00:00}"


def test_a_booking_and_a_cancel_appear_without_a_reload_and_a_leave_reaches_the_student(
    student: Open, console: Open
) -> None:
    li = console("li", "appointments?span=all")
    ada = student()
    ref = book_with_li(ada)
    line = li.page.locator(".slot", has_text=ref)
    expect(line).to_contain_text("first visit", timeout=WAIT_MILLISECONDS)
    expect(line).to_contain_text("room 305")
    li.page.locator("#leave summary").click()
    li.page.locator("[name=begins]").fill(typed(0))
    li.page.locator("[name=ends]").fill(typed(30))
    li.page.get_by_role("button", name="Save the leave").click()
    expect(li.page.get_by_role("status").filter(has_text="The leave is saved.")).to_contain_text(f"1 ({ref})")
    ada.sees(f"Your appointment {ref}", "cannot take place", "These times are free instead:")
    expect(li.page.locator(".slot", has_text=ref)).to_contain_text(
        "the student has been told", timeout=WAIT_MILLISECONDS
    )
    ada.page.locator("deep-chat .told").last.locator(".tap").first.click()
    ada.sees("Moved to ")
    expect(li.page.locator(".slot.moved_away", has_text=ref)).to_contain_text("moved to", timeout=WAIT_MILLISECONDS)
    ada.tap("Cancel it")
    ada.sees("Cancelled: ")
    li.page.get_by_text("Take leave").click()
    li.page.get_by_role("button", name="Take it back").first.click()
    expect(li.page.locator(".slot.leave")).to_have_count(1)  # the sample's own


def test_an_administrator_sees_everybody_and_says_whose_account_is_whose(student: Open, console: Open) -> None:
    boss = console("boss", "appointments?span=all")
    student_ref = book_with_li(student())
    expect(boss.page.locator(".slot", has_text=student_ref)).to_contain_text("Li Jing", timeout=WAIT_MILLISECONDS)
    boss.page.locator("#accounts summary").click()
    box = boss.page.get_by_label("Account of Wang Min")
    box.select_option(label="Ed (ed)")
    boss.page.locator("li", has=box).get_by_role("button", name="Save").click()
    boss.page.locator("#accounts summary").click()
    expect(boss.page.get_by_label("Account of Wang Min").locator("option:checked")).to_have_text("Ed (ed)")


def test_a_report_appears_at_securitys_desk_and_its_reporter_hears_what_becomes_of_it(
    student: Open, console: Open
) -> None:
    sun = console("sun")
    expect(sun.page.get_by_text("No report waits.")).to_be_visible()
    ada = student()
    ada.write("I want to report a hazard")
    ada.sees("What did you see?")
    ada.write("the emergency light on the 4th floor of dorm 7 is out")
    ada.sees("Under whose name")
    ada.tap("Confidential")
    ada.sees("INC-")
    case = sun.page.locator("a.case", has_text="emergency light")
    expect(case).to_contain_text("confidential", timeout=WAIT_MILLISECONDS)
    assert sun.page.title().startswith("(1)")
    case.click()
    sun.page.get_by_role("button", name="Take it").click()
    expect(sun.page.get_by_text("With Sun Wei")).to_be_visible()
    ada.sees("has been taken up: somebody looks after it now")
    sun.page.locator("#note").fill("a new lamp")
    sun.page.get_by_role("button", name="Close the report").click()
    expect(sun.page.get_by_text("a new lamp")).to_be_visible()
    ada.sees("has been closed. If it is still so, please report it again.")
    assert "a new lamp" not in ada.told.last.inner_text()


def test_sign_ups_are_a_list_and_a_file(student: Open, console: Open, app: WholeApp) -> None:
    ada = student()
    ada.write("/events")
    ada.sees("Coming up:")
    ada.page.locator("deep-chat .told").last.locator(".tap", has_text="Career talk").click()
    ada.tap("Sign up")
    ada.sees("You're signed up:")
    ed = console("ed", "signups")
    ed.page.get_by_role("link", name="Career talk: Beichen").click()
    expect(ed.page.get_by_text("With a seat: 1")).to_be_visible()
    with ed.page.expect_download(timeout=WAIT_MILLISECONDS) as download:
        ed.page.get_by_role("button", name="Export as CSV").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert (head[0], row[0]) == ("State", "has a seat")
    assert {urlsplit(url).netloc for url in ed.asked_for} == {urlsplit(app.url).netloc}


def test_the_officer_sees_whom_a_notice_would_reach_before_sending_it(console: Open, app: WholeApp) -> None:
    database = Database(Settings(data_dir=app.folder, database_url=None).database)
    with database.transaction() as session:
        now = utc_now()
        times = {"sent": now, "effective": now, "expires": now + timedelta(days=1)}
        given_notice(session, "No water in E7", state="draft", areas=["SHU/E/D7"], **times)
    database.close()
    page = console("boss", "notices").page
    line = page.locator(".notice-line", has_text="No water in E7")
    expect(line).to_contain_text("Draft")
    expect(line).to_contain_text("Reaches students who live there: 0. Those whose building is not known do not get it:")
    line.get_by_role("link", name="Open it").click()
    page.wait_for_url("**/detail?pk=*")  # loaded whole: its buttons are only then heard
    page.get_by_role("button", name="Publish").first.click()
    dialog = page.locator(".modal.show")
    expect(dialog).to_contain_text("Students who live there, whom it reaches: 0")
    expect(dialog).to_contain_text("Students whose building is not known, who do not get it:")
    dialog.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. Students see it now")).to_be_visible(timeout=WAIT_MILLISECONDS)


def test_an_author_submits_a_notice_and_an_approver_publishes_it(console: Open, app: WholeApp) -> None:
    database = Database(Settings(data_dir=app.folder, database_url=None).database)
    with database.transaction() as session:
        now = utc_now()
        times = {"sent": now, "effective": now, "expires": now + timedelta(days=1)}
        given_notice(session, "No power in W3", state="draft", areas=["SHU/W/D3"], **times)
    database.close()
    author = presses(console("sun", "notices"), "No power in W3", "Submit for approval")
    expect(author.get_by_text("It waits for an approver")).to_be_visible(timeout=WAIT_MILLISECONDS)
    expect(author.get_by_role("button", name="Publish")).to_have_count(0)
    boss = console("boss", "notices")
    expect(boss.page.locator(".notice-line", has_text="No power in W3")).to_contain_text("In review")
    approver = presses(boss, "No power in W3", "Approve and publish")
    expect(approver.get_by_text("Published. Students see it now")).to_be_visible(timeout=WAIT_MILLISECONDS)


def presses(window: Visitor, notice: str, button: str) -> Page:
    """Open a notice, press a button and the one of the dialog that asks whether it is meant."""
    window.page.locator(".notice-line", has_text=notice).get_by_role("link", name="Open it").click()
    window.page.wait_for_url("**/detail?pk=*")  # loaded whole: its buttons are only then heard
    window.page.get_by_role("button", name=button).first.click()
    window.page.locator(".modal.show").get_by_role("button", name=button).click()
    return window.page


def test_a_code_is_shown_once(console: Open) -> None:
    li = console("li", "account")
    li.page.get_by_role("button", name="Show a code").click()
    expect(li.page.locator(".code code")).to_have_text(re.compile(r"^/bind [2-9A-Z]{8}$"), timeout=WAIT_MILLISECONDS)
    li.page.goto(li.page.url.rsplit("/", 1)[0])
    expect(li.page.locator(".code code")).to_have_count(0)


@pytest.mark.parametrize(
    ("login", "pages"),
    [
        ("li", ["inbox", "appointments", "account"]),
        ("boss", ["inbox", "appointments?span=all", "incidents", "notices", "signups", "teaching", "account"]),
    ],
)
def test_every_page_fits_a_phone(console: Open, login: str, pages: list[str]) -> None:
    visitor = console(login, size=PHONE, locale="zh-CN")
    base = visitor.page.url.split("/console")[0]
    for page in pages:
        visitor.page.goto(f"{base}/console/{page}")
        expect(visitor.page.locator("h1")).to_be_visible()
        assert visitor.page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0], page
