"""Migrations on a full database that is in use: each step back and forth, killed in the middle, of a newer version."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from bot.errors import explained
from community import schema
from community.database import Database
from community.engines import Limits
from tests.databases import Copies
from tests.faults.campus import Campus
from tests.faults.kill import await_that
from tests.faults.sizes import size
from tests.forked import forked

DELIVERIES = size(2_000, 50_000)
MOST_SECONDS = size(5, 2)  # the suite shares two cores, and a thread may wait for one
FIRST = "0001"
KEPT = ("students", "conversations", "outbox", "inbox", "safety_notices", "appointments", "events")
NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most) SELECT",
    "postgresql": "WITH n(i) AS (SELECT * FROM generate_series(1, :most)) SELECT",
}
OUTBOX = (
    "INSERT INTO outbox (key, conversation_id, channel, kind, priority, about, due_at, wall_time, state, attempts, "
    "interrupted, cause, created_at) {numbers} 'm:' || i, :talk, 'telegram', 'reply', 5, i, :now, '', 'sent', 1, "
    "false, '', :now FROM n"
)


def filled(campus: Campus) -> Database:
    """Give a campus many deliveries that have left."""
    [chat] = campus.students(1)
    with campus.database.transaction() as session:
        talk = campus.talks(session, [chat])[chat].id
        now = "2026-11-01 00:00:00+00:00"
        words = OUTBOX.format(numbers=NUMBERS[campus.database.engine.dialect.name])
        session.execute(text(words), {"most": DELIVERIES, "talk": talk, "now": now})
    return campus.database


def counts(database: Database) -> dict[str, int]:
    """Return how many rows there are of what must not be lost."""
    with database.engine.connect() as connection:
        return {table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in KEPT}


def steps() -> list[str]:
    """Return all revisions, the newest first."""
    return schema._revisions()


def test_each_step_back_and_forth_keeps_what_people_made(campus: Campus) -> None:
    database = filled(campus)
    before = counts(database)
    for newer, older in pairwise(steps()):
        schema.migrate(database, older)
        assert counts(database) == before, f"lost on the way back from {newer}"
    assert "channel_paces" not in inspect(database.engine).get_table_names()
    for newer in reversed(steps()[:-1]):
        schema.migrate(database, newer)
        assert counts(database) == before, f"lost on the way to {newer}"
    assert schema.differences(database) == []


USES = (
    "SELECT count(*) FROM outbox WHERE id = 1",
    "UPDATE outbox SET attempts = attempts WHERE id = 1",
    "UPDATE conversations SET last_message_at = last_message_at WHERE id = 1",
    "UPDATE inbox SET state = state WHERE id = 1",
)
"""What both shapes of every table take."""


@contextmanager
def in_use(url: str) -> Iterator[list[float]]:
    """Read and write all the while; yields how many seconds each statement took."""
    took: list[float] = []
    over = threading.Event()

    def use(statement: str) -> None:
        database = Database(url, connections=1)
        while not over.wait(0.01):
            began = time.monotonic()
            with database.transaction() as session:
                session.execute(text(statement))
            took.append(time.monotonic() - began)
        database.close()

    users = [threading.Thread(target=use, args=(statement,)) for statement in USES]
    for user in users:
        user.start()
    yield took
    over.set()
    for user in users:
        user.join()


def test_no_migration_keeps_whoever_reads_and_writes_waiting(campuses: Copies) -> None:
    campus = Campus(campuses.postgresql())
    database = filled(campus)
    schema.migrate(database, FIRST)
    with in_use(campus.url) as took:
        schema.migrate(database)
    assert max(took) < MOST_SECONDS, sorted(took)[-5:]
    assert schema.differences(database) == []
    campus.close()


def test_a_migration_that_must_wait_keeps_nobody_waiting_behind_it(
    campuses: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody reads for long; the change of that table gives up, lets others through, and is made in the end."""
    monkeypatch.setattr(schema, "LIMITS", Limits(lock=0.2))
    monkeypatch.setattr(schema, "PAUSE_SECONDS", 0.2)
    campus = Campus(campuses.postgresql())
    schema.migrate(campus.database, FIRST)
    migrating = threading.Thread(target=schema.migrate, args=(campus.database,))
    with campus.database.engine.connect() as long_reader:
        long_reader.execute(text(USES[0]))
        migrating.start()
        for _ in range(3):
            await_that(lambda: _waits_for_lock(campus.database), seconds=60, every=0.01)
            with campus.database.reading() as session:
                session.execute(text(USES[0]))
        assert migrating.is_alive()
    migrating.join(60)
    assert schema.is_current(campus.database)
    campus.close()


def _waits_for_lock(database: Database) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with database.reading() as session:
        return bool(session.scalar(text(waiting)))


def test_a_migration_killed_in_the_middle_leaves_the_old_shape_or_a_newer_one(campus: Campus) -> None:
    database = filled(campus)
    before = counts(database)
    schema.migrate(database, FIRST)
    campus.reconnect()
    process = forked(migrate_to_newest, campus.url)
    await_that(lambda: _has_begun(campus), seconds=60, every=0.002)
    process.kill()
    process.wait(10)
    assert schema.is_known(database)
    assert counts(database) == before
    schema.migrate(database)
    assert schema.differences(database) == []


def _has_begun(campus: Campus) -> bool:
    """Whether something of a migration is written: in SQLite's log, or a first step that others see."""
    if campus.database.engine.dialect.name == "sqlite":
        log = Path(f"{campus.path}-wal")
        return log.exists() and log.stat().st_size > 0
    with campus.database.engine.connect() as connection:
        return schema._revision(connection) != FIRST


def migrate_to_newest(url: str) -> None:
    """Migrate, in a process of its own."""
    schema.migrate(Database(url))


def test_a_database_of_a_newer_version_is_refused_in_one_line_that_says_what_to_do(campus: Campus) -> None:
    with campus.database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for target in (schema.NEWEST, FIRST):
        with pytest.raises(schema.DatabaseNewer) as refused:
            schema.migrate(campus.database, target)
    line = explained(refused.value)
    assert line is not None
    assert "\n" not in line
    assert all(words in line for words in ("newer version (9999)", "Install that version", "restore --replace"))
