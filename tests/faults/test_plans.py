"""On SQLite, what a message, a tick or a look at the health costs does not grow with what was ever kept."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, event, text

from bot.app import utc_now
from bot.settings import Settings
from community.database import Base
from community.staff import accounts, rules
from tests.faults import years
from tests.faults.campus import Campus
from tests.faults.emulator import FaultyTelegram
from tests.faults.kill import await_that
from tests.running import RunningApp
from tests.telegram.server import TOKEN
from tests.web.parts import Browser as WebBrowser

KEPT = 20_000
PASSWORD = "correct horse battery"
PAGES = (
    "/inbox",
    "/inbox/list",
    "/inbox/new-visitors",
    "/appointments",
    "/appointments/list",
    "/appointments/release",
    "/incidents",
    "/incidents/list",
    f"/incidents/{years.FIRST + 1}",
    f"/inbox/{years.FIRST + 1}",
    "/notices",
    "/signups",
    "/unanswered",
    "/account",
    "/tables/",
)
REST = {"Authorization": "Bearer secret"}
OF_WHAT_IS_OPEN = {
    index.name
    for table in Base.metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
"""Partial indexes: what they hold does not grow."""

_STEP = re.compile(
    rf"(SCAN|SEARCH) ({'|'.join(years.TABLES)})(_\d+)?( USING (COVERING )?INDEX (?P<index>\w+))?(?P<by> \(.*\))?$"
)
COUNTS_STUDENTS = "SELECT DISTINCT students.area"
"""How many a notice would reach is counted for its page: that grows with the campus, not with the years."""
EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
FOR_CLOSED_PAGES_TOO = "ix_outbox_due"
"""What is due for pages that nobody opens again stays there: whoever reads all of a channel's reads that too."""

_OF_MANY = (" (channel=?)", " (kind=?)", " (state=?)")
Statements = dict[str, Any]


@contextmanager
def heard() -> Iterator[Statements]:
    """Collect every statement that is run meanwhile on any connection, with what it was given."""
    statements: Statements = {}

    def hear(_connection: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:
        rows = many and isinstance(given[0], (tuple, dict))  # of a batch that is cut up each row comes by itself
        statements.setdefault(statement, given[0] if rows else given)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


@pytest.mark.parametrize("analyzed", [False, True])
def test_nothing_reads_all_that_was_ever_kept(
    sqlite_campus: Campus, telegram: FaultyTelegram, tmp_path: Path, analyzed: bool
) -> None:
    """The planner knows nothing of the rows, or all that ANALYZE tells it."""
    chats = sqlite_campus.students(500)
    with sqlite_campus.database.transaction() as session:
        boss = accounts.add(session, "boss", "Boss", PASSWORD, rules.ROLES, now=utc_now())
        years.fill(session, kept=KEPT, staff_id=boss.id, now="2026-11-01 00:00:00.000000")
        if analyzed:
            session.execute(text("ANALYZE"))
    sqlite_campus.reconnect()
    settings = Settings(
        telegram_token=SecretStr(TOKEN),
        telegram_base_url=telegram.base_url,
        database_url=sqlite_campus.url,
        nlu_url="http://127.0.0.1:9",
        rest_token=SecretStr("secret"),
        http_port=0,
        data_dir=tmp_path,
    )
    with RunningApp(settings) as running, heard() as statements:
        for words in ("/menu", "I want to talk to a counselor", "/events"):
            telegram.updates([telegram.message(chats[0], words)])
            said = {"sender": "ada", "message": words}
            assert httpx.post(f"{running.url}/webhooks/rest/webhook", json=said, headers=REST, timeout=120).json()
        await_that(lambda: len(telegram.shown_to(chats[0])) >= 3, seconds=120, what="three answers")
        assert httpx.get(f"{running.url}/healthz", timeout=120).status_code in (200, 503)
        talks_on_the_web(running.url)
        looks_at_every_page(running.url)
        running.tick()
    assert any("UPDATE inbox" in statement for statement in statements), "a turn"
    assert any("min(outbox.due_at)" in statement for statement in statements), "a look at the health"
    with closing(sqlite3.connect(sqlite_campus.path)) as connection:
        found = [read for statement, given in statements.items() for read in whole_reads(connection, statement, given)]
    assert not found, "\n".join(sorted(found))


def talks_on_the_web(url: str) -> None:
    """Open the chat's page, have something answered, and load the page again."""
    browser = WebBrowser(url, {})
    with closing(browser.http), browser.listening() as stream:
        assert browser.post(words="/menu").status_code == 202
        assert stream.reply()
        assert browser.history()["messages"]


def looks_at_every_page(url: str) -> None:
    """Sign in to the console and open each of its pages."""
    with httpx.Client(base_url=f"{url}/console", timeout=120, follow_redirects=True) as staff:
        token = re.search(r'name="csrftoken" value="([^"]+)"', staff.get("/sign-in").text)
        assert token is not None
        signed_in = staff.post("/sign-in", data={"csrftoken": token[1], "login": "boss", "password": PASSWORD})
        assert signed_in.status_code == 200
        for page in PAGES:
            assert staff.get(page).status_code == 200, page
        for page in ("/inbox/events", "/appointments/events", "/incidents/events"):
            with staff.stream("GET", page) as events:
                assert "news" in next(line for line in events.iter_lines() if line.startswith("event:"))


def test_a_read_of_everything_is_found(sqlite_campus: Campus) -> None:
    with closing(sqlite3.connect(sqlite_campus.path)) as connection:
        for statement, reads_all in {
            "SELECT 1 FROM inbox WHERE state = 'done'": True,
            "SELECT 1 FROM inbox WHERE channel = 'telegram' AND received_at > 0": True,
            "SELECT 1 FROM audit WHERE who = 'system'": True,
            "SELECT 1 FROM outbox WHERE kind = 'reply' AND cause = ''": True,
            "SELECT 1 FROM outbox WHERE state = 'due' AND channel = 'web'": True,
            "SELECT max(outbox.id) FROM outbox WHERE outbox.state IN ('uncertain', 'given_up')": True,
            "SELECT max(outbox.id) FROM outbox": False,
            "SELECT 1 FROM inbox WHERE state = 'new' ORDER BY turn_at, id": False,
            "SELECT 1 FROM inbox WHERE channel = 'telegram' AND update_id = '1'": False,
        }.items():
            assert bool(list(whole_reads(connection, statement, ()))) is reads_all, statement


def whole_reads(connection: sqlite3.Connection, statement: str, given: Any) -> Iterator[str]:
    """Yield the steps of a statement that read all of a growing table, or all of one kind or channel in it."""
    if statement.startswith(COUNTS_STUDENTS) or statement.split(maxsplit=1)[0] not in EXPLAINED:
        return
    for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", given):
        found = _STEP.search(step)
        if found is None or (found["index"] in OF_WHAT_IS_OPEN and found["index"] != FOR_CLOSED_PAGES_TOO):
            continue
        if found[1] == "SCAN" or found["by"] in _OF_MANY or seeks_the_last(found[2], statement):
            yield f"{step}: {statement}"


def seeks_the_last(table: str, statement: str) -> bool:
    """Say whether a statement goes from one end of a table back until a row fits: all of it, where none does."""
    return re.search(rf"(max|min)\({table}\.id\)[^()]*FROM {table}\s+WHERE {table}\.state", statement) is not None
