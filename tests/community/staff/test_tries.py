"""How long the next password waits, by rows that every process reads."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select, text

from community.database import Database
from community.staff import rules
from community.staff.tables import SignInTries
from community.staff.tries import Attempt, Tries
from tests.community.matter import NOW
from tests.community.racing import race

SECOND = timedelta(seconds=1)
FREE = timedelta()
TRIES = Tries("a secret")


def waits(database: Database, attempt: Attempt, at: datetime = NOW, counted: Tries = TRIES) -> timedelta:
    """Try a wrong password; return how long it has to wait, nothing where it was looked at."""
    with database.transaction() as session:
        return counted.begin(session, attempt, now=at)


def guessing(login: str = "li", address: str = "203.0.113.9", device: str | None = None) -> Attempt:
    return Attempt(login, address, device)


def test_waits_double_up_to_a_minute() -> None:
    asked = [rules.wait_after(wrong).total_seconds() for wrong in (0, 4, 5, 6, 7, 10, 11, 10_000)]
    assert asked == [0, 0, 2, 4, 8, 60, 60, 60]


def test_the_sixth_password_waits_and_then_the_next_twice_as_long(database: Database) -> None:
    assert [waits(database, guessing()) for _ in range(6)] == [FREE] * 5 + [2 * SECOND]
    assert waits(database, guessing(), NOW + 2 * SECOND) == FREE
    assert waits(database, guessing(), NOW + 2 * SECOND) == 4 * SECOND


def test_who_is_early_is_refused_without_a_write(database: Database) -> None:
    for _ in range(5):
        waits(database, guessing())
    with database.reading() as session:
        assert TRIES.still_waits(session, guessing(), now=NOW) == 2 * SECOND
        assert TRIES.still_waits(session, guessing(), now=NOW + 2 * SECOND) == FREE
        assert TRIES.still_waits(session, guessing("wang"), now=NOW) == FREE


def test_an_office_behind_one_address_may_mistype_more_often_than_one_account(database: Database) -> None:
    at = NOW
    for number in range(rules.FREE_TRIES_OF_AN_ADDRESS):
        assert waits(database, guessing(f"colleague{number}"), at) == FREE
        at += 7 * SECOND
    assert waits(database, guessing("one more"), at) == 2 * SECOND
    assert waits(database, guessing("one more", device="known"), at) == FREE
    assert waits(database, guessing("one more"), at + 2 * SECOND) == FREE


def test_a_right_password_forgets_what_its_user_and_account_had_and_one_of_the_address(database: Database) -> None:
    for _ in range(5):
        waits(database, guessing())
    with database.transaction() as session:
        TRIES.was_right(session, guessing())
        assert sorted(session.scalars(select(SignInTries.wrong))) == [0, 0, 4]
    assert waits(database, guessing()) == FREE


def test_what_was_not_looked_at_is_taken_back(database: Database) -> None:
    for number in range(50):
        at = NOW + number * 7 * SECOND
        assert waits(database, guessing(), at) == FREE
        with database.transaction() as session:
            TRIES.was_not_looked_at(session, guessing())


def test_an_hour_later_all_is_forgotten(database: Database) -> None:
    for _ in range(5):
        waits(database, guessing())
    later = NOW + rules.TRIES_FORGOTTEN + SECOND
    assert [waits(database, guessing(), later) for _ in range(5)] == [FREE] * 5


def test_a_clock_that_is_put_back_locks_nobody_out(database: Database) -> None:
    for _ in range(6):
        waits(database, guessing(), NOW + timedelta(hours=5))
    assert waits(database, guessing(), NOW) == FREE


@contextmanager
def processes(url: str, count: int) -> Iterator[list[Database]]:
    """Open the database as so many processes do: each for itself."""
    opened = [Database(url, connections=8) for _ in range(count)]
    yield opened
    for database in opened:
        database.close()


def test_guessers_everywhere_who_try_one_account_at_once_have_five_tries_together(database: Database) -> None:
    guesses = [guessing(address=f"203.0.113.{number}") for number in range(16)]
    assert at_once(database.url, guesses) == {"looked at": 5, "waits": 11}


def test_one_address_that_tries_many_accounts_at_once_has_ten_tries_from_all_processes(database: Database) -> None:
    guesses = [guessing(f"colleague{number}") for number in range(16)]
    assert at_once(database.url, guesses) == {"looked at": 10, "waits": 6}


def at_once(url: str, guesses: Sequence[Attempt]) -> Counter[str]:
    """Make all guesses at the same moment, by turns in two processes; count how they were met."""
    with processes(url, 2) as both:

        def guess(number: int) -> str:
            return "waits" if waits(both[number % 2], guesses[number], counted=Tries("a secret")) else "looked at"

        return race([partial(guess, number) for number in range(len(guesses))])


def test_no_row_says_which_login_was_tried_nor_from_where(database: Database) -> None:
    attempt = guessing("my password by mistake", "203.0.113.9")
    waits(database, attempt)
    known = ("mistake", "203.0.113.9", *(hashlib.sha256(name.encode()).hexdigest() for name in attempt.counted))
    with database.reading() as session:
        rows = str(session.execute(text("SELECT * FROM sign_in_tries")).all())
    assert not [name for name in known if name in rows]
    assert len(keys(database)) == 3
    waits(database, attempt, counted=Tries("a secret"))
    assert len(keys(database)) == 3
    waits(database, attempt, counted=Tries("another secret"))
    assert len(keys(database)) == 6, "whoever has the rows and not the secret cannot tell what a login's row would be"


def keys(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(SignInTries.key)))
