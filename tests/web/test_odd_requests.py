"""Whatever an address, a header or a form holds: it is refused or answered, and never an error of ours."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import openapi
from schemathesis.core.result import Ok

from bot.channels.rest import RestChannel
from bot.channels.web import WebChannel
from bot.http.server import web_app
from community.database import Database
from community.staff import accounts, rules
from console.app import build_console
from tests.common import ZONE
from tests.console.conftest import MEANING, PASSWORD
from tests.databases import PostgresServer, create_tables
from tests.web.parts import SECRET, WebChat

TOKEN = "a token of the tests"
ENDLESS = ("/events", "/stream")
LEAVES = ("/sign-out", "/sign-in")  # they would end the session that all others are tried with
HUGE = "9" * 30
LONGEST = "9" * 5000  # more digits than Python reads
NUMBERS = ("0", "-1", "2147483647", "2147483648", "9223372036854775808", HUGE, LONGEST, "1e9", "٣", "%00", "1%002")
ODD = ("%00", "%ED%A0%80", "%FF", "a%0d%0ab", "..%2f..", "💥" * 50, "'; DROP TABLE x--")


class Well:
    """Parts that are all well."""

    async def state(self) -> tuple[bool, dict[str, object]]:
        """Say so."""
        return True, {"status": "ok"}


class WholeHouse(WebChat):
    """Web chat, REST and the console on one port, as the assistant serves them."""

    channels = (WebChannel(), RestChannel(TOKEN))

    def app(self) -> FastAPI:
        """Return what is served."""
        console = build_console(
            self.database,
            now=self.now,
            wake=lambda: None,
            secret=SECRET,
            secure_cookies=False,
            zone=ZONE,
            meaning=MEANING,
        )
        return web_app(Well(), self.routers(), {"/console": console})  # type: ignore[arg-type]


class Boss:
    """Who is signed in with every role, has a chat page open and knows the token of REST."""

    def __init__(self, house: WholeHouse) -> None:
        with house.database.transaction() as session:
            accounts.add(session, "boss", "Boss", PASSWORD, rules.ROLES, now=house.now())
        self.browser = house.browser().http
        self.browser.headers["Sec-Fetch-Site"] = "same-origin"
        self._token = ""
        self.submit("/sign-in", login="boss", password=PASSWORD)
        self.see("/tables/")

    def see(self, path: str, **headers: str) -> httpx.Response:
        """Open a page of the console."""
        return self.browser.get(f"/console{path}", headers=headers)

    def submit(self, path: str, **form: Any) -> httpx.Response:
        """Send a form with the token that belongs to it."""
        return self.browser.post(f"/console{path}", data=form, headers=self.signed())

    def signed(self) -> dict[str, str]:
        """Return the header that shows that a form is ours."""
        if "csrftoken" not in self._token:
            page = self.browser.get("/console/sign-in").text
            self._token = page.partition('name="csrftoken" value="')[2].partition('"')[0] or self._token
        return {"X-CSRFToken": self._token, "Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def boss(postgres: PostgresServer) -> Iterator[Boss]:
    """Somebody with every role, on PostgreSQL, which is the stricter of the two; for all tests here."""
    database = create_tables(Database(postgres.new_database("odd_requests")))
    with WholeHouse(database) as house:
        yield Boss(house)
    database.close()


def test_sqlite_too_is_never_asked_for_a_number_that_it_cannot_hold(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with WholeHouse(database) as house:
        boss = Boss(house)
        for path in ("/inbox/{}", "/tables/guidance-item/detail?pk={}", "/appointments/release?counselor={}"):
            assert refused(boss.see(path.format("9223372036854775808"))), path
    database.close()


def test_the_description_is_for_staff_alone_and_names_every_kind_of_route(boss: Boss) -> None:
    paths = boss.see("/openapi.json").json()["paths"]
    for one in ("/chat/messages", "/webhooks/rest/webhook", "/healthz", "/console/inbox/{case_id}/answer"):
        assert one in paths
    assert "requestBody" in paths["/chat/messages"]["post"]
    stranger = httpx.Client(base_url=boss.browser.base_url)
    assert stranger.get("/console/openapi.json").status_code == 401
    assert stranger.get("/openapi.json").status_code == 404
    stranger.close()


def test_no_number_in_an_address_is_an_error_of_ours(boss: Boss) -> None:
    for number in NUMBERS:
        for path in ("/inbox/{}", "/inbox/{}/talk", "/incidents/{}", "/signups/{}", "/signups/{}/export"):
            assert refused(boss.see(path.format(number))), (path, number)
        for path in (
            *("/inbox/{}/claim", "/incidents/{}/take", "/appointments/leave/{}/end"),
            "/teaching/lessons/{}/take-back",
        ):
            assert boss.submit(path.format(number)).status_code < 500, (path, number)
        assert refused(boss.browser.get(f"/chat/attachment/{number}")), number


def refused(response: httpx.Response) -> bool:
    return 400 <= response.status_code < 500


def test_no_odd_word_in_an_address_or_a_form_is_an_error_of_ours(boss: Boss) -> None:
    for word in ODD:
        free = "&".join(f"{name}={word}" for name in ("span", "who", "show", "next", "day", "lately", "problem"))
        for page in ("/appointments", "/appointments/release", "/incidents", "/sign-in"):
            assert boss.see(f"{page}?{free}").status_code < 500, (page, word)
        assert boss.submit(f"/appointments/accounts/{word}", account="1").status_code < 500, word
    for number in NUMBERS:
        for page in ("/appointments?saved", "/appointments/release?counselor", "/appointments/release?done"):
            assert boss.see(f"{page}={number}").status_code < 500, (page, number)
    for typed in ("\x00", "a\x00b", "\ufffe", HUGE, "-1"):
        for path, *names in (
            ("/sign-in", "login", "password"),
            ("/appointments/leave", "counselor", "begins", "ends", "reason"),
            ("/appointments/release", "chosen"),
            ("/appointments/accounts/C-LI", "account"),
            ("/language", "language", "back"),
            ("/teaching/lessons", "intent", "words"),
        ):
            assert boss.submit(path, **dict.fromkeys(names, typed)).status_code < 500, (path, typed)


def test_no_odd_query_of_a_table_is_an_error_of_ours(boss: Boss) -> None:
    api, table = "/tables/_api/guidance-item", "/tables/guidance-item"
    for number in NUMBERS:
        for page in (f"{table}/detail?pk", f"{table}/edit?pk", f"{api}/relation-lookup?pks", f"{table}/list?page"):
            assert boss.see(f"{page}={number}").status_code < 500, (page, number)
        assert boss.submit(f"{api}/row-action?name=publish&pk={number}").status_code < 500, number
    for word in (*ODD, "hello", "0", "{", '{"id":{"eq":1e999}}', json.dumps({"field": "id", "value": int(HUGE)})):
        asked = "&".join(f"{name}={word}" for name in ("sort", "filter", "cols", "name", "_list_query", "_origin"))
        assert boss.see(f"{table}/list?{asked}").status_code < 500, word
        assert boss.see(f"{table}/list?q={word}").status_code < 500, word
        assert boss.submit(f"{api}/action?name={word}&pks={word}").status_code < 500, word


def test_an_odd_last_event_id_opens_the_stream_all_the_same(boss: Boss) -> None:
    for odd in ("-1", "²", "٣", "1.5", "", HUGE, LONGEST, "abc", "\x7f", "é"):
        header = {"Last-Event-ID": odd.encode()}
        with boss.browser.stream("GET", "/chat/stream", headers=header) as stream:  # type: ignore[arg-type]
            assert stream.status_code in (200, 400), odd


def test_an_odd_cookie_is_nobodys(boss: Boss) -> None:
    stranger = httpx.Client(base_url=boss.browser.base_url)
    for cookie in ("x", "é", "a.b.c", '"', "=;=", "a" * 5000, "\\777"):
        names = ("onestop_chat", "onestop_staff", "csrftoken", "onestop_console_language", "session")
        header = {"Cookie": "; ".join(f"{name}={cookie}" for name in names).encode()}
        for path, code in (("/chat/history", 401), ("/console/inbox", 303), ("/", 200), ("/console/tables/", 303)):
            found = stranger.get(path, headers=header)  # type: ignore[arg-type]
            assert found.status_code == code, (cookie, path)
    stranger.close()


def test_an_odd_content_type_is_refused(boss: Boss) -> None:
    for kind in ("", "text/plain", "application/json; charset=utf-16", "é", "multipart/form-data", "x" * 900):
        for path in ("/chat/messages", "/webhooks/rest/webhook", "/console/inbox/1/answer"):
            for content in (b"", b"\xff\xfe{", b'{"id": "1", "words": "\\ud800"}'):
                headers = {**boss.signed(), "Content-Type": kind.encode()}
                found = boss.browser.post(path, content=content, headers=headers)  # type: ignore[arg-type]
                assert found.status_code < 500, (path, kind, content)


def test_what_is_tried_from_the_description_is_never_an_error_of_ours(boss: Boss) -> None:
    description = boss.see("/openapi.json").json()
    for result in openapi.from_dict(description).get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        if not operation.path.endswith((*ENDLESS, *LEAVES)) and _takes_anything(operation):
            _try(boss, operation)


def _takes_anything(operation: Any) -> bool:
    """Say whether there is anything to vary."""
    return bool(list(operation.iter_parameters()) or operation.body)


def _try(boss: Boss, operation: Any) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=3, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    def tried(case: Any) -> None:
        sent = case.as_transport_kwargs(base_url=str(boss.browser.base_url))
        sent["headers"] = {**dict(sent.get("headers") or {}), **boss.signed()}
        found = boss.browser.request(**_of_httpx(sent))
        assert found.status_code < 500, (case.method, case.formatted_path)

    tried()


def _of_httpx(sent: dict[str, Any]) -> dict[str, Any]:
    """Return what httpx calls the parts of a request that `requests` would send."""
    kept = {name: sent[name] for name in ("method", "url", "params", "headers", "json") if sent.get(name) is not None}
    data = sent.get("data")
    if isinstance(data, (bytes, str)):
        kept["content"] = data
    elif data is not None:
        kept["data"] = data
    return kept
