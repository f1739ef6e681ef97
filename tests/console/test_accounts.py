"""Accounts, passwords and sessions."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.staff_cli import staff as staff_cli
from community.staff import accounts
from community.staff.tables import StaffAccount, StaffSession
from tests import passwords
from tests.console.conftest import PASSWORD, World


def test_guessing_a_password_costs_what_is_recommended() -> None:
    assert passwords.shipped().hash("correct horse").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_passwords_are_kept_as_argon2id_and_tokens_as_hashes(world: World) -> None:
    world.staff("li", "counselor")
    with world.database.transaction() as session:
        account = accounts.verify(session, "LI ", PASSWORD, now=world.now)
        assert account is not None
        assert account.password_hash.startswith("$argon2id$")
        token = accounts.start_session(session, account, now=world.now)
        session.flush()
        assert token not in session.scalars(select(StaffSession.token_hash)).one()
        found = accounts.session_of(session, token, now=world.now)
        assert found is not None
        assert found.staff.login == "li"


def test_five_wrong_passwords_rest_the_account_for_a_quarter_of_an_hour(world: World) -> None:
    world.staff("li", "counselor")
    for _ in range(5):
        assert not _may_sign_in(world, "not the password")
    assert not _may_sign_in(world, PASSWORD)
    world.later(minutes=14)
    assert not _may_sign_in(world, PASSWORD)
    world.later(minutes=2)
    assert _may_sign_in(world, PASSWORD)


def test_a_right_password_forgets_the_wrong_ones(world: World) -> None:
    world.staff("li", "counselor")
    for _ in range(2):
        for _ in range(4):
            assert not _may_sign_in(world, "not the password")
        assert _may_sign_in(world, PASSWORD)


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
    with world.database.transaction() as session:
        token = accounts.start_session(session, session.scalars(select(StaffAccount)).one(), now=world.now)
    with world.database.transaction() as session:
        accounts.set_password(session, "li", "another long password", now=world.now)
    with world.database.reading() as session:
        assert accounts.session_of(session, token, now=world.now + timedelta(seconds=1)) is None
    assert not _may_sign_in(world, PASSWORD)
    assert _may_sign_in(world, "another long password")


def test_what_cannot_be_an_account_is_none(world: World) -> None:
    world.staff("li", "counselor")
    with world.database.transaction() as session:
        with pytest.raises(accounts.LoginTaken):
            accounts.add(session, "Li", "", PASSWORD, ["author"], now=world.now)
        with pytest.raises(accounts.PasswordTooShort):
            accounts.add(session, "wang", "", "elevenchars", ["author"], now=world.now)
        with pytest.raises(accounts.UnknownRole):
            accounts.add(session, "wang", "", PASSWORD, ["king"], now=world.now)
        assert [account.login for account in accounts.everyone(session)] == ["li"]


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


def test_a_database_without_tables_is_said_so(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("ONESTOP_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    result = CliRunner().invoke(staff_cli, ["list"])
    assert result.exit_code == 1
    assert "python -m bot migrate" in result.output


def _may_sign_in(world: World, password: str) -> bool:
    with world.database.transaction() as session:
        return accounts.verify(session, "li", password, now=world.now) is not None
