"""Guessing is slow, and locks nobody out; what was refused can be looked up."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from community.audit import AuditEntry
from community.staff import passwords
from console.hashing import HashingBusy, HashingPool
from tests.console.conftest import PASSWORD, Browser, World, mounted

WRONG = "wrong but long enough"
Window = Callable[..., Browser]


@pytest.fixture
def stranger(world: World, window: Window) -> Browser:
    """Somebody elsewhere who guesses the counselor's password."""
    world.staff("li", "counselor", name="Li Jing")
    browser = window(address="203.0.113.9")
    browser.get("/sign-in")
    return browser


def tries(browser: Browser, password: str = WRONG, login: str = "li") -> int:
    return browser.post("/sign-in", {"login": login, "password": password}).status_code


def gets_in(browser: Browser) -> bool:
    browser.get("/sign-in")
    return browser.post("/sign-in", {"login": "li", "password": PASSWORD}).url.path == "/console/inbox"


def test_wrong_passwords_make_the_next_one_wait_and_never_for_long(stranger: Browser, world: World) -> None:
    assert [tries(stranger) for _ in range(6)] == [401] * 5 + [429]
    refused = stranger.post("/sign-in", {"login": "li", "password": PASSWORD})
    assert refused.headers["retry-after"] == "2"
    assert "wait 2 seconds" in refused.text
    world.later(seconds=3)
    assert gets_in(stranger)


def test_unknown_logins_wait_alike(stranger: Browser) -> None:
    assert [tries(stranger, login="nobody") for _ in range(6)] == [401] * 5 + [429]


def test_a_device_that_has_signed_in_before_waits_for_nobody_else(
    stranger: Browser, world: World, window: Window
) -> None:
    own = window(address="198.51.100.7")
    assert gets_in(own)
    own.post("/sign-out")
    for _ in range(9):
        tries(stranger)
        world.later(seconds=61)
    assert gets_in(own)


def test_a_new_device_waits_once_and_gets_in_whatever_others_do_meanwhile(
    stranger: Browser, world: World, window: Window
) -> None:
    for _ in range(6):
        tries(stranger)
        world.later(seconds=2)
    new = window(address="198.51.100.7")
    assert not gets_in(new)
    for _ in range(3):
        world.later(seconds=20)
        tries(stranger)
    assert gets_in(new)


def test_a_new_password_makes_old_devices_unknown(stranger: Browser, world: World, window: Window) -> None:
    own = window(address="198.51.100.7")
    assert gets_in(own)
    for cookie in list(own.client.cookies.jar):
        if cookie.name.startswith("onestop_device"):
            own.client.cookies.set(cookie.name, f"{cookie.value}x", path="/console")
    own.post("/sign-out")
    for _ in range(6):
        tries(stranger)
    assert not gets_in(own)


def test_what_was_tried_in_vain_can_be_looked_up_and_names_no_words(stranger: Browser, world: World) -> None:
    with capture_logs() as logs:
        tries(stranger)
        tries(stranger, login="my password by mistake")
    failed = [line for line in logs if line["event"] == "sign_in_failed"]
    assert [line["staff"] for line in failed] == [1, None]
    assert "mistake" not in str(logs)
    assert WRONG not in str(logs)
    assert _audited(world, "sign_in_failed") == [("system", "staff:1")]


def test_a_page_that_is_not_theirs_is_written_down(world: World, author: Browser) -> None:
    with capture_logs() as logs:
        assert author.get("/inbox").status_code == 403
    assert {
        "event": "console_refused",
        "log_level": "warning",
        "staff": 1,
        "method": "GET",
        "path": "/console/inbox",
    } in logs
    assert _audited(world, "refused") == [("staff:1", "staff:1")]


