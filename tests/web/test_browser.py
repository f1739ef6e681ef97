"""The chat page in a real browser before the whole assistant, with the console in a second window."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from bot.app import utc_now
from community.database import Database
from community.publishing import publishing
from community.safety.tables import SafetyNotice
from community.staff import rules
from community.staff.actors import MACHINE
from tests.community.matter import given_notice
from tests.faults.kill import Assistant
from tests.web.browsing import PHONE, WAIT_MILLISECONDS, Visitor, running_browser
from tests.web.hiring import PASSWORD, hire
from tests.whole_app import WholeApp

Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, rasa_url: str) -> Iterator[WholeApp]:
    """The assistant as its own process, with the trained model, on the sample campus."""
    with Assistant(tmp_path_factory.mktemp("app"), {"ONESTOP_NLU_URL": rasa_url}) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as chromium:
        yield chromium


@pytest.fixture
def visit(app: WholeApp, browser: Browser) -> Iterator[Visit]:
    """Open the page as somebody new."""
    visitors: list[Visitor] = []

    def open_page(**options: Any) -> Visitor:
        visitors.append(Visitor(browser, f"{app.url}/", **options))
        visitors[-1].greeted()
        return visitors[-1]

    yield open_page
    for visitor in visitors:
        visitor.close()


def test_a_student_types_taps_and_reloads_and_nothing_leaves_the_host(visit: Visit, app: WholeApp) -> None:
    student = visit()
    student.tap("English")
    student.sees("English it is.")
    student.write("any tips for a job interview?")
    student.sees("interview")
    student.tap("Menu")
    student.sees("Here is what I can do.")
    before = student.page.locator("deep-chat .words").all_inner_texts()
    assert before[1:3] == ["English", before[2]]
    student.page.reload()
    expect(student.page.locator("deep-chat .words")).to_have_count(len(before), timeout=WAIT_MILLISECONDS)
    assert student.page.locator("deep-chat .words").all_inner_texts() == before
    student.tap("Events")  # a button from before the reload
    expect(student.told).to_have_count(5, timeout=WAIT_MILLISECONDS)
    assert {urlsplit(url).netloc for url in student.asked_for} == {urlsplit(app.url).netloc}
    assert student.complaints == []


def test_chinese_is_answered_in_chinese_and_a_booking_brings_its_calendar_file(visit: Visit) -> None:
    student = visit(locale="zh-CN")
    expect(student.page.get_by_role("button", name="找老师", exact=True).first).to_be_visible()
    student.tap("中文")
    student.sees("好，我们用中文。")
    student.write("我想约个心理老师，下周三下午")
    student.sees("可以约")
    student.page.locator("deep-chat .told").last.locator(".tap").first.click()
    student.sees("现在还没有约上")
    student.tap("好，约上")
    file = student.page.locator("deep-chat .file").last
    with student.page.expect_download(timeout=WAIT_MILLISECONDS) as download:
        file.click()
    assert download.value.suggested_filename.endswith(".ics")
    assert "BEGIN:VEVENT" in Path(download.value.path()).read_text()


def test_what_is_written_stays_as_it_was_written(visit: Visit) -> None:
    student = visit()
    words = "<img src=x onerror=alert(1)> **not bold** # no title & &amp; 1. no list"
    student.write(words)
    expect(student.said.last).to_have_text(words)
    expect(student.told).to_have_count(2, timeout=WAIT_MILLISECONDS)
    assert student.page.locator("deep-chat #messages img, deep-chat #messages strong").count() == 0
    student.page.reload()
    expect(student.said.last).to_have_text(words, timeout=WAIT_MILLISECONDS)
    assert student.complaints == []


@pytest.mark.alone
def test_danger_is_answered_at_once_with_numbers_that_can_be_called(visit: Visit) -> None:
    student = visit(locale="zh-CN", size=PHONE)
    started = monotonic()
    student.write("我不想活了")
    card = student.page.locator("deep-chat .told.urgent").last
    card.wait_for()
    assert monotonic() - started < 2
    expect(card.locator('a[href="tel:120"]').first).to_be_visible()


def test_help_and_a_person_are_one_tap_away_on_a_phone(visit: Visit) -> None:
    student = visit(size=PHONE, has_touch=True, is_mobile=True)
    for name in ("A person", "Help now", "Menu"):
        button = student.page.locator("nav").get_by_role("button", name=name, exact=True)
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE[0]
    assert student.page.evaluate("() => document.documentElement.scrollWidth") == PHONE[0]
    student.page.locator("#help").tap()
    expect(student.page.locator("deep-chat .told").last.locator('a[href="tel:110"]')).to_be_visible()
    expect(student.said.last).to_have_text("Help now")


def test_the_switch_turns_the_page_and_the_talk(visit: Visit) -> None:
    student = visit()
    student.page.locator("#language").click()
    student.sees("好，我们用中文。")
    expect(student.page.locator("h1")).to_have_text("校园社区助手")
    assert student.page.locator("html").get_attribute("lang") == "zh-CN"
    student.page.reload()
    expect(student.page.locator("#person")).to_have_text("找老师")  # though the browser itself speaks English


def test_a_tap_on_a_language_turns_the_page_too(visit: Visit) -> None:
    student = visit()
    student.tap("中文")
    expect(student.page.locator("h1")).to_have_text("校园社区助手")


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    student = visit()
    student.page.locator("deep-chat").get_by_role("button", name="English", exact=True).focus()
    student.page.keyboard.press("Enter")
    student.sees("English it is.")
    student.page.get_by_role("textbox").focus()
    student.page.keyboard.type("thanks")
    student.page.keyboard.press("Tab")
    assert student.page.evaluate("() => document.activeElement.shadowRoot.activeElement.ariaLabel") == "Send"
    student.page.keyboard.press("Enter")
    student.sees("You're welcome!")
    expect(student.page.locator("deep-chat").get_by_role("log")).to_have_attribute("aria-label", "What was said")


def test_words_that_are_too_long_are_told_before_they_are_lost(visit: Visit) -> None:
    student = visit()
    student.write("字" * 4097)
    expect(student.page.locator("#hint")).to_contain_text("Too long: 4097 of 4096")
    assert student.said.count() == 0
    student.write("thanks")
    student.sees("You're welcome!")
    expect(student.page.locator("#hint")).to_be_hidden()


def test_words_written_offline_are_kept_and_go_out_later(visit: Visit) -> None:
    student = visit()
    student.context.set_offline(True)
    student.write("thanks")
    expect(student.page.locator("#banner")).to_contain_text("offline")
    expect(student.page.locator("deep-chat .said .meta").last).to_contain_text("Not sent yet")
    student.page.locator("#help").click()
    expect(student.page.locator("#banner-numbers")).to_contain_text("120")
    kept = student.page.evaluate("() => JSON.stringify(localStorage)")
    assert re.findall(r"onestop-[a-z]+", kept) == ["onestop-unsent"]
    assert "thanks" in kept
    student.context.set_offline(False)
    expect(student.told).to_have_count(3, timeout=WAIT_MILLISECONDS)
    expect(student.page.locator("#banner")).to_be_hidden()
    student.page.wait_for_function("() => localStorage.length === 0", timeout=WAIT_MILLISECONDS)
    assert student.said.all_inner_texts() == ["thanks", "Help now"]


def test_a_restart_of_the_assistant_loses_no_word(visit: Visit, app: WholeApp) -> None:
    student = visit()
    app.stop()
    expect(student.page.locator("#banner")).to_contain_text("The connection is lost")
    student.write("thanks")
    expect(student.page.locator("deep-chat .said .meta").last).to_contain_text("Not sent yet")
    app.start()
    student.sees("You're welcome!")
    expect(student.page.locator("#banner")).to_be_hidden()
    student.page.reload()
    expect(student.said).to_have_text(["thanks"], timeout=WAIT_MILLISECONDS)
    expect(student.told).to_have_count(2)


def test_a_student_and_a_counselor_talk_each_in_their_own_window(visit: Visit, app: WholeApp, browser: Browser) -> None:
    hire(app, [("li", "Li Jing", rules.COUNSELOR)])
    student = _waiting_for_a_person(visit)
    counselor = _at_the_console(browser, app, "li")
    try:
        counselor.page.locator("a.case").last.click()
        counselor.page.get_by_role("button", name="Claim", exact=True).click()
        student.sees("Li Jing is here")
        counselor.page.locator("#words").fill("Hello, what is on your mind?")
        counselor.page.get_by_role("button", name="Send").click()
        student.sees("Li Jing: Hello, what is on your mind?")
        student.write("I fail at maths")
        expect(counselor.page.locator("#messages .student .said").last).to_have_text(
            "I fail at maths", timeout=WAIT_MILLISECONDS
        )
        expect(student.page.locator(".deep-chat-loading-message-bubble")).to_have_count(0)
        assert "Hello, what is on your mind?" in student.told.last.inner_text()  # the bot keeps silent
    finally:
        counselor.close()


def test_what_a_counselor_is_typing_outlives_what_becomes_of_the_case(
    visit: Visit, app: WholeApp, browser: Browser
) -> None:
    """A colleague claims it, then closes it, while the first one types: nothing typed is lost or sent twice."""
    hire(app, [("wang", "Wang Fang", rules.COUNSELOR), ("zhao", "Zhao Min", rules.COUNSELOR)])
    student = _waiting_for_a_person(visit)
    wang, zhao = _at_the_console(browser, app, "wang"), _at_the_console(browser, app, "zhao")
    try:
        for counselor in (wang, zhao):
            counselor.page.locator("a.case").last.click()
            counselor.page.locator("#words").fill("I have")
        zhao.page.get_by_role("button", name="Claim", exact=True).click()
        student.sees("Zhao Min is here")
        for counselor in (wang, zhao):
            expect(counselor.page.get_by_role("button", name="Claim", exact=True)).to_have_count(0)
            expect(counselor.page.locator("#words")).to_have_value("I have")
        zhao.page.locator("#words").press_sequentially(" read it.")
        zhao.page.keyboard.press("Control+Enter")
        student.sees("Zhao Min: I have read it.")
        expect(zhao.page.locator("#words")).to_have_value("")
        expect(wang.page.locator("#words")).to_have_value("I have")
        zhao.page.on("dialog", lambda dialog: dialog.accept())
        zhao.page.get_by_role("button", name="Close", exact=True).click()
        expect(wang.page.locator("#unsent blockquote")).to_have_text("I have")
        expect(zhao.page.locator("#unsent")).to_be_hidden()
    finally:
        wang.close()
        zhao.close()


def _waiting_for_a_person(visit: Visit) -> Visitor:
    student = visit()
    student.tap("English")
    student.sees("English it is.")
    student.page.locator("#person").click()
    expect(student.told).to_have_count(3, timeout=WAIT_MILLISECONDS)
    return student


def _at_the_console(browser: Browser, app: WholeApp, login: str) -> Visitor:
    counselor = Visitor(browser, f"{app.url}/console")
    counselor.page.locator("[name=login]").fill(login)
    counselor.page.locator("[name=password]").fill(PASSWORD)
    counselor.page.keyboard.press("Enter")
    return counselor


def test_the_page_says_that_the_campus_is_a_sample(visit: Visit) -> None:
    student = visit()
    expect(student.page.locator(".sample")).to_have_text("Sample campus: its content is invented")
    student.page.locator("#language").click()
    expect(student.page.locator(".sample")).to_have_text("示例校园：内容是虚构的")


def test_a_notice_that_is_withdrawn_is_marked_in_the_talk_where_it_was_told(visit: Visit, app: WholeApp) -> None:
    student = visit()
    student.tap("English")
    student.sees("English it is.")
    database, now = Database(f"sqlite:///{app.folder / 'onestop.db'}"), utc_now()
    usual = {"sent": now, "effective": now, "expires": now + timedelta(days=1)}
    with database.transaction() as session:
        notice_id = given_notice(session, "Burst pipe: the east gate is shut", **usual).id
    told = student.page.locator("deep-chat .told", has_text="the east gate is shut")
    expect(told).to_have_count(1, timeout=WAIT_MILLISECONDS)
    expect(told.locator(".mark")).to_have_count(0)
    with database.transaction() as session:
        notice = session.get_one(SafetyNotice, notice_id)
        publishing.withdraw(session, notice, by=MACHINE, now=utc_now())
    expect(told.locator(".mark")).to_contain_text("[Withdrawn", timeout=WAIT_MILLISECONDS)
    expect(student.page.locator("deep-chat .mark")).to_have_count(1)
    student.page.reload()
    expect(told.locator(".mark")).to_contain_text("[Withdrawn", timeout=WAIT_MILLISECONDS)
    database.close()
    assert student.complaints == []
