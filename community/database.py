"""One database, SQLite or PostgreSQL, behind one pair of doors: `transaction()` writes, `reading()` reads."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Dialect,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    inspect,
    literal,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session, sessionmaker
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlalchemy.types import JSON, TypeDecorator

from community import engines
from community.away import DatabaseAway as DatabaseAway
from community.away import away_or_broken
from community.checks import Fault, Row
from community.engines import READING, USUAL, Limits
from community.turnstile import Turnstile

LARGEST_ID = 2**31 - 1  # what an id column holds; a database asked for more fails, rather than finding nothing
CONNECTIONS, FEWER_CONNECTIONS = 24, 8  # PostgreSQL takes 100 from all processes where nobody has told it otherwise

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext(:what))")
_MAY_ONLY_BE_READ = text("SELECT current_setting('transaction_read_only') = 'on'")

T = TypeVar("T", bound="Base")


class Base(DeclarativeBase):
    """What every table derives from; names of constraints are fixed so that migrations can name them."""

    CHOICES: ClassVar[Mapping[str, tuple[Any, ...]]] = {}
    """The columns that take one of a few values, or several of them, and those values."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:  # noqa: ARG003
        """Find what is wrong with a row beyond what its columns say by themselves; see `validity.py`."""
        return ()

    @classmethod
    def clashes(cls, session: Session, row: Row, *, but: int | None) -> Iterable[Fault]:  # noqa: ARG003
        """Find what other rows stand in the way of, beyond what the columns say; `but` is the id of the row itself."""
        return ()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone was about to be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def storable(words: str) -> str:
    """Return text that both databases take: PostgreSQL refuses NUL, and neither can encode a lone surrogate."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


class Words(TypeDecorator[str]):
    """Text of any length that people wrote; what no database can store is dropped on the way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else storable(value)


class Line(Words):
    """Words on one line."""

    cache_ok = True


class Address(Line):
    """The address of a web page; empty for none."""

    cache_ok = True


class Lines(TypeDecorator[list[str]]):
    """A list of words or sentences, which people type one on each line."""

    impl = JSON
    cache_ok = True


Json = JSON  # plain JSON, not jsonb: the latter refuses \\u0000, which senders may put in


class Database:
    """The engine and its sessions.

    Args:
        url: `sqlite:///path` or `postgresql://...`.
        connections: how many at most; who needs one more waits POOL_WAIT_SECONDS for it.
        limits: how long PostgreSQL is waited for, and waits for us.
    """

    def __init__(self, url: str, *, connections: int = CONNECTIONS, limits: Limits = USUAL) -> None:
        self.url, self._limits = url, limits
        self.engine = engines.opened(url, connections, limits)
        # SQLite takes one writer at a time and polls while it waits; threads of one process had better queue here.
        self._turnstile = Turnstile() if self.engine.dialect.name == "sqlite" else None
        self._writing = sessionmaker(self.engine, expire_on_commit=False)
        self._reading = sessionmaker(self.engine.execution_options(**{READING: True}), expire_on_commit=False)

    def with_own_pool(self, connections: int = FEWER_CONNECTIONS, *, limits: Limits | None = None) -> "Database":
        """Return the same database for another kind of work, which can use up its own connections and no others."""
        other = Database(self.url, connections=connections, limits=limits or self._limits)
        other._turnstile = self._turnstile
        return other

    @contextmanager
    def transaction(self, *, hurried: bool = False) -> Iterator[Session]:
        """Yield a session that commits at the end, or leaves nothing behind when an exception passes through.

        Args:
            hurried: it is quick and goes before all others of this process, where only one can write at a time.

        Raises:
            DatabaseAway: try again later.
        """
        with away_or_broken(), self._way_in(hurried), self._writing.begin() as session:
            yield session

    def _way_in(self, hurried: bool) -> AbstractContextManager[None]:
        return self._turnstile.passed(hurried=hurried) if self._turnstile else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one moment and writes nothing.

        Raises:
            DatabaseAway: try again later.
        """
        with away_or_broken(), self._reading() as session:
            yield session

    def answers(self) -> bool:
        """Ask the database for a sign of life.

        Raises:
            DatabaseAway: there is none, or what is written would be refused.
        """
        with self.reading() as session:
            if self.engine.dialect.name == "postgresql" and session.scalar(_MAY_ONLY_BE_READ):
                raise DatabaseAway("it may only be read")
            return bool(session.scalar(text("SELECT 1")) == 1)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def insert_new(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows and return the ids of those that are new; one whose unique key is there already is dropped."""
    return [number for (number,) in insert_new_returning(session, table, rows, "id")]


