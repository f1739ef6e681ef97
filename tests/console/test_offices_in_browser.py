"""An office's hours are written in the console as people write them, and the next student is answered from them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from actions.dialogue.reply import Reply
from community.answers.tables import Office
from community.database import Database
from community.schema import load_tables
from community.staff import rules
from tests.actions.case_talk import StudentTalk
from tests.console.conftest import PASSWORD
from tests.console.serving import ServedConsole
from tests.databases import create_tables
from tests.web.browsing import Visitor, running_browser

pytestmark = pytest.mark.long

SAVE = ".form-end .btn-primary"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedConsole]:
    load_tables()
    database = create_tables(Database(f"sqlite:///{tmp_path_factory.mktemp('offices') / 'onestop.db'}"))
    with ServedConsole(database) as served:
        yield served
    database.close()


def asked(database: Database, words: str) -> Reply:
    with database.transaction() as session:
        return StudentTalk(session).writes(words)


def test_hours_typed_in_chinese_are_read_and_what_cannot_be_read_is_named(
    console: ServedConsole, chromium: Browser
) -> None:
    with console.database.reading() as session:
        office = session.scalars(select(Office).where(Office.code == "OF-CARD")).one()
    visitor = Visitor(chromium, f"{console.url}/sign-in", locale="en-GB")
    page = visitor.page
    page.fill("[name=login]", rules.ADMIN)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    form = f"{console.url}/tables/office/edit?pk={office.id}"
    page.goto(form, wait_until="domcontentloaded")
    expect(page.locator("#opening")).to_have_value("Mon-Fri 08:30-16:30")
    page.fill("#opening", "周一至周五 8:30-11:30、13:30-16:30\nSaturdays, if it snows")
    page.click(SAVE)
    expect(page.locator("#opening-error")).to_contain_text("“Saturdays, if it snows” does not say when it is open.")
    page.fill("#opening", "周一至周五 8:30-11:30、13:30-16:30\n周六 9:00-11:00")
    page.fill("#aliases", "plastic office\n办卡的地方")
    page.click(SAVE)
    expect(page.locator(".alert-success")).to_contain_text("is saved.")
    page.goto(form, wait_until="domcontentloaded")
    expect(page.locator("#opening")).to_have_value("Mon-Fri 08:30-11:30, 13:30-16:30\nSat 09:00-11:00")
    visitor.close()
    said = asked(console.database, "is the plastic office open?")
    assert said.text.startswith("Closed now; it opens today at 13:30 and closes at 16:30.")
