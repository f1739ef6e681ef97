"""What the start says in red: that nobody is alerted, and that the campus is invented."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot import __main__ as command_line
from bot.watch import standing
from community.database import Database
from community.post import talks
from community.staff import accounts, rules
from tests.community.matter import NOW, ZONE
from tests.faults.kill import Assistant
from tests.sample import given_sample

SETUP = "ONESTOP_TELEGRAM_STAFF_GROUP: README.md, “Telegram”, step 2"


def lines(database: Database) -> list[str]:
    return standing.warnings(database, NOW)


def given_account(database: Database) -> None:
    with database.transaction() as session:
        accounts.add(session, "li", "Li", "correct horse battery", [rules.COUNSELOR], now=NOW)


def given_group(database: Database, *, blocked: bool = False) -> None:
    with database.transaction() as session:
        group = talks.keep_staff_group(session, "telegram", "-100", now=NOW)
        group.channel_address.blocked_at = NOW if blocked else None


def test_with_nothing_set_up_it_says_that_nobody_learns_of_anything_and_how_to_mend_it(database: Database) -> None:
    (line,) = lines(database)
    assert line.startswith("NO WAY TO ALERT STAFF IS SET UP: nobody learns")
    assert SETUP in line


def test_with_accounts_alone_it_says_that_only_an_open_console_shows_anything(database: Database) -> None:
    given_account(database)
    (line,) = lines(database)
    assert "only while somebody has the console open" in line
    assert SETUP in line


def test_a_group_that_takes_no_messages_is_told(database: Database) -> None:
    given_group(database, blocked=True)
    (line,) = lines(database)
    assert line.startswith("NOBODY IS ALERTED")


def test_with_a_group_there_is_nothing_to_say(database: Database) -> None:
    given_group(database)
    assert lines(database) == []


def test_the_sample_is_told_with_the_way_to_begin_without(database: Database) -> None:
    given_group(database)
    with database.transaction() as session:
        given_sample(session, now=NOW, zone=ZONE)
    (line,) = lines(database)
    assert line.startswith("SAMPLE CAMPUS: ")
    assert "make run SAMPLE=no" in line


def test_such_lines_are_red_on_a_screen_and_plain_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    command_line._warn("look here")
    assert capsys.readouterr().out == "  look here\n"
    app = typer.Typer()
    app.command()(lambda: command_line._warn("look here"))
    assert CliRunner().invoke(app, color=True).output.startswith("\x1b[31m")


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory, rasa_url: str) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("app")
    with Assistant(folder, {"ONESTOP_NLU_URL": rasa_url}) as app:
        yield app


def test_a_start_with_nothing_set_up_says_both(started: Assistant) -> None:
    started.wait_for_line("SAMPLE CAMPUS")
    assert "NO WAY TO ALERT STAFF IS SET UP" in started.printed()
