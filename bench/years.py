"""What a turn costs after years: `python -m bench.years [--kept 1000 100000 1000000]`.

Databases that keep so many messages and answers, and are otherwise the same, take turns at two things: a message on the
web page until its answer is shown there (real HTTP, intake, dispatcher, outbox and stream; what is understood is
scripted), and a look for work where there is none.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, cast, func, insert, literal, select, text
from sqlalchemy.orm import Session

from bench.databases import KINDS, Postgres, fresh, opened, postgres
from bench.load import machine_load, quiet
from community.audit import AuditEntry
from community.database import Base, Database, UtcDateTime, table_of
from community.post import claiming, talks
from community.post.conversations import Conversation, OfferedButton
from community.post.kinds import REPLY
from community.post.states import DeliveryState, InboxState
from community.post.tables import Delivery, InboxItem
from tests.web.parts import Browser, WebChat

KEPT = (1_000, 100_000)
READERS = 500
ROUNDS, WARM_UP = 30, 5  # no more than a minute of posts that one session may send


def measure(*, kinds: list[str], kept: Sequence[int]) -> list[dict[str, Any]]:
    """Return a row for each database: medians in milliseconds for each size, and how much the largest costs more."""
    rows = []
    with TemporaryDirectory(prefix="onestop-bench-") as name, postgres(Path(name)) as server:
        for kind in kinds:
            turns, claims = _on(kind, Path(name) / kind, server, kept)
            rows += [_row(kind, "turn", turns), _row(kind, "claim", claims)]
            print(f"  {rows[-2]}\n  {rows[-1]}  (load {machine_load():.1f})", flush=True)
    return rows


def _row(kind: str, what: str, taken: dict[int, list[float]]) -> dict[str, Any]:
    ms = {str(size): round(statistics.median(figures), 2) for size, figures in taken.items()}
    figures = list(ms.values())
    return {"database": kind, "what": what, "ms": ms, "growth": round(figures[-1] / figures[0], 2)}


def _on(
    kind: str, folder: Path, server: Postgres, kept: Sequence[int]
) -> tuple[dict[int, list[float]], dict[int, list[float]]]:
    turns: dict[int, list[float]] = {size: [] for size in kept}
    claims: dict[int, list[float]] = {size: [] for size in kept}
    with ExitStack() as running:
        databases = {size: filled(fresh(kind, folder / str(size), server), folder / str(size), size) for size in kept}
        for database in databases.values():
            running.callback(database.close)
        pages = {size: running.enter_context(WebChat(database)).browser() for size, database in databases.items()}
        for number in range(WARM_UP + ROUNDS):
            for size, page in pages.items():
                turns[size].append(_timed(lambda page=page: _turn(page)))  # type: ignore[misc]
                claims[size].append(_timed(lambda base=databases[size]: _claim(base)))  # type: ignore[misc]
            if number == WARM_UP - 1:
                for figures in (*turns.values(), *claims.values()):
                    figures.clear()
            time.sleep(0.25)  # nor more of them in a second than it may
    return turns, claims


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _turn(page: Browser) -> None:
    after = page.history()["after"]
    with page.listening(after=after) as stream:
        assert page.post(words="hello").is_success
        while stream.reply()["id"] <= after:
            pass  # some that were shown before come again


def _claim(database: Database) -> None:
    with database.transaction() as session:
        assert not claiming.claim(session, claimer="bench", channels=("telegram",), most=8, now=datetime.now(UTC))


def filled(url: str, folder: Path, size: int) -> Database:
    """Return a database that keeps so many messages, each with its answer and two buttons, from the last two months."""
    folder.mkdir(parents=True, exist_ok=True)
    database, _ = opened(url, folder)
    with database.transaction() as session:
        now = datetime.now(UTC)
        for number in range(READERS):
            talks.find_or_start(session, "telegram", f"reader {number}", zone="Asia/Shanghai", now=now)
        first = session.scalars(select(func.max(Conversation.id))).one() - READERS
        _keep(session, size, first, now - timedelta(days=30))
    if database.engine.dialect.name == "postgresql":  # as its autovacuum does by itself within a minute
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return database


def _keep(session: Session, size: int, first: int, at: datetime) -> None:
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < size))
    n: ColumnElement[int] = numbers.c.n
    then, empty, reader = literal(at, UtcDateTime), literal({"text": "hello"}, JSON), first + 1 + n % READERS
    done = {
        "received_at": then,
        "done_at": then,
        "turn_at": then,
        "state": literal(InboxState.DONE.value),
        "body": empty,
    }
    counted = {"attempts": literal(1), "interrupted": literal(False), "urgency": literal(0)}
    name, lane = literal("kept ") + cast(n, String), literal("telegram:reader ") + cast(n % READERS, String)
    item = {"channel": literal("telegram"), "update_id": name, "lane": lane, **done, **counted}
    sent = {
        "state": literal(DeliveryState.SENT.value),
        "due_at": then,
        "sent_at": then,
        "created_at": then,
        "reply": empty,
    }
    usual = {"wall_time": literal(""), "cause": literal(""), "attempts": literal(0), "interrupted": literal(False)}
    kind = {
        "kind": literal(REPLY.name),
        "priority": literal(int(REPLY.priority)),
        "channel": literal("telegram"),
        "about": n,
    }
    button = {"payload": literal("/menu"), "title": literal("Menu"), "intent": literal("menu"), "entities": empty}
    offered = {"ordinal": literal(1), "offered_at": then, "conversation_id": reader, **button}
    who = {"who": literal("system"), "what": literal("case_escalated"), "at": then, "details": empty}
    rows: list[tuple[type[Base], dict[str, Any]]] = [
        (InboxItem, item),
        (Delivery, {"key": name, "conversation_id": reader, **sent, **usual, **kind}),
        (OfferedButton, {"key": literal("a") + cast(n, String), **offered}),
        (OfferedButton, {"key": literal("b") + cast(n, String), **offered}),
        (AuditEntry, {"about": literal("case:") + cast(n, String), **who}),
    ]
    for table, columns in rows:
        session.execute(insert(table_of(table)).from_select(list(columns), select(*columns.values())))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--kept", type=int, nargs="+", default=list(KEPT))
    chosen = parser.parse_args()
    quiet()
    measure(kinds=chosen.databases, kept=chosen.kept)


if __name__ == "__main__":
    main()
