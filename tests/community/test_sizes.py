"""How large the database is can be told without counting its rows."""

from sqlalchemy import text

from bot.metrics import DATABASE_BYTES, TABLE_ROWS
from bot.timetable import jobs
from bot.timetable.clock import Timetable
from community import sizes
from community.database import Database
from tests.community.matter import NOW, ZONE, given_student


def given_many(database: Database) -> None:
    with database.transaction() as session:
        for number in range(30):
            given_student(session, str(number))


def test_rows_are_told_by_table(database: Database) -> None:
    given_many(database)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))  # on PostgreSQL its own vacuum does that by and by
    with database.reading() as session:
        rows = sizes.rows_by_table(session)
    assert rows["students"] == 30
    assert rows.get("inbox", 0) == 0


def test_the_figures_are_among_those_that_are_watched(database: Database) -> None:
    given_many(database)
    timetable = Timetable(database, now=lambda: NOW, after=lambda: None)
    jobs.fill(timetable, zone=ZONE)
    DATABASE_BYTES.set(0)
    assert timetable.tick("note_sizes")
    assert DATABASE_BYTES._value.get() > 100_000
    if database.engine.dialect.name == "sqlite":
        assert TABLE_ROWS.labels("students")._value.get() == 30
