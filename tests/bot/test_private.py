"""What lies on disk is read by our own user alone: made so, closed where it was not, refused where it cannot be."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from bot import private
from tests.bot.test_command_line import bot, only_line

NO_ENV = Path("none.env")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def sqlite(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A data folder as an earlier version left it."""
    folder = tmp_path / "data"
    (folder / "alive").mkdir(parents=True)
    folder.chmod(0o755)
    for name in ("onestop.db", "onestop.db-wal", "onestop.db-shm", "rasa.log", "alive/a.alive"):
        (folder / name).write_text("words", encoding="utf-8")
        (folder / name).chmod(0o644)
    return folder


def test_what_an_earlier_version_left_open_is_closed_and_said_once(old: Path) -> None:
    closed = private.close(old, sqlite(old / "onestop.db"), NO_ENV)
    assert closed[0] == old
    assert mode(old) == 0o700
    assert {mode(path) for path in old.rglob("*") if path.is_file()} == {0o600}
    assert private.close(old, sqlite(old / "onestop.db"), NO_ENV) == []


def test_a_database_elsewhere_is_closed_with_what_sqlite_keeps_beside_it(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    for name in ("x.db", "x.db-wal", "x.db-shm", "other.txt"):
        (shared / name).touch()
        (shared / name).chmod(0o644)
    private.close(tmp_path / "none", sqlite(shared / "x.db"), NO_ENV)
    assert [mode(shared / name) for name in ("x.db", "x.db-wal", "x.db-shm", "other.txt")] == [0o600] * 3 + [0o644]
    assert mode(shared) == 0o755, "the folder is not ours to close"


@pytest.mark.parametrize("bits", [0o1777, 0o1755])
def test_a_folder_that_others_use_too_is_refused_and_left_as_it_is(tmp_path: Path, bits: int) -> None:
    tmp_path.chmod(bits)
    with pytest.raises(private.LiesOpen, match="chmod 700"):
        private.close(tmp_path, sqlite(tmp_path / "onestop.db"), NO_ENV)
    assert mode(tmp_path) == bits


@pytest.fixture
def somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """We run as a user who owns none of the files here."""
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)


@pytest.mark.usefixtures("somebody_else")
def test_what_somebody_else_owns_is_refused(old: Path) -> None:
    with pytest.raises(private.LiesOpen, match="chmod 700"):
        private.close(old, sqlite(old / "onestop.db"), NO_ENV)
    with pytest.raises(private.LiesOpen, match="chmod go-rwx"):
        private.close(old / "none", sqlite(old / "onestop.db"), NO_ENV)
    assert mode(old) == 0o755


@pytest.mark.parametrize(("bits", "refused"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_the_mode_of_the_file_with_secrets_is_a_persons_to_set(tmp_path: Path, bits: int, refused: bool) -> None:
    env = tmp_path / ".env"
    env.touch()
    env.chmod(bits)
    if refused:
        with pytest.raises(private.LiesOpen, match="chmod 600"):
            private.close(tmp_path, sqlite(tmp_path / "onestop.db"), env)
    else:
        private.close(tmp_path, sqlite(tmp_path / "onestop.db"), env)
    assert mode(env) == bits


def test_git_takes_no_file_with_secrets(root: Path) -> None:
    ignored = subprocess.run(["git", "check-ignore", ".env", "data/x"], cwd=root, capture_output=True, text=True)
    assert ignored.stdout.split() == [".env", "data/x"]


def test_whatever_we_make_is_ours_alone_and_an_open_folder_is_told_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    assert "closed to them now" in only_line(bot("migrate", folder=folder))
    assert mode(folder) == 0o700
    assert {mode(path) for path in folder.rglob("*") if path.is_file()} == {0o600}
    folder.chmod(0o1777)
    line = only_line(bot("migrate", folder=folder, expect=1))
    assert "chmod 700" in line
    assert "ONESTOP_DATA_DIR" in line
