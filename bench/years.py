"""What a turn costs after years: `python -m bench.years [--kept 1000 100000 1000000]`.

Databases that keep so many messages and answers, and are otherwise the same, take turns at what is done all day: a
message on the web page until its answer is shown there (real HTTP, intake, dispatcher, outbox and stream; what is
understood is scripted), a look for work where there is none, a tick of every job, a look at the health, and pages of
the console. Told is the fastest of thirty times, as other work on the machine only adds to them.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, cast, func, insert, literal, select, text
from sqlalchemy.orm import Session

from bench.databases import KINDS, Postgres, fresh, opened, postgres
from bench.load import machine_load, quiet
from bot.timetable import jobs
from bot.timetable.clock import Timetable
from bot.watch.health import Health, Watched
from community.audit import AuditEntry
from community.database import Base, Database, UtcDateTime, table_of
from community.engines import LONG_WORK
from community.post import claiming, talks
from community.post.conversations import Conversation, OfferedButton
from community.post.kinds import REPLY
from community.post.states import DeliveryState, InboxState
from community.post.tables import Delivery, InboxItem
from community.staff.rules import ROLES
from tests.common import ZONE
from tests.console.conftest import Browser as Staff
from tests.console.conftest import World, mounted
from tests.web.parts import Browser, WebChat

KEPT = (1_000, 100_000)
READERS = 500
PAGES = ("/", "/inbox", "/inbox/list", "/appointments", "/incidents", "/notices", "/signups", "/questions", "/tables/")
Taken = dict[str, dict[int, list[float]]]
"""What is done, and how many milliseconds each try took where so much is kept."""

ROUNDS, WARM_UP = 30, 5  # no more than a minute of posts that one session may send


def measure(*, kinds: list[str], kept: Sequence[int]) -> list[dict[str, Any]]:
    """Return a row for each database: milliseconds for each size, and how much the largest costs more."""
    rows = []
    with TemporaryDirectory(prefix="onestop-bench-") as name, postgres(Path(name)) as server:
        for kind in kinds:
            for what, taken in _on(kind, Path(name) / kind, server, kept).items():
                rows.append(_row(kind, what, taken))
                print(f"  {rows[-1]}  (load {machine_load():.1f})", flush=True)
    return rows


def _row(kind: str, what: str, taken: dict[int, list[float]]) -> dict[str, Any]:
    ms = {str(size): round(min(figures), 2) for size, figures in taken.items()}
    figures = list(ms.values())
    return {"database": kind, "what": what, "ms": ms, "growth": round(figures[-1] / figures[0], 2)}


def _on(kind: str, folder: Path, server: Postgres, kept: Sequence[int]) -> Taken:
    taken: Taken = defaultdict(lambda: {size: [] for size in kept})
    with ExitStack() as running:
        sides = {}
        for size in kept:
            database = filled(fresh(kind, folder / str(size), server), folder / str(size), size)
            running.callback(database.close)
            sides[size] = _works(database, running)
        for number in range(WARM_UP + ROUNDS):
            for what in sides[kept[0]]:
                for size, works in sides.items():  # one right after the other, for the same of what else runs here
                    taken[what][size].append(_timed(works[what]))
            if number == WARM_UP - 1:
                taken.clear()
            time.sleep(0.25)  # nor more of them in a second than one session may send
    return taken


def _works(database: Database, running: ExitStack) -> dict[str, Callable[[], object]]:
    """Return what is done on a database, by name."""
    page = running.enter_context(WebChat(database)).browser()
    timetable = Timetable(database, now=moment, after=lambda: None)
    jobs.fill(timetable, zone=ZONE, term_start=moment().date())
    health = Health(database, Watched(answered=("telegram", "web"), pushed=("telegram",)), now=moment)
    return {
        "turn": lambda: _turn(page),
        "claim": lambda: _claim(database),
        **{f"tick {name}": partial(timetable.tick, name) for name in timetable.jobs},
        "health": health.look,
        **{f"console {path}": partial(_open, staff, path) for staff in [_staff(database, running)] for path in PAGES},
    }


def _staff(database: Database, running: ExitStack) -> Staff:
    world = World(database, moment())
    world.staff("boss", *ROLES)
    staff = Staff(mounted(world))
    running.callback(staff.close)
    staff.sign_in("boss")
    return staff


def _open(staff: Staff, path: str) -> None:
    page = staff.get(path)
    assert page.status_code == 200, (path, page.status_code)


def moment() -> datetime:
    """Return what this machine's clock says."""
    return datetime.now(UTC)


def _timed(work: Callable[[], object]) -> float:
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
    with closing(database.with_own_pool(1, limits=LONG_WORK)) as patient, patient.transaction() as session:
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
