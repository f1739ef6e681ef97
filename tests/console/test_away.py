"""While the database is away staff read so, on every page, and nothing looks like an error of theirs."""

from collections.abc import Iterator

import pytest

from community.database import Database
from tests.conftest import NOW
from tests.console.conftest import Browser, World, mounted
from tests.whole_app import free_port

PAGES = ("/", "/inbox", "/appointments", "/incidents", "/tables/", "/tables/safety-notice/list")


@pytest.fixture(scope="module", params=["en", "zh"])
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A browser that was signed in before nobody answered at the database's port any more."""
    database = Database(f"postgresql://nobody@127.0.0.1:{free_port()}/away")
    browser = Browser(mounted(World(database, NOW)), language=request.param)
    browser.client.cookies.set("onestop_staff", "a session of yesterday")
    yield browser
    browser.close()
    database.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_the_database_is_away(browser: Browser, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 503
    assert "Try again in a few seconds" in page.text or "请过几秒再试" in page.text
    assert page.headers["retry-after"]


def test_so_does_a_sign_in(browser: Browser) -> None:
    browser.get("/sign-in")
    page = browser.post("/sign-in", {"login": "li", "password": "correct horse battery"})
    assert page.status_code == 503
    assert "Try again in a few seconds" in page.text or "请过几秒再试" in page.text
