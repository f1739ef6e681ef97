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
from sqlalchemy import event, text

from bot import jobs
from bot.clock import Job
from bot.settings import Settings
from community.database import Database
from community.delivery.tables import Delivery, InboxItem
from tests.faults.campus import Campus
from tests.faults.emulator import FaultyTelegram
from tests.faults.kill import await_that
from tests.running import RunningApp
from tests.telegram.server import TOKEN

KEPT = 20_000
REST = {"Authorization": "Bearer secret"}
OF_WHAT_IS_OPEN = {
    index.name
    for table in (InboxItem, Delivery)
    for index in table.__table__.indexes  # type: ignore[attr-defined]
    if index.dialect_options["sqlite"]["where"] is not None
}
"""Partial indexes: what they hold does not grow."""

_STEP = re.compile(
    r"(SCAN|SEARCH) (inbox|outbox|audit)(_\d+)?( USING (COVERING )?INDEX (?P<index>\w+))?(?P<by> \(.*\))?$"
)
_OF_MANY = (" (channel=?)", " (kind=?)", " (state=?)")
_WITH_NUMBERS = """WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :kept) """
KEEP = (
    """INSERT INTO inbox
    (channel, update_id, lane, body, received_at, state, done_at, attempts, interrupted, urgency, turn_at)
    SELECT 'telegram', 'kept' || n, 'telegram:' || n % 500, '{}', :now, 'done', :now, 1, 0, 0, :now FROM numbers""",
    """INSERT INTO outbox
    (key, conversation_id, channel, kind, about, reply, priority, due_at, wall_time, state, attempts, interrupted,
    cause, sent_at, created_at)
    SELECT 'kept' || n, 1 + n % 500, 'telegram', 'reply', n, '{}', 10, :now, '', 'sent', 1, 0, '', :now, :now
    FROM numbers""",
    """INSERT INTO audit (at, who, what, about, details)
    SELECT :now, 'system', 'case_escalated', 'case:' || n % 500, '{}' FROM numbers""",
)

Statements = dict[str, Any]


@contextmanager
def heard(database: Database) -> Iterator[Statements]:
    """Collect every statement that is run meanwhile, with what it was given."""
    statements: Statements = {}

    def hear(_connection: Any, _cursor: Any, statement: str, given: Any, _context: Any, many: bool) -> None:
        statements.setdefault(statement, given[0] if many else given)

    event.listen(database.engine, "before_cursor_execute", hear)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)


@pytest.mark.parametrize("analyzed", [False, True])
def test_nothing_reads_all_that_was_ever_kept(
    sqlite_campus: Campus, telegram: FaultyTelegram, tmp_path: Path, analyzed: bool
) -> None:
    """The planner knows nothing of the rows, or all that ANALYZE tells it."""
    chats = sqlite_campus.students(500)
    with sqlite_campus.database.transaction() as session:
        for statement in KEEP:
            session.execute(text(_WITH_NUMBERS + statement), {"kept": KEPT, "now": "2026-11-01 00:00:00.000000"})
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
    with RunningApp(settings) as running, heard(running.app.database) as statements:
        for words in ("/menu", "I want to talk to a counselor", "/events"):
            telegram.updates([telegram.message(chats[0], words)])
            said = {"sender": "ada", "message": words}
            assert httpx.post(f"{running.url}/webhooks/rest/webhook", json=said, headers=REST, timeout=120).json()
        await_that(lambda: len(telegram.shown_to(chats[0])) >= 3, seconds=120, what="three answers")
        assert httpx.get(f"{running.url}/healthz", timeout=120).status_code in (200, 503)
        for name, job in every_job(settings):
            assert running.app.timetable.tick(name, job)
    assert any("UPDATE inbox" in statement for statement in statements), "a turn"
    assert any("min(outbox.due_at)" in statement for statement in statements), "a look at the health"
    with closing(sqlite3.connect(sqlite_campus.path)) as connection:
        assert [
            found for statement, given in statements.items() for found in whole_reads(connection, statement, given)
        ] == []


def test_a_read_of_everything_is_found(sqlite_campus: Campus) -> None:
    with closing(sqlite3.connect(sqlite_campus.path)) as connection:
        for statement, reads_all in {
            "SELECT 1 FROM inbox WHERE state = 'done'": True,
            "SELECT 1 FROM inbox WHERE channel = 'telegram' AND received_at > 0": True,
            "SELECT 1 FROM audit WHERE who = 'system'": True,
            "SELECT 1 FROM outbox WHERE kind = 'reply' AND cause = ''": True,
            "SELECT max(id) FROM outbox": False,
            "SELECT 1 FROM inbox WHERE state = 'new' ORDER BY turn_at, id": False,
            "SELECT 1 FROM inbox WHERE channel = 'telegram' AND update_id = '1'": False,
        }.items():
            assert bool(list(whole_reads(connection, statement, ()))) is reads_all, statement


def whole_reads(connection: sqlite3.Connection, statement: str, given: Any) -> Iterator[str]:
    """Yield the steps of a statement that read all of a growing table, or all of one kind or channel in it."""
    if statement.split(maxsplit=1)[0] not in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
        return
    for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", given):
        found = _STEP.search(step)
        if found is None or found["index"] in OF_WHAT_IS_OPEN:
            continue
        if found[1] == "SCAN" or found["by"] in _OF_MANY:
            yield f"{step}: {statement}"


def every_job(settings: Settings) -> list[tuple[str, Job]]:
    """Return all that is on the timetable."""
    found: list[tuple[str, Job]] = []

    class Kept:
        def every(self, _seconds: float, name: str, job: Job) -> None:
            found.append((name, job))

    jobs.fill(Kept(), zone=settings.zone, term_start=settings.term_start)
    return found
