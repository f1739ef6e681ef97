"""Who is to write on SQLite takes the lock before it reads: what it read holds until it has written."""

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text

from community.database import Database

ROUNDS = 40
READ = text("SELECT value FROM counter")
WRITE = text("UPDATE counter SET value = :value")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with one figure in it."""
    path = tmp_path / "counter.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE counter (value INTEGER)")
        connection.execute("INSERT INTO counter VALUES (0)")
        connection.commit()
    return path


def may_write(file: Path) -> bool:
    """Say whether another program could write at this moment."""
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
        other.execute("ROLLBACK")
        return True


def test_a_transaction_that_has_only_read_keeps_all_others_from_writing(file: Path) -> None:
    with closing(Database(f"sqlite:///{file}")) as database:
        with database.transaction() as session:
            session.execute(READ)
            assert not may_write(file)
        assert may_write(file)


def test_who_only_reads_keeps_nobody_from_writing(file: Path) -> None:
    with closing(Database(f"sqlite:///{file}")) as database, database.reading() as session:
        session.execute(READ)
        assert may_write(file)


def test_two_processes_that_read_and_then_write_lose_nothing_and_never_fail(file: Path) -> None:
    """As two processes they share no turnstile."""
    both = [Database(f"sqlite:///{file}") for _ in range(2)]
    counted = list[int]()

    def count_on(database: Database) -> None:
        for _ in range(ROUNDS):
            with database.transaction() as session:
                value = session.execute(READ).scalar_one() + 1
                session.execute(WRITE, {"value": value})
            counted.append(value)

    threads = [Thread(target=count_on, args=(database,)) for database in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counted) == list(range(1, 2 * ROUNDS + 1))
    for database in both:
        database.close()
