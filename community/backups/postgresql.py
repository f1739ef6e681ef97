"""PostgreSQL: by its own pg_dump and pg_restore; put back as a database that takes the other's name in one step."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

from community.backups.files import BackupFailed

Say = Callable[[str], None]

PIECE = 1 << 20
TOLD_EVERY = 50 * PIECE
LONGEST_NAME = 63 - len("_before_restore")
MOST_LINES = 3
_QUOTES = re.compile(r"DETAIL:|CONTEXT:|Command was")
_OPTIONS = ("--no-owner", "--no-privileges")


def back_up(url: str, target: Path, *, say: Say) -> None:
    """Dump a database as it is at this moment, in PostgreSQL's custom format.

    Raises:
        BackupFailed: it cannot be reached, or pg_dump cannot dump it.
    """
    with _running(url, "pg_dump", "--format=custom", *_OPTIONS) as dump, target.open("wb") as file:
        assert dump.stdout is not None
        _copy(dump.stdout, file, say)  # through us, so that it ends when we do


def check(file: Path) -> None:
    """Read a dump from end to end.

    Raises:
        BackupFailed: something in it is damaged.
    """
    done = subprocess.run(  # noqa: S603
        [_tool("pg_restore"), "--file=/dev/null", str(file)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupFailed(f"{file} is damaged ({_line(done.stderr)}); take another backup")


def restore(file: Path, url: str, *, replace: bool, prepare: Callable[[str], None], say: Say) -> str:
    """Put a dump in the place of a database, as `sqlite.restore` does."""
    parsed = make_url(url)
    name = parsed.database or ""
    building, before = f"{name[:LONGEST_NAME]}_restoring", f"{name[:LONGEST_NAME]}_before_restore"
    with _administering(parsed) as server:
        existed = _exists(server, name)
        if existed:
            _refuse_in_use(server, name)
        if existed and not replace and _holds_something(parsed):
            raise BackupFailed(
                f"the database {name} holds something already; to put the backup in its place, say --replace"
            )
        _begin_anew(server, building)
        built = parsed.set(database=building).render_as_string(hide_password=False)
        with _running(built, "pg_restore", "--exit-on-error", *_OPTIONS, reads=True) as load, file.open("rb") as dump:
            assert load.stdin is not None
            _copy(dump, load.stdin, say)
        prepare(built)
        _swap(server, building, name, before if existed else None)
    return before if existed else ""


def _begin_anew(server: psycopg.Connection, building: str) -> None:
    """Make an empty database; one that a killed restore left, and what still works on it, goes first."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(building)))
    try:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(building))
        )
    except psycopg.errors.InsufficientPrivilege:
        raise BackupFailed(
            "this role may make no databases; have an administrator say: ALTER ROLE … CREATEDB"
        ) from None


def _swap(server: psycopg.Connection, building: str, name: str, before: str | None) -> None:
    renamed = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    try:
        if before:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(before)))
        with server.transaction():  # both names change, or none
            if before:
                server.execute(renamed.format(sql.Identifier(name), sql.Identifier(before)))
            server.execute(renamed.format(sql.Identifier(building), sql.Identifier(name)))
    except psycopg.errors.ObjectInUse:
        raise BackupFailed(
            f"the database {name} is in use; stop the assistant and all that has it open, then again"
        ) from None


def _refuse_in_use(server: psycopg.Connection, name: str) -> None:
    others = server.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", (name,)).fetchone()
    if others and others[0]:
        raise BackupFailed(
            f"the database {name} is in use by {others[0]} connections; stop the assistant and all that has it open, "
            "then again"
        )


def _exists(server: psycopg.Connection, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None


def _holds_something(url: URL) -> bool:
    with _connected(url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return bool(tables and tables[0])


@contextmanager
def _administering(url: URL) -> Iterator[psycopg.Connection]:
    """Connect to the server, not to the database, which may not be there yet."""
    with _connected(url.set(database="postgres")) as connection:
        yield connection


@contextmanager
def _connected(url: URL) -> Iterator[psycopg.Connection]:
    try:
        connection = psycopg.connect(make_conninfo(**_parameters(url)), autocommit=True)
    except psycopg.OperationalError as error:
        raise BackupFailed(f"PostgreSQL cannot be reached ({_line(str(error))}); see ONESTOP_DATABASE_URL") from None
    with connection:
        yield connection


def _parameters(url: URL) -> dict[str, str]:
    """Return what libpq wants to know, by its own names."""
    engine = create_engine(url)
    _, parameters = engine.dialect.create_connect_args(url)
    return {name: str(value) for name, value in parameters.items() if name != "context"}


@contextmanager
def _running(url: str, tool: str, *options: str, reads: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of PostgreSQL's tools on a database, and see to it that it ended well.

    Args:
        reads: it reads from us, rather than we from it.
    """
    parameters = _parameters(make_url(url))
    secret = {"PGPASSWORD": parameters.pop("password")} if "password" in parameters else {}
    command = [_tool(tool), *options, f"--dbname={make_conninfo(**parameters)}"]  # others see what a command line says
    with tempfile.TemporaryFile("w+b") as complaints:
        process = subprocess.Popen(  # noqa: S603
            command,
            env={**os.environ, **secret},
            stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if reads else subprocess.PIPE,
            stderr=complaints,
        )
        try:
            with process:
                yield process
        except BrokenPipeError:
            pass  # it ended early, and has said why
        if process.wait():
            complaints.seek(0)
            raise BackupFailed(f"{tool} failed: {_line(complaints.read().decode(errors='replace'))}")


def _copy(source: IO[bytes], target: IO[bytes], say: Say) -> None:
    copied = told = 0
    while piece := source.read(PIECE):
        target.write(piece)
        copied += len(piece)
        if copied - told >= TOLD_EVERY:
            told = copied
            say(f"{copied // PIECE:,} MB")
    target.flush()


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupFailed(f"{name} is not installed; it comes with PostgreSQL's client (Debian: postgresql-client)")
    return found


def _line(complaint: str) -> str:
    """Return what a tool says, in one line, without what it quotes of somebody's rows."""
    lines = [line.strip() for line in complaint.strip().splitlines()[:MOST_LINES]]
    return "; ".join(line for line in lines if not _QUOTES.search(line))
