"""How a database is opened, and how long what stands still on its other side is waited for.

All that can stand still is given up within 15 seconds: a frozen process of ours that holds a lock, one whose machine
has lost its power, a PostgreSQL that is frozen itself, a line that carries nothing any more though nobody closed it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url

LOCK_WAIT_SECONDS = 15  # of SQLite
POOL_WAIT_SECONDS = 15
KEPT_OPEN = 8
READING = "onestop_reading"

CONNECT_SECONDS = 5  # a server at hand answers within milliseconds; one that is asleep is tried again anyway
PROBE_AFTER_SECONDS, PROBE_EVERY_SECONDS, PROBES = 5, 3, 3
"""A peer that has vanished is known for gone after 14 s without a word; the system's own settings take two hours."""
GONE_SECONDS = PROBE_AFTER_SECONDS + PROBE_EVERY_SECONDS * PROBES
LOOK_SECONDS = 0.1
LINE = "onestop line"  # how PostgreSQL shows the connections that wait for what others tell


@dataclass(frozen=True, slots=True)
class Limits:
    """How many seconds PostgreSQL, and we, wait before something is given up; None for ever.

    Each is longer than the one before: who holds others up goes first, then who waits for them has what they held.

    Args:
        idle: a transaction that asks for nothing; its process is frozen. PostgreSQL ends it and what it held is free.
        lock: a wait for what another transaction holds.
        statement: one statement with all its waits.
        silence: of a server that we have asked. It is no longer there to keep the other three.
    """

    idle: float | None = None
    lock: float | None = None
    statement: float | None = None
    silence: float | None = None

    @property
    def as_options(self) -> str:
        """What PostgreSQL is told of them when a session begins, and of when we are gone."""
        told = {
            "idle_in_transaction_session_timeout": self.idle,
            "lock_timeout": self.lock,
            "statement_timeout": self.statement,
        }
        limits = [f"-c {name}={seconds * 1000:.0f}" for name, seconds in told.items() if seconds is not None]
        return " ".join([*limits, *_PROBED_BY_SERVER])


USUAL = Limits(idle=8, lock=10, statement=11, silence=13)
LONG_WORK = Limits()
"""For what has a database to itself, and may take minutes over one statement."""

_PROBED_BY_SERVER = (
    f"-c tcp_keepalives_idle={PROBE_AFTER_SECONDS}",
    f"-c tcp_keepalives_interval={PROBE_EVERY_SECONDS}",
    f"-c tcp_keepalives_count={PROBES}",
    f"-c tcp_user_timeout={GONE_SECONDS * 1000}",
)
_PROBED_BY_US = {
    "keepalives_idle": PROBE_AFTER_SECONDS,
    "keepalives_interval": PROBE_EVERY_SECONDS,
    "keepalives_count": PROBES,
    "tcp_user_timeout": GONE_SECONDS * 1000,
}


def opened(url: str, connections: int, limits: Limits) -> Engine:
    """Open the database; errors name statements but hide their values, which may be somebody's words."""
    parsed = make_url(url)
    kept_open = min(connections, KEPT_OPEN)
    pool = {"pool_size": kept_open, "max_overflow": connections - kept_open, "pool_timeout": POOL_WAIT_SECONDS}
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, pool)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed, pool, limits)
    raise ValueError(f"the database must be SQLite or PostgreSQL, not {parsed.get_backend_name()}")


def _sqlite(url: URL, pool: dict[str, int]) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    arguments = {"timeout": LOCK_WAIT_SECONDS, "check_same_thread": False}
    engine = create_engine(url, **pool, connect_args=arguments, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # pysqlite would start its own transactions too late
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={LOCK_WAIT_SECONDS}000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later can't wait for the lock, so writers take it at once.
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _postgresql(url: URL, pool: dict[str, int], limits: Limits) -> Engine:
    arguments = _arguments(url, limits)
    engine = create_engine(url, **pool, connect_args=arguments, pool_pre_ping=True, hide_parameters=True)
    event.listen(engine, "do_connect", _connecting(limits))
    event.listen(engine, "handle_error", _leave_what_only_reads)
    return engine


def _arguments(url: URL, limits: Limits) -> dict[str, Any]:
    """Return what libpq is told; whatever the address names itself holds before ours."""
    ours = {"connect_timeout": CONNECT_SECONDS, **_PROBED_BY_US}
    options = " ".join((limits.as_options, *url.normalized_query.get("options", ())))
    return {name: value for name, value in ours.items() if name not in url.query} | {"options": options}


async def line_to(engine: Engine) -> psycopg.AsyncConnection[Any]:
    """Open a connection to PostgreSQL beside the pool, for who waits on it for what others tell."""
    _, named = engine.dialect.create_connect_args(engine.url)
    given = {name: value for name, value in named.items() if name != "context"} | _arguments(engine.url, LONG_WORK)
    return await psycopg.AsyncConnection.connect(**given, autocommit=True, application_name=LINE)


def _connecting(limits: Limits) -> Callable[..., psycopg.Connection[Any]]:
    def connect(_dialect: object, _record: object, words: Any, named: Any) -> psycopg.Connection[Any]:
        connection = _Connection.connect(*words, **named)
        connection.silence = limits.silence
        return connection

    return connect


def _leave_what_only_reads(context: ExceptionContext) -> None:
    """Connect anew after a failover: the one we were connected to may only read now, and another is in its place."""
    if isinstance(context.original_exception, psycopg.errors.ReadOnlySqlTransaction):
        context.is_disconnect = True


class _Connection(psycopg.Connection[Any]):
    """A connection that is closed once its server has been silent for too long.

    TCP's own probes do not see it: they are answered by whatever forwards us, or by the system of a frozen server. Time
    counts in which we looked and nothing came, so a pause of our own machine ends no connection.
    """

    silence: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = LOOK_SECONDS, timeout: float | None = None) -> RV:
        """Run what the driver does on the connection to its end."""
        if self.silence is not None and timeout is None:
            gen = self._heard_within(self.silence / interval, gen)
        return super().wait(gen, interval, timeout)

    def _heard_within(self, looks: float, gen: PQGen[RV]) -> PQGen[RV]:
        silent = 0
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                silent = 0 if ready else silent + 1
                if silent >= looks:
                    self.pgconn.finish()
                    raise psycopg.OperationalError("the server was asked and says nothing")
                wanted = gen.send(ready)
        except StopIteration as ended:
            result: RV = ended.value
            return result
