"""What commands on the database begin and end with: it is opened, an account is found, a fault is one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from bot import environment
from community.database import Database
from community.staff import accounts
from community.staff.tables import StaffAccount


@contextmanager
def database() -> Iterator[Database]:
    """Yield the database of the settings; where it has no tables or does not answer, say so and stop."""
    opened = Database(environment.read().database)
    try:
        yield opened
    except (OperationalError, ProgrammingError):
        stop("the database has no tables, or does not answer; `python -m bot migrate` makes the tables")
    finally:
        opened.close()


def account(session: Session, login: str) -> StaffAccount:
    """Return the account of a login; where nobody has it, say so and stop."""
    found = accounts.find(session, login)
    if found is None:
        stop(f"nobody has the login {login!r}; `staff list` shows everybody")
    return found


def stop(why: str) -> NoReturn:
    """Say in one line what a person can mend, and end with 1."""
    typer.echo(f"onestop: {why}.", err=True)
    raise typer.Exit(1)
