"""Telling a database that is away, which is waited for, from a statement that is wrong."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

SQLITE_AWAY = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    )
)
POSTGRESQL_AWAY = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.IdleInTransactionSessionTimeout,  # this process stood still, and was cut off from what it had begun
    psycopg.errors.ReadOnlySqlTransaction,  # a failover: another server takes what is written
)


class DatabaseAway(Exception):
    """The database is locked, full, restarting or gone: what was tried left nothing behind and may be tried later."""


class TookTooLong(DatabaseAway):
    """The database ended a statement that took longer than one may; tried again it may take as long."""


@contextmanager
def away_or_broken() -> Iterator[None]:
    """Have whatever says that the database is away say it as `DatabaseAway`."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseAway("all connections are taken") from error
    except (OperationalError, InterfaceError, InternalError) as error:
        if isinstance(error.orig, psycopg.errors.QueryCanceled):
            raise TookTooLong(type(error.orig).__name__) from error
        if _is_away(error):
            raise DatabaseAway(type(error.orig).__name__) from error
        raise


def _is_away(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.Error):  # SQLite raises the same class for both
        code: int | None = getattr(error.orig, "sqlite_errorcode", None)
        return code is not None and code & 0xFF in SQLITE_AWAY  # the low byte is the primary code
    return isinstance(error.orig, POSTGRESQL_AWAY)
