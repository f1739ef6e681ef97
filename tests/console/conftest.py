"""The console on a real database, a clock that tests move, and browsers that sign in."""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from actions.guidance.trying import tried
from community.cases import cases
from community.database import Database
from community.post import talks
from community.post.conversations import Conversation
from community.staff import accounts
from console.app import build_console
from console.meaning import Meaning
from understanding.search.alike import groups

ZONE = ZoneInfo("Asia/Shanghai")
MEANING = Meaning(groups, tried)
PASSWORD = "correct horse battery"


@dataclass
class World:
    """The database with what the story needs in it, the clock, and how often the sender was woken."""

    database: Database
    now: datetime
    woken: list[datetime] = field(default_factory=list)

    def later(self, **passed: float) -> None:
        """Let time pass."""
        self.now += timedelta(**passed)

    def staff(self, login: str, *roles: str, name: str = "") -> int:
        """Make an account with the usual password and return its id."""
        with self.database.transaction() as session:
            return accounts.add(session, login, name or login, PASSWORD, roles, now=self.now).id

    def case(self, words: str, *, address: str = "w1", kind: str = "person", risk: str = "none") -> int:
        """Let a student on the web ask for a person and return the case's id."""
        with self.database.transaction() as session:
            talk = self._talk(session, address)
            student = talk.channel_address.student
            assert student is not None
            opened = cases.open_case(
                session, talk, student, kind=kind, risk=risk, words=words, now=self.now, language="zh"
            )
            return opened.id

    def student_writes(self, words: str, *, address: str = "w1") -> None:
        """Let the student write on."""
        with self.database.transaction() as session:
            cases.relay_from_student(session, self._talk(session, address), words=words, now=self.now)

    def _talk(self, session, address: str) -> Conversation:  # type: ignore[no-untyped-def]
        return talks.find_or_start(session, "web", address, zone=ZONE.key, now=self.now)


class Browser:
    """One browser, with its cookies; it sends the token of the last form it saw, as browsers do."""

    def __init__(
        self,
        app: FastAPI,
        *,
        language: str = "en-GB,en;q=0.9",
        address: str = "127.0.0.1",
        base_url: str = "http://testserver",
    ) -> None:
        self._loop = asyncio.Runner()
        self.client = AsyncClient(
            transport=ASGITransport(app, client=(address, 123)),
            base_url=base_url,
            headers={"Accept-Language": language},
            follow_redirects=True,
        )
        self.token = ""

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Response:
        """Open a page of the console."""
        page = self._loop.run(self.client.get(f"/console{path}", headers=headers))
        found = re.search(r'name="csrftoken" value="([^"]+)"', page.text)
        self.token = found[1] if found else self.token
        return page

    def post(
        self, path: str, data: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Send a form of the last page."""
        form = {"csrftoken": self.token, **(data or {})}
        return self._loop.run(self.client.post(f"/console{path}", data=form, headers=headers))

    def row_action(self, name: str, *, key: str = "guidance-item", row: int = 1) -> Response:
        """Press a button of a row of a table, as the table pages' script does."""
        url = f"/console/tables/_api/{key}/row-action?pk={row}&name={name}"
        return self._loop.run(self.client.post(url, headers={"X-CSRFToken": self.token}))

    def close(self) -> None:
        """Close the window."""
        self._loop.run(self.client.aclose())
        self._loop.close()

    def sign_in(self, login: str, password: str = PASSWORD) -> Response:
        """Sign in and follow to the page that comes after."""
        self.get("/sign-in")
        page = self.post("/sign-in", {"login": login, "password": password})
        self.get("/tables/")
        return page


@pytest.fixture
def world(database: Database, now: datetime) -> World:
    """An empty campus at noon."""
    return World(database, now)


@pytest.fixture
def app(world: World) -> FastAPI:
    """The console, mounted as it is in the assistant."""
    return mounted(world)


def mounted(world: World, *, secure_cookies: bool = False) -> FastAPI:
    """Return the console of a world, mounted."""
    outer = FastAPI()
    console = build_console(
        world.database,
        now=lambda: world.now,
        wake=lambda: world.woken.append(world.now),
        secret="a secret for tests",
        secure_cookies=secure_cookies,
        zone=ZONE,
        meaning=MEANING,
    )
    outer.mount("/console", console)
    return outer


@pytest.fixture
def window(app: FastAPI) -> Iterator[Callable[..., Browser]]:
    """Open further browsers that prefer English; they are closed at the end."""
    opened: list[Browser] = []

    def open_one(**options: Any) -> Browser:
        opened.append(Browser(options.pop("app", app), **options))
        return opened[-1]

    yield open_one
    for browser in opened:
        browser.close()


@pytest.fixture
def browser(window: Callable[[], Browser]) -> Browser:
    """A browser in which nobody is signed in."""
    return window()


@pytest.fixture
def counselor(world: World, browser: Browser) -> Browser:
    """A browser in which the counselor Li Jing is signed in."""
    world.staff("li", "counselor", name="Li Jing")
    browser.sign_in("li")
    return browser


@pytest.fixture
def author(world: World, window: Callable[[], Browser]) -> Browser:
    """A browser in which somebody who may only write drafts is signed in."""
    return _signed_in(world, window(), "author")


@pytest.fixture
def approver(world: World, window: Callable[[], Browser]) -> Browser:
    """A browser in which somebody who may publish is signed in."""
    return _signed_in(world, window(), "approver")


def _signed_in(world: World, browser: Browser, role: str) -> Browser:
    world.staff(role, role)
    browser.sign_in(role)
    return browser