def insert_new_returning(
    session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]], *columns: str
) -> list[tuple[Any, ...]]:
    """Insert rows likewise, and return these columns of those that are new, in any order."""
    if not rows:
        return []
    statement = _insert_new(table, session.get_bind().dialect.name, columns)
    return [tuple(row) for row in session.connection().execute(statement, rows)]


def insert_or_hold(session: Session, table: type[T], rows: Sequence[Mapping[str, Any]], key: str) -> dict[str, T]:
    """Insert rows, find those whose `key` is there already, and hold all of them until the transaction ends; by key.

    They are taken in the order given: where everybody gives them in one order, no two wait for each other.
    """
    new = insert_into(session, table).values(rows)
    held = new.on_conflict_do_update(index_elements=[key], set_={key: new.excluded[key]}).returning(table_of(table))
    found = session.scalars(select(table).from_statement(held))
    return {getattr(row, key): row for row in found}


def insert_new_selected(
    session: Session, table: type[Base], row: Mapping[str, ColumnElement[Any]], where: ColumnElement[bool]
) -> int:
    """Insert a row, as these expressions say, for each that the condition selects; return how many were new."""
    selected = select(*row.values()).where(where)
    inserted = insert_into(session, table).from_select(list(row), selected)
    done = session.connection().execute(
        inserted.on_conflict_do_nothing(), execution_options={"preserve_rowcount": True}
    )
    return done.rowcount


def insert_into(session: Session, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that can say what becomes of a row that is there already."""
    return _insert(session.get_bind().dialect.name)(table_of(table))


def _insert(dialect: str) -> Callable[[Table], postgresql.Insert | sqlite.Insert]:
    return postgresql.insert if dialect == "postgresql" else sqlite.insert


@cache
def _insert_new(table: type[Base], dialect: str, columns: tuple[str, ...]) -> TypedReturnsRows[tuple[Any, ...]]:
    # Built once, like all statements of a turn: building one takes longer than running it.
    table_of_it = table_of(table)
    return _insert(dialect)(table_of_it).on_conflict_do_nothing().returning(*(table_of_it.c[name] for name in columns))


def is_one_of(column: InstrumentedAttribute[str], *values: str) -> ColumnElement[bool]:
    """Return the condition that a column holds one of the values, for the partial index of just those.

    They are written out rather than bound: neither database takes such an index for a value that it learns only later.
    """
    return column.in_(bindparam(None, values, column.type, expanding=True, literal_execute=True))


def written_out(value: str) -> BindParameter[str]:
    """Return a value that is written into the statement rather than bound, for the partial index of just that value."""
    return literal(value, String, literal_execute=True)


def values_of(row: Base) -> dict[str, Any]:
    """Return what a row's columns hold."""
    return {name: getattr(row, name) for name in inspect(type(row)).columns.keys()}  # noqa: SIM118


def table_of(mapped: type[Base]) -> Table:
    """Return the table itself: a statement on it, run through a connection, takes a third of the session's time."""
    table = mapped.__table__
    assert isinstance(table, Table)
    return table


def one_at_a_time(session: Session, what: str) -> None:
    """Let one transaction do `what` at a time, over all processes, until it ends.

    SQLite's writers queue already; on PostgreSQL an advisory lock keeps two claimers from sharing one lane.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(_LOCK, {"what": what})
