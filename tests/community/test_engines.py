"""What stands still on the other side of the database is given up, and what comes after it goes on."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise

import pytest
from sqlalchemy import text

from community import engines
from community.away import DatabaseAway, TookTooLong
from community.database import Database, one_at_a_time
from community.engines import LONG_WORK, USUAL, Limits
from tests.databases import PostgresServer
from tests.faults.line import Line

BOUND_SECONDS = 15
SHORT = Limits(idle=0.3, lock=0.3, statement=0.5, silence=1)
ONE = text("SELECT 1")
SETTING = text("SELECT setting::int / 1000.0 FROM pg_settings WHERE name = :name")


@pytest.fixture(scope="module")
def url(postgres: PostgresServer) -> str:
    """A PostgreSQL database without tables."""
    return postgres.new_database("stands_still")


@pytest.fixture
def hasty(url: str) -> Iterator[Database]:
    """That database, on which everything that stands still is given up soon."""
    with closing(Database(url, limits=SHORT)) as made:
        yield made


def test_who_holds_others_up_is_given_up_before_those_who_wait_and_all_of_it_in_time() -> None:
    limits = [USUAL.idle, USUAL.lock, USUAL.statement, USUAL.silence]
    assert all(one is not None and other is not None and one < other < BOUND_SECONDS for one, other in pairwise(limits))
    assert engines.GONE_SECONDS < BOUND_SECONDS


def test_the_server_keeps_the_limits_and_long_work_has_none(url: str) -> None:
    for limits, wanted in ((USUAL, USUAL.statement), (LONG_WORK, 0)):
        with closing(Database(url, limits=limits)) as database, database.reading() as session:
            assert session.scalar(SETTING, {"name": "statement_timeout"}) == wanted


def test_what_the_address_itself_names_holds(url: str) -> None:
    named = f"{url}&options=-c%20statement_timeout%3D2000"
    with closing(Database(named)) as database, database.reading() as session:
        assert session.scalar(SETTING, {"name": "statement_timeout"}) == 2
        assert session.scalar(SETTING, {"name": "lock_timeout"}) == USUAL.lock


def test_a_transaction_that_stands_still_is_cut_off_and_what_it_held_is_free(hasty: Database) -> None:
    with pytest.raises(DatabaseAway):
        _stand_still(hasty)
    assert hasty.answers()


def test_nobody_waits_for_a_lock_for_ever(url: str, hasty: Database) -> None:
    with closing(Database(url)) as usual, usual.transaction() as holder:
        one_at_a_time(holder, "answers")
        with pytest.raises(DatabaseAway, match="LockNotAvailable"), hasty.transaction() as waiting:
            one_at_a_time(waiting, "answers")


def test_a_statement_without_an_end_is_told_from_a_database_that_is_away(hasty: Database) -> None:
    with pytest.raises(TookTooLong), hasty.transaction() as session:
        session.execute(text("SELECT pg_sleep(60)"))


def test_a_line_that_goes_dead_is_left_and_the_next_goes_on(url: str) -> None:
    """All connections of the pool at once; only what was under way is lost."""
    with Line(url) as line, closing(Database(line.url.render_as_string(), limits=SHORT)) as database:
        _use_at_once(database, 4)
        line.go_dead()
        line.mend()
        began = time.monotonic()
        assert database.answers()
        _use_at_once(database, 4)
        assert time.monotonic() - began < 5 * (SHORT.silence or 0)
        with pytest.raises(DatabaseAway):
            _lose(database, line)


def test_a_line_that_is_dead_at_the_start_is_given_up(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "CONNECT_SECONDS", 2)
    with Line(url) as line, closing(Database(line.url.render_as_string())) as database:
        line.go_dead()
        with pytest.raises(DatabaseAway):
            database.answers()
        line.mend()
        assert database.answers()


def test_a_server_that_may_only_be_read_is_left_for_the_one_that_took_its_place(hasty: Database) -> None:
    """As after a failover: it answers, and refuses what is written."""
    with hasty.transaction() as session:
        session.execute(text("CREATE TABLE kept (id int)"))
        session.execute(text("ALTER DATABASE stands_still SET default_transaction_read_only = on"))
    hasty.close()
    with pytest.raises(DatabaseAway, match="only be read"):
        hasty.answers()
    with pytest.raises(DatabaseAway, match="ReadOnly"), hasty.transaction() as session:
        session.execute(text("INSERT INTO kept VALUES (1)"))
    with hasty.engine.connect() as connection:
        plain = connection.execution_options(isolation_level="AUTOCOMMIT")
        plain.execute(text("SET default_transaction_read_only = off"))
        plain.execute(text("ALTER DATABASE stands_still RESET default_transaction_read_only"))
        connection.invalidate()
    with hasty.transaction() as session:  # on a new connection: nobody asked for one
        session.execute(text("INSERT INTO kept VALUES (1)"))


def _stand_still(database: Database) -> None:
    with database.transaction() as frozen:
        one_at_a_time(frozen, "answers")
        with database.transaction() as other:
            one_at_a_time(other, "answers")
        frozen.execute(ONE)


def _lose(database: Database, line: Line) -> None:
    with database.transaction() as session:
        session.execute(ONE)
        line.go_dead()
        session.execute(ONE)


def _use_at_once(database: Database, connections: int) -> None:
    met = threading.Barrier(connections)

    def use() -> None:
        with database.reading() as session:
            session.execute(ONE)
            met.wait(30)

    users = [threading.Thread(target=use) for _ in range(connections)]
    for user in users:
        user.start()
    for user in users:
        user.join()
