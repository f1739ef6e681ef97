"""Who gets in, who does not, and what browsers are told."""

from collections.abc import Callable

import pytest

from tests.console.conftest import PASSWORD, Browser, World


def test_nobody_sees_a_page_before_signing_in(browser: Browser) -> None:
    for path in ("/", "/inbox", "/inbox/1", "/tables/", "/tables/employment-tip/list"):
        page = browser.get(path)
        assert page.url.path == "/console/sign-in"


def test_signing_in_leads_to_the_page_that_was_wanted(world: World, browser: Browser) -> None:
    world.staff("li", "counselor")
    browser.get("/inbox")
    page = browser.post("/sign-in", {"login": " LI ", "password": PASSWORD, "next": "/console/inbox"})
    assert page.url.path == "/console/inbox"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/console/\\evil.example", "/other"])
def test_signing_in_never_leads_off_the_console(world: World, browser: Browser, target: str) -> None:
    world.staff("li", "counselor")
    browser.get("/sign-in")
    page = browser.post("/sign-in", {"login": "li", "password": PASSWORD, "next": target})
    assert page.url.path == "/console/inbox"


def test_wrong_passwords_and_unknown_logins_are_answered_alike(world: World, browser: Browser) -> None:
    world.staff("li", "counselor")
    browser.get("/sign-in")
    known = browser.post("/sign-in", {"login": "li", "password": "wrong but long enough"})
    unknown = browser.post("/sign-in", {"login": "no", "password": "wrong but long enough"})
    assert known.status_code == unknown.status_code == 401
    assert "don't match" in known.text
    assert "don't match" in unknown.text


def test_many_tries_in_a_minute_are_put_off(browser: Browser) -> None:
    browser.get("/sign-in")
    answers = [browser.post("/sign-in", {"login": f"a{n}", "password": "x"}).status_code for n in range(12)]
    assert answers[:10] == [401] * 10
    assert answers[10:] == [429] * 2


def test_a_form_without_its_token_changes_nothing(world: World, browser: Browser) -> None:
    world.staff("li", "counselor")
    browser.get("/sign-in")
    refused = browser.post("/sign-in", {"login": "li", "password": PASSWORD, "csrftoken": ""})
    assert refused.status_code == 403
    assert browser.get("/inbox").url.path == "/console/sign-in"


def test_another_sites_form_is_refused_even_with_the_token(counselor: Browser, world: World) -> None:
    case = world.case("hello")
    counselor.get(f"/inbox/{case}")
    refused = counselor.post(f"/inbox/{case}/claim", headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403


def test_signing_out_ends_the_session_on_the_server(counselor: Browser, window: Callable[[], Browser]) -> None:
    thief = window()
    thief.client.cookies.update(counselor.client.cookies)
    assert thief.get("/inbox").url.path == "/console/inbox"
    counselor.get("/inbox")
    assert counselor.post("/sign-out").url.path == "/console/sign-in"
    assert thief.get("/inbox").url.path == "/console/sign-in"


def test_a_session_ends_after_twelve_hours(counselor: Browser, world: World) -> None:
    world.later(hours=11, minutes=59)
    assert counselor.get("/inbox").url.path == "/console/inbox"
    world.later(minutes=2)
    assert counselor.get("/inbox").url.path == "/console/sign-in"


def test_cases_stay_closed_to_those_who_only_write_content(world: World, browser: Browser) -> None:
    world.staff("author", "author")
    case = world.case("something private")
    browser.sign_in("author")
    for path in ("/inbox", f"/inbox/{case}", f"/inbox/{case}/talk", "/inbox/list"):
        page = browser.get(path)
        assert page.status_code == 403
        assert "something private" not in page.text
    assert browser.get("/").url.path == "/console/tables/"


def test_every_answer_tells_the_browser_to_be_careful(counselor: Browser) -> None:
    for path in ("/sign-in", "/inbox", "/tables/", "/static/console.css", "/nowhere"):
        headers = counselor.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert counselor.get("/inbox").headers["cache-control"] == "no-store"
    assert "unsafe-inline" not in counselor.get("/inbox").headers["content-security-policy"]


def test_the_session_cookie_is_for_the_browser_alone(world: World, browser: Browser) -> None:
    world.staff("li", "counselor")
    browser.get("/sign-in")
    browser.client.follow_redirects = False
    cookies = browser.post("/sign-in", {"login": "li", "password": PASSWORD}).headers.get_list("set-cookie")
    (session,) = [cookie for cookie in cookies if cookie.startswith("onestop_staff=")]
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert "Path=/console" in session


def test_the_language_follows_the_browser_until_one_is_chosen(browser: Browser) -> None:
    assert "Staff console" in browser.get("/sign-in").text
    assert "工作人员控制台" in browser.get("/sign-in", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).text
    page = browser.post("/language", {"language": "zh", "back": "/console/sign-in"})
    assert "工作人员控制台" in page.text


def test_an_endless_form_is_refused_unread(browser: Browser) -> None:
    browser.get("/sign-in")
    assert browser.post("/sign-in", {"login": "x" * 3_000_000, "password": "x"}).status_code == 413
