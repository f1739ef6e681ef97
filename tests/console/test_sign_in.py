"""Who gets in, who does not, and what browsers are told."""

import asyncio
import re
from collections.abc import Callable

import pytest
from starlette.requests import HTTPConnection

from console import live
from console.auth import Door
from console.cookies import Cookies
from tests.console.conftest import PASSWORD, Browser, World, mounted


def test_nobody_sees_a_page_before_signing_in(browser: Browser) -> None:
    for path in ("/", "/inbox", "/inbox/1", "/tables/", "/tables/guidance-item/list"):
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
    for _ in range(24):
        world.later(minutes=29, seconds=58)
        assert counselor.get("/inbox").url.path == "/console/inbox"
    world.later(minutes=2)
    assert counselor.get("/inbox").url.path == "/console/sign-in"


def test_a_session_that_nobody_uses_ends_after_half_an_hour(counselor: Browser, world: World) -> None:
    world.later(minutes=31)
    assert counselor.get("/inbox").url.path == "/console/sign-in"


def test_an_open_inbox_is_not_idle(counselor: Browser, world: World) -> None:
    """What asks whether its reader is still signed in is the heartbeat of an open page."""
    door = Door(world.database, lambda: world.now, Cookies(secure=False))
    cookie = f"onestop_staff={counselor.client.cookies['onestop_staff']}".encode()

    async def beats() -> str:
        scope = {"type": "http", "headers": [(b"cookie", cookie)]}

        async def still_signed_in() -> bool:
            return await door.who(HTTPConnection(scope)) is not None

        return (await anext(live.events(live.News(world.database), still_signed_in)))["event"]

    for _ in range(3):
        world.later(minutes=29)
        assert asyncio.run(beats()) == "news"
    assert counselor.get("/inbox").url.path == "/console/inbox"
    world.later(minutes=31)
    assert asyncio.run(beats()) == "signed-out"


def test_a_form_of_an_earlier_sign_in_changes_nothing(counselor: Browser, world: World) -> None:
    case = world.case("hello")
    counselor.get(f"/inbox/{case}")
    old = counselor.token
    counselor.post("/sign-out")
    counselor.sign_in("li")
    assert counselor.post(f"/inbox/{case}/claim", {"csrftoken": old}).status_code == 403
    counselor.get(f"/inbox/{case}")
    assert counselor.token != old
    assert counselor.post(f"/inbox/{case}/claim").status_code == 200


def test_another_sessions_token_is_none_of_mine_even_with_its_cookie(
    counselor: Browser, world: World, window: Callable[[], Browser]
) -> None:
    case = world.case("hello")
    world.staff("wang", "counselor")
    other = window()
    other.sign_in("wang")
    counselor.get(f"/inbox/{case}")
    counselor.client.cookies.set("starlette_admin_csrftoken", other.token)
    assert counselor.post(f"/inbox/{case}/claim", {"csrftoken": other.token}).status_code == 403


def test_signing_out_has_the_browser_forget_what_it_was_shown(counselor: Browser) -> None:
    counselor.get("/inbox")
    counselor.client.follow_redirects = False
    assert counselor.post("/sign-out").headers["clear-site-data"] == '"cache"'


def test_over_tls_cookies_are_of_this_host_alone(world: World, window: Callable[..., Browser]) -> None:
    world.staff("li", "counselor")
    browser = window(app=mounted(world, secure_cookies=True), base_url="https://testserver")
    browser.get("/sign-in")
    browser.client.follow_redirects = False
    answer = browser.post("/sign-in", {"login": "li", "password": PASSWORD})
    kept = [cookie for cookie in answer.headers.get_list("set-cookie") if "HttpOnly" in cookie]
    assert {cookie.partition("=")[0][:20] for cookie in kept} == {"__Host-onestop_staff", "__Host-onestop_devic"}
    assert all("Secure" in cookie and "Path=/;" in cookie and "Domain" not in cookie for cookie in kept)
    assert browser.get("/inbox").status_code == 200


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
    assert counselor.get("/inbox").headers["cross-origin-embedder-policy"] == "require-corp"


def test_no_page_may_run_what_stands_in_it_but_with_the_nonce_of_this_answer(
    world: World, window: Callable[[], Browser]
) -> None:
    world.staff("root", "admin")
    admin = window()
    admin.sign_in("root")
    nonces = set()
    for path in ("/inbox", "/tables/", "/tables/guidance-item/list", "/tables/guidance-item/create"):
        page = admin.get(path)
        policy = page.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert not re.search(r"\son(click|change|submit|load|input|key\w+)=|\sstyle=", page.text)
        inline = re.findall(r"<(?:script|style)(?![^>]*(?:src=|application/json))([^>]*)>", page.text)
        for attributes in inline:
            (nonce,) = re.findall(r'nonce="([^"]+)"', attributes)
            assert f"'nonce-{nonce}'" in policy
            nonces.add(nonce)
    assert len(nonces) == 3


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