def test_nobody_waits_for_a_hash_to_write(stranger: Browser, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever signs in holds no transaction meanwhile: another thread writes while the password is checked."""
    checked = passwords.matches

    def checked_while_somebody_writes(password: str, password_hash: str | None) -> tuple[bool, str | None]:
        written = threading.Event()

        def write() -> None:
            world.student_writes("hello")
            written.set()

        world.case("hello")
        threading.Thread(target=write, daemon=True).start()
        assert written.wait(30)
        return checked(password, password_hash)

    monkeypatch.setattr(passwords, "matches", checked_while_somebody_writes)
    assert gets_in(stranger)


def test_a_crowd_at_the_door_is_asked_to_come_again() -> None:
    async def crowd() -> list[str]:
        pool, started, go_on = HashingPool(threads=1, most_waiting=1), threading.Event(), threading.Event()

        def hash_slowly() -> None:
            started.set()
            go_on.wait(30)

        waiting = [asyncio.ensure_future(pool.run(hash_slowly)) for _ in range(2)]
        await asyncio.sleep(0)
        await asyncio.to_thread(started.wait, 30)
        with pytest.raises(HashingBusy):
            await pool.run(str)
        waiting.pop(0).cancel()  # whoever goes away leaves the work behind
        await asyncio.sleep(0)
        with pytest.raises(HashingBusy):
            await pool.run(str)
        go_on.set()
        await waiting[0]
        return [await _once_free(pool)]

    assert asyncio.run(crowd()) == ["free"]


async def _once_free(pool: HashingPool) -> str:
    async with asyncio.timeout(30):
        while True:
            try:
                return await pool.run(str, "free")
            except HashingBusy:
                await asyncio.sleep(0)


def test_a_busy_answer_counts_against_nobody(stranger: Browser, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def busy(*_given: object) -> None:
        raise HashingBusy

    with monkeypatch.context() as patched:
        patched.setattr(HashingPool, "run", busy)
        for _ in range(9):
            assert tries(stranger) == 503
            world.later(seconds=7)
    assert gets_in(stranger)


def test_two_processes_give_a_guesser_no_more_tries_than_one(stranger: Browser, world: World, window: Window) -> None:
    other = window(app=mounted(world), address="203.0.113.9")
    other.get("/sign-in")
    assert [tries(browser) for _ in range(4) for browser in (stranger, other)] == [401] * 5 + [429] * 3
    world.later(seconds=3)
    assert tries(other) == 401
    assert [tries(stranger), tries(other)] == [429, 429]


def test_two_processes_look_at_ten_passwords_a_minute_from_one_address(
    stranger: Browser, world: World, window: Window
) -> None:
    other = window(app=mounted(world), address="203.0.113.9")
    other.get("/sign-in")
    tried = [tries(browser, login=f"{n}") for n in range(6) for browser in (stranger, other)]
    assert tried == [401] * 10 + [429] * 2
    refused = other.post("/sign-in", {"login": "another", "password": WRONG})
    assert refused.headers["retry-after"] == "60"
    world.later(seconds=61)
    assert tries(other, login="another") == 401


def test_a_restart_forgets_no_wrong_password(stranger: Browser, world: World, window: Window) -> None:
    for _ in range(5):
        tries(stranger)
    restarted = window(app=mounted(world), address="203.0.113.9")
    assert not gets_in(restarted)
    world.later(seconds=3)
    assert gets_in(restarted)


def test_a_device_known_to_one_process_is_known_to_the_other(stranger: Browser, world: World, window: Window) -> None:
    own = window(app=mounted(world), address="198.51.100.7")
    assert gets_in(own)
    own.post("/sign-out")
    for _ in range(9):
        tries(stranger)
        world.later(seconds=61)
    elsewhere = window(address="198.51.100.7")
    elsewhere.client.cookies.update(own.client.cookies)
    assert gets_in(elsewhere)


def _audited(world: World, what: str) -> list[tuple[str, str]]:
    with world.database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.what == what).order_by(AuditEntry.id))
        return [(entry.who, entry.about) for entry in entries]
