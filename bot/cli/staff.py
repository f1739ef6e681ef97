"""`python -m bot staff`: the console's accounts, from the command line of whoever runs the machine."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, NoReturn, TypeVar

import typer

from bot import environment
from bot.cli import opened
from community.counseling import people
from community.staff import accounts, chats, passwords, rules
from community.staff.tables import StaffAccount

T = TypeVar("T")
WEAK: dict[passwords.Weakness, str] = {
    "short": f"a password needs at least {rules.SHORTEST_PASSWORD} characters",
    "long": f"a password has at most {rules.LONGEST_PASSWORD} characters",
    "common": "too many people choose a password like that; take a few words that do not belong together",
    "yours": "that is little more than the login, the name or words of this place; take words nobody would guess",
}

staff = typer.Typer(no_args_is_help=True, help="Accounts for the staff console.")

Login = Annotated[str, typer.Argument(help="What they sign in with.", show_default=False)]
NewLogin = Annotated[str, typer.Argument(help="What they sign in with; asked for where none is given.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
Roles = Annotated[
    list[str] | None,
    typer.Option("--role", help=f"One of {', '.join(rules.ROLES)}; may be given more than once. None given: admin."),
]
Name = Annotated[str, typer.Option("--name", help="How colleagues know them; the login where none is given.")]


@staff.command()
def add(login: NewLogin = "", name: Name = "", role: Roles = None, password_stdin: FromStdin = False) -> None:
    """Make an account; what it needs and was not said is asked for."""
    if not login:
        login = typer.prompt("Login")
        name = name or typer.prompt("Name, as colleagues know them", default=login)
        role = role or typer.prompt(f"Roles, with blanks ({', '.join(rules.ROLES)})", default=rules.ADMIN).split()
    password, now = _ask_password(password_stdin), datetime.now(UTC)
    with opened.database() as database, database.transaction() as session:
        try:
            account = _strong(lambda: accounts.add(session, login, name, password, role or [rules.ADMIN], now=now))
        except accounts.LoginTaken:
            opened.stop(f"{login!r} is taken; choose another login, or set a new password with: staff password {login}")
        except accounts.UnknownRole as unknown:
            _no_such_role(unknown)
        typer.echo(f"{account.login} may sign in now, as {', '.join(account.roles)}.")


@staff.command("list")
def list_accounts() -> None:
    """Show all accounts."""
    with opened.database() as database, database.reading() as session:
        everyone = accounts.everyone(session)
        for account in everyone:
            rest = "" if account.active else "  switched off"
            typer.echo(f"{account.login}\t{account.name}\t{', '.join(account.roles)}{rest}")
        if not everyone:
            typer.echo("No accounts yet. Make the first with: python -m bot staff add")


@staff.command()
def password(login: Login, password_stdin: FromStdin = False) -> None:
    """Set a new password; it ends all sessions of the account."""
    with opened.database() as database:
        with database.reading() as session:
            account = opened.account(session, login)
            called, staff_id = account.name, account.id
        hashed = _strong(lambda: passwords.hashed(_ask_password(password_stdin), login=login, name=called))
        with database.transaction() as session:
            accounts.set_password(session, session.get_one(StaffAccount, staff_id), hashed, now=datetime.now(UTC))
    typer.echo(f"{login} has a new password, and is signed out everywhere.")


@staff.command()
def disable(login: Login) -> None:
    """Switch an account off; whoever is signed in with it is out at once."""
    with opened.database() as database, database.transaction() as session:
        accounts.disable(session, opened.account(session, login), now=datetime.now(UTC))
    typer.echo(f"{login} is switched off and signed out everywhere. Again on: staff enable {login}")


@staff.command()
def enable(login: Login) -> None:
    """Switch an account on again."""
    with opened.database() as database, database.transaction() as session:
        accounts.enable(session, opened.account(session, login), now=datetime.now(UTC))
    typer.echo(f"{login} may sign in again, with the old password.")


@staff.command()
def roles(
    login: Login,
    role: Annotated[list[str], typer.Argument(help=f"All of theirs, from now on: {', '.join(rules.ROLES)}.")],
) -> None:
    """Give an account these roles in place of those it has; they hold at once."""
    with opened.database() as database, database.transaction() as session:
        account = opened.account(session, login)
        try:
            accounts.set_roles(session, account, role, now=datetime.now(UTC))
        except accounts.UnknownRole as unknown:
            _no_such_role(unknown)
        typer.echo(f"{account.login} is now {', '.join(account.roles)}.")


@staff.command()
def sessions(
    login: Login, end: Annotated[bool, typer.Option("--end", help="End them all: sign the account out.")] = False
) -> None:
    """Show where an account is signed in."""
    now = datetime.now(UTC)
    with opened.database() as database, database.transaction() as session:
        account = opened.account(session, login)
        if end:
            ended = accounts.end_all(session, account, now=now)
            typer.echo(f"{login} is signed out everywhere; {ended} {'session' if ended == 1 else 'sessions'} ended.")
            return
        found = accounts.open_sessions(session, account, now=now)
        for one in found:
            typer.echo(f"signed in {_time(one.created_at)}, last seen {_time(one.last_seen_at)}")
        if not found:
            typer.echo(f"{login} is signed in nowhere.")


@staff.command()
def bind(login: Login) -> None:
    """Show a code with which they bind their Telegram chat: there they learn of their appointments."""
    now = datetime.now(UTC)
    with opened.database() as database, database.transaction() as session:
        code = chats.make_code(session, opened.account(session, login), now=now)
    typer.echo(f"{login} sends this to the bot in a private chat on Telegram, within 15 minutes, once:\n/bind {code}")


@staff.command()
def unbind(login: Login) -> None:
    """Give their Telegram chat back: nothing for staff comes there any more."""
    with opened.database() as database, database.transaction() as session:
        chat = chats.of_account(session, opened.account(session, login).id)
        if chat is None:
            opened.stop(f"no chat is bound to {login!r}")
        chats.unbind(session, chat, now=datetime.now(UTC))
    typer.echo(f"{login} has no chat any more.")


@staff.command()
def counselor(login: Login, code: Annotated[str, typer.Argument(help="The counselor's code, as C-LI.")]) -> None:
    """Say which counselor an account is: their appointments are told in its chat, and are its own in the console."""
    with opened.database() as database, database.transaction() as session:
        try:
            linked = people.link(session, code, opened.account(session, login), by="system", now=datetime.now(UTC))
        except people.NoSuchCounselor:
            opened.stop(f"no counselor has the code {code!r}")
        typer.echo(f"{login} is {linked.called('zh')}.")


def _ask_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    chosen: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return chosen


def _strong(set_it: Callable[[], T]) -> T:
    """Do what sets a password; where it may not be chosen, say why and stop."""
    try:
        return set_it()
    except passwords.WeakPassword as weak:
        opened.stop(WEAK[weak.why])


def _no_such_role(unknown: accounts.UnknownRole) -> NoReturn:
    opened.stop(f"there is no role {unknown}; the roles are {', '.join(rules.ROLES)}")


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(environment.read().zone):%Y-%m-%d %H:%M}"
