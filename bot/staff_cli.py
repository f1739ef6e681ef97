"""`python -m bot staff`: the console's accounts, from the command line of whoever runs the machine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, NoReturn

import typer
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from bot.settings import Settings
from community.counseling import people
from community.database import Database
from community.staff import accounts, chats, rules
from community.staff.tables import StaffAccount

staff = typer.Typer(no_args_is_help=True, help="Accounts for the staff console.")

Login = Annotated[str, typer.Argument(help="What they sign in with.", show_default=False)]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
Roles = Annotated[
    list[str] | None,
    typer.Option("--role", help=f"One of {', '.join(rules.ROLES)}; may be given more than once. None given: admin."),
]
Name = Annotated[str, typer.Option("--name", help="How colleagues know them; the login where none is given.")]


@staff.command()
def add(login: Login, name: Name = "", role: Roles = None, password_stdin: FromStdin = False) -> None:
    """Make an account."""
    password = _ask_password(password_stdin)
    with _database() as database, database.transaction() as session:
        try:
            account = accounts.add(session, login, name, password, role or [rules.ADMIN], now=datetime.now(UTC))
        except accounts.LoginTaken:
            _stop(f"{login!r} is taken; choose another login, or set a new password with: staff password {login}")
        except accounts.UnknownRole as unknown:
            _stop(f"there is no role {unknown}; the roles are {', '.join(rules.ROLES)}")
        typer.echo(f"{account.login} may sign in now, as {', '.join(account.roles)}.")


@staff.command("list")
def list_accounts() -> None:
    """Show all accounts."""
    with _database() as database, database.reading() as session:
        everyone = accounts.everyone(session)
        for account in everyone:
            rest = "" if account.active else "  switched off"
            typer.echo(f"{account.login}\t{account.name}\t{', '.join(account.roles)}{rest}")
        if not everyone:
            typer.echo("No accounts yet. Make the first with: python -m bot staff add LOGIN")


@staff.command()
def password(login: Login, password_stdin: FromStdin = False) -> None:
    """Set a new password; it ends all sessions of the account."""
    chosen = _ask_password(password_stdin)
    with _database() as database, database.transaction() as session:
        try:
            accounts.set_password(session, login, chosen, now=datetime.now(UTC))
        except accounts.NoSuchStaff:
            _stop(f"nobody has the login {login!r}; `staff list` shows everybody")
    typer.echo(f"{login} has a new password, and is signed out everywhere.")


@staff.command()
def bind(login: Login) -> None:
    """Show a code with which they bind their Telegram chat: there they learn of their appointments."""
    now = datetime.now(UTC)
    with _database() as database, database.transaction() as session:
        code = chats.make_code(session, _account(session, login), now=now)
    typer.echo(f"{login} sends this to the bot in a private chat on Telegram, within 15 minutes, once:\n/bind {code}")


@staff.command()
def unbind(login: Login) -> None:
    """Give their Telegram chat back: nothing for staff comes there any more."""
    with _database() as database, database.transaction() as session:
        chat = chats.of_account(session, _account(session, login).id)
        if chat is None:
            _stop(f"no chat is bound to {login!r}")
        chats.unbind(session, chat, now=datetime.now(UTC))
    typer.echo(f"{login} has no chat any more.")


@staff.command()
def counselor(login: Login, code: Annotated[str, typer.Argument(help="The counselor's code, as C-LI.")]) -> None:
    """Say which counselor an account is: their appointments are told in its chat, and are its own in the console."""
    with _database() as database, database.transaction() as session:
        try:
            linked = people.link(session, code, _account(session, login), by="system", now=datetime.now(UTC))
        except people.NoSuchCounselor:
            _stop(f"no counselor has the code {code!r}")
        typer.echo(f"{login} is {linked.called('zh')}.")


def _account(session: Session, login: str) -> StaffAccount:
    account = accounts.find(session, login)
    if account is None:
        _stop(f"nobody has the login {login!r}; `staff list` shows everybody")
    return account


def _ask_password(from_stdin: bool) -> str:
    if from_stdin:
        chosen = sys.stdin.readline().rstrip("\r\n")
    else:
        chosen = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(chosen) < rules.SHORTEST_PASSWORD:
        _stop(f"a password needs at least {rules.SHORTEST_PASSWORD} characters")
    return chosen


@contextmanager
def _database() -> Iterator[Database]:
    database = Database(Settings().database)
    try:
        yield database
    except (OperationalError, ProgrammingError):
        _stop("the database has no tables, or does not answer; `python -m bot migrate` makes the tables")
    finally:
        database.close()


def _stop(why: str) -> NoReturn:
    typer.echo(f"onestop: {why}.", err=True)
    raise typer.Exit(1)
