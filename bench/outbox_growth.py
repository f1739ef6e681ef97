"""What a look into the outbox costs as it grows: `python -m bench.outbox_growth [--rows 1000 10000 100000 1000000]`.

Three ways to grow: rows that were sent, that are due weeks ahead, and that are due now and wait. Each time the
sender's own transaction is timed: find as many as may be on their way (`SENDS_AT_ONCE`), note them as leaving; then it
is undone, so that every look finds the same outbox. Every size has a database of its own, and they are looked into in
turn.
"""

import argparse
import shutil
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import func, insert, literal, select, text
from sqlalchemy.orm import Session

from actions.dialogue.reply import Reply, packed
from bench import broadcast
from bench.databases import KINDS, Postgres, fresh, opened, postgres
from bench.load import machine_load, quiet
from bot.sending.sender import SENDS_AT_ONCE
from community.counseling import kinds as counseling
from community.database import Database
from community.events import kinds as events
from community.post import openings, sending
from community.post.conversations import Conversation
from community.post.kinds import REPLY
from community.post.pacing import Rate
from community.post.states import DeliveryState
from community.post.tables import Delivery
from community.safety.kinds import NOTICE
from community.students.tables import ChannelAddress

SHAPES = ("sent", "ahead", "waiting")
SIZES = (1_000, 10_000, 100_000, 1_000_000)
READERS = 1_000
LOOKS, WARM_UP = 60, 5
FOUND = 64  # rows that may leave
COPIED = 1_000  # rows that are written one by one; the others are copies of them
COPIES_AT_ONCE = 50
RATE = Rate(per_second=100_000, per_chat=1)


class Undone(Exception):
    """Ends a transaction without a trace."""


def measure(*, kinds: list[str], sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Return a row for each database and way to grow: the median of a look in milliseconds, for each size."""
    rows = []
    with TemporaryDirectory(prefix="onestop-bench-") as name, postgres(Path(name)) as server:
        for kind in kinds:
            for shape in SHAPES:
                folder = Path(name) / f"{kind}-{shape}"
                rows.append({"database": kind, "shape": shape, **_grown(kind, shape, folder, server, sizes)})
                print(f"  {rows[-1]}  (load {machine_load():.1f})", flush=True)
                shutil.rmtree(folder, ignore_errors=True)
    return rows


def _grown(kind: str, shape: str, folder: Path, server: Postgres, sizes: Sequence[int]) -> dict[str, Any]:
    grown = {size: _filled(fresh(kind, folder / str(size), server), folder, shape, size) for size in sizes}
    looks: dict[int, list[float]] = {size: [] for size in sizes}
    for number in range(WARM_UP + LOOKS):
        for size, database in grown.items():
            taken = _look(database)
            if number >= WARM_UP:
                looks[size].append(taken)
    for database in grown.values():
        database.close()
    ms = {str(size): round(statistics.median(taken), 2) for size, taken in looks.items()}
    return {"ms": ms, "growth": max(ms.values()) / ms[str(sizes[0])]}


def _filled(url: str, folder: Path, shape: str, size: int) -> Database:
    """Return a database with that many rows, and a few that a look finds whatever the others are."""
    database, _ = opened(url, folder)
    broadcast.settle(database, READERS)
    with database.transaction() as session:
        query = select(Conversation.id).join(ChannelAddress).where(ChannelAddress.channel == "telegram")
        readers = list(session.scalars(query))
        session.execute(insert(Delivery), [_row("waiting", number, readers) for number in range(FOUND)])
        first = session.scalars(select(func.max(Delivery.id))).one()
        session.execute(insert(Delivery), [_row(shape, number, readers) for number in range(COPIED)])
    for begin in range(1, size // COPIED, COPIES_AT_ONCE):
        _copy(database, first, range(begin, min(begin + COPIES_AT_ONCE, size // COPIED)))
    if kind_of(database) == "postgresql":  # as its autovacuum does by itself within a minute
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE outbox"))
    return database


def kind_of(database: Database) -> str:
    """Return `sqlite` or `postgresql`."""
    return database.engine.dialect.name


def _copy(database: Database, first: int, copies: range) -> None:
    names = [column.name for column in Delivery.__table__.columns if column.name not in ("id", "key")]
    columns = [getattr(Delivery, name) for name in names]
    with database.transaction() as session:
        if kind_of(database) == "sqlite":
            session.execute(
                text("PRAGMA cache_size = -500000")
            )  # kB; a small cache makes the filling, not a look, slow
        for copy in copies:
            key = literal(f"{copy}:") + Delivery.key
            rows = select(key, *columns).where(Delivery.id > first, Delivery.id <= first + COPIED)
            session.execute(insert(Delivery).from_select(["key", *names], rows))


def _row(shape: str, number: int, readers: Sequence[int]) -> dict[str, Any]:
    now = datetime.now(UTC)
    due = {"sent": now - timedelta(days=number % 90), "ahead": now + timedelta(days=1 + number % 60), "waiting": now}
    kind = REPLY if shape == "waiting" else (REPLY, NOTICE, counseling.REMINDER, events.REMINDER)[number % 4]
    return {
        "key": f"{shape}:{number}:{now.timestamp()}:",
        "conversation_id": readers[number % len(readers)],
        "channel": "telegram",
        "kind": kind.name,
        "priority": int(kind.priority),
        "about": number,
        "reply": packed(Reply("The office in building 5 is open until 18:00 today.")),
        "due_at": due[shape],
        "state": DeliveryState.SENT if shape == "sent" else DeliveryState.DUE,
        "sent_at": due[shape] if shape == "sent" else None,
        "external_id": str(number) if shape == "sent" else None,
        "wall_time": "",
        "attempts": 0,
        "interrupted": False,
        "cause": "",
        "created_at": now,
    }


def _look(database: Database) -> float:
    now = datetime.now(UTC)
    begun = time.perf_counter()
    try:
        with database.transaction() as session:
            _claim(session, now)
            taken = (time.perf_counter() - begun) * 1000
            raise Undone
    except Undone:
        return taken


def _claim(session: Session, now: datetime) -> None:
    opening = openings.find(session, "telegram", rate=RATE, most=SENDS_AT_ONCE, now=now)
    assert len(opening.deliveries) == SENDS_AT_ONCE
    sending.begin(session, "telegram", opening.deliveries, claimer="bench", rate=RATE, now=now)
    session.flush()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--rows", type=int, nargs="+", default=list(SIZES))
    chosen = parser.parse_args()
    quiet()
    measure(kinds=chosen.databases, sizes=chosen.rows)


if __name__ == "__main__":
    main()
