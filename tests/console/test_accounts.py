"""Accounts, passwords and sessions."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli.staff import staff as staff_cli
from community.staff import accounts, passwords
from community.staff.tables import StaffAccount, StaffSession
from tests.console.conftest import PASSWORD, Browser, World
from tests.passwords import shipped


def test_guessing_a_password_costs_what_is_recommended() -> None:
    assert shipped().hash("correct horse").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_passwords_are_kept_as_argon2id_and_tokens_as_hashes(world: World) -> None:
    world.staff("li", "counselor")
    with world.database.transaction() as session:
        account = accounts.find(session, "LI ")
        assert account is not None
        assert account.password_hash.startswith("$argon2id$")
        token = accounts.start_session(session, account, now=world.now)
        session.flush()
        assert token not in session.scalars(select(StaffSession.token_hash)).one()
        found = accounts.session_of(session, token, now=world.now)
        assert found is not None
        assert found.staff.login == "li"


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("elevenchars", "short"),
        ("a" * 201, "long"),
        ("Password1234!", "common"),
        ("qwertyuiop12", "common"),
        ("abababababababab", "common"),
        ("123456789012", "common"),
        ("li-jing-2026!", "yours"),
        ("Onestop-Counselor-99", "yours"),
        ("李静的校园密码123456", "yours"),
        ("Li Jing Li Jing 7", "yours"),
        (PASSWORD, None),
        ("骆驼 电灯 星期二 花生酱 外婆", None),
        ("a" * 60 + "velvet tractor", None),
    ],
)
def test_a_password_that_others_would_guess_is_refused(password: str, weakness: str | None) -> None:
    assert passwords.weakness_of(password, login="li", name="李静 Li Jing") == weakness


def test_an_account_that_is_switched_off_is_out_at_once(world: World) -> None:
    world.staff("li", "counselor")
    with world.database.transaction() as session:
        account = session.scalars(select(StaffAccount)).one()
        token = accounts.start_session(session, account, now=world.now)
        account.active = False
    with world.database.reading() as session:
        assert accounts.session_of(session, token, now=world.now) is None
    assert not _may_sign_in(world, PASSWORD)


def test_a_new_password_ends_all_sessions(world: World) -> None:
    world.staff("li", "counselor")
    hashed = passwords.hashed("another long password", login="li", name="li")
    with world.database.transaction() as session:
        account = session.scalars(select(StaffAccount)).one()
        token = accounts.start_session(session, account, now=world.now)
        session.flush()
        accounts.set_password(session, account, hashed, now=world.now)
    with world.database.reading() as session:
        assert accounts.session_of(session, token, now=world.now + timedelta(seconds=1)) is None
    assert not _may_sign_in(world, PASSWORD)
    assert _may_sign_in(world, "another long password")


def test_an_account_that_changed_while_its_password_was_checked_lets_nobody_in(world: World) -> None:
    world.staff("li", "counselor")
    with world.database.reading() as session:
        found = accounts.credentials(session, "li")
    assert found is not None
    with world.database.transaction() as session:
        accounts.disable(session, session.scalars(select(StaffAccount)).one(), now=world.now)
    with world.database.transaction() as session:
        assert accounts.enter(session, found, None, now=world.now) is None


def test_what_cannot_be_an_account_is_none(world: World) -> None:
    world.staff("li", "counselor")
    with world.database.transaction() as session:
        with pytest.raises(accounts.LoginTaken):
            accounts.add(session, "Li", "", PASSWORD, ["author"], now=world.now)
        with pytest.raises(passwords.WeakPassword):
            accounts.add(session, "wang", "", "elevenchars", ["author"], now=world.now)
        with pytest.raises(accounts.UnknownRole):
            accounts.add(session, "wang", "", PASSWORD, ["king"], now=world.now)
        assert [account.login for account in accounts.everyone(session)] == ["li"]


def test_what_a_new_account_needs_and_was_not_said_is_asked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONESTOP_DATABASE_URL", world.database.url)
    typed = f"li\nLi Jing\ncounselor author\n{PASSWORD}\n{PASSWORD}\n"
    made = CliRunner().invoke(staff_cli, ["add"], input=typed)
    assert made.exit_code == 0, made.output
    for asked in ("Login", "Name, as colleagues know them [li]", "Roles, with blanks", "Password"):
        assert asked in made.output
    assert "li may sign in now, as author, counselor" in made.output or "counselor, author" in made.output
    assert _may_sign_in(world, PASSWORD)


def test_the_first_account_comes_from_the_command_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONESTOP_DATABASE_URL", world.database.url)
    run = CliRunner().invoke
    made = run(staff_cli, ["add", "li", "--name", "Li Jing", "--role", "counselor", "--password-stdin"], input=PASSWORD)
    assert made.exit_code == 0
    assert "li may sign in now, as counselor" in made.output
    assert _may_sign_in(world, PASSWORD)
    again = run(staff_cli, ["add", "li", "--password-stdin"], input=PASSWORD)
    assert again.exit_code == 1
    assert "is taken" in again.output
    assert "at least 12" in run(staff_cli, ["password", "li", "--password-stdin"], input="short").output
    assert run(staff_cli, ["password", "li", "--password-stdin"], input="another long password\n").exit_code == 0
    assert _may_sign_in(world, "another long password")
    assert "Li Jing" in run(staff_cli, ["list"]).output


def test_roles_sessions_and_the_switch_come_from_the_command_line(
    counselor: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONESTOP_DATABASE_URL", world.database.url)

    def run(*words: str) -> str:
        return CliRunner().invoke(staff_cli, words).output

    assert "li is now author" in run("roles", "li", "author")
    assert counselor.get("/inbox").status_code == 403
    assert "no role king; the roles are admin" in run("roles", "li", "king")
    assert "nobody has the login 'wang'" in run("disable", "wang")
    assert "li is switched off" in run("disable", "li")
    assert counselor.get("/tables/").url.path == "/console/sign-in"
    assert "switched off" in run("list")
    assert not _may_sign_in(world, PASSWORD)
    assert "li may sign in again" in run("enable", "li")
    assert counselor.get("/tables/").url.path == "/console/sign-in"
    assert _may_sign_in(world, PASSWORD)


def test_sessions_are_shown_and_ended_from_the_command_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONESTOP_DATABASE_URL", world.database.url)
    world.now = datetime.now(UTC)  # the command line's clock is the machine's
    world.staff("li", "counselor")
    with world.database.transaction() as session:
        account = session.scalars(select(StaffAccount)).one()
        tokens = [accounts.start_session(session, account, now=world.now) for _ in range(2)]

    def run(*words: str) -> str:
        return CliRunner().invoke(staff_cli, words).output

    assert run("sessions", "li").count("signed in 20") == 2
    assert "2 sessions ended" in run("sessions", "li", "--end")
    assert "signed in nowhere" in run("sessions", "li")
    with world.database.reading() as session:
        assert all(accounts.session_of(session, token, now=world.now) is None for token in tokens)


def test_a_weak_password_is_refused_with_the_reason(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONESTOP_DATABASE_URL", world.database.url)
    world.staff("li", "counselor", name="Li Jing")
    for words in (["add", "wang"], ["password", "li"]):
        common = CliRunner().invoke(staff_cli, [*words, "--password-stdin"], input="Password1234!\n")
        assert common.exit_code == 1
        assert "too many people choose" in common.output
    yours = CliRunner().invoke(staff_cli, ["password", "li", "--password-stdin"], input="li.jing.onestop\n")
    assert "the login, the name" in yours.output
    assert _may_sign_in(world, PASSWORD)


def test_a_database_without_tables_is_said_so(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("ONESTOP_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    result = CliRunner().invoke(staff_cli, ["list"])
    assert result.exit_code == 1
    assert "python -m bot migrate" in result.output


def _may_sign_in(world: World, password: str) -> bool:
    with world.database.reading() as session:
        account = accounts.credentials(session, "li")
    return account is not None and account.active and passwords.matches(password, account.password_hash)[0]
