"""The command line: what it prints, and the one line it says when something is for a person to mend."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from community.campus.tables import Rulebook
from community.database import Database
from tests.forked import command
from tests.telegram.server import TelegramServer

PATIENCE_SECONDS = 120


def bot(
    *arguments: str, folder: Path, words: str = "", expect: int = 0, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line with nothing but these settings and check how it ends."""
    with TemporaryDirectory(prefix="onestop-command-") as made:
        files = {name: Path(made) / name for name in ("words", "output", "errors")}
        for name, path in files.items():
            path.write_text(words if name == "words" else "", encoding="utf-8")
        process = command(
            *arguments,
            env=environment(folder, settings),
            words=files["words"],
            output=files["output"],
            errors=files["errors"],
        )
        try:
            code = process.wait(PATIENCE_SECONDS)
        finally:
            process.kill()
        printed, errors = (files[name].read_text(encoding="utf-8") for name in ("output", "errors"))
    assert code == expect, printed + errors
    return subprocess.CompletedProcess(["bot", *arguments], code, printed, errors)


def environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a command with nothing but these settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ONESTOP_")}
    return {**inherited, "ONESTOP_DATA_DIR": str(folder), **settings}


def only_line(result: subprocess.CompletedProcess[str]) -> str:
    """Return the one line on standard error; more would be a traceback."""
    (line,) = result.stderr.strip().splitlines()
    return line


def test_help_names_every_command(tmp_path: Path) -> None:
    shown = bot("--help", folder=tmp_path).stdout
    from_nothing = [sys.executable, "-m", "bot", "--help"]  # begun from nothing, as whoever runs it does
    begun = subprocess.run(
        from_nothing,
        env=environment(tmp_path, {}),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    assert (begun.stdout, begun.stderr) == (shown, "")
    names = ("run", "chat", "play", "understand", "train", "seed", "migrate", "staff", "publish", "reach", "simulate")
    for name in (*names, "show"):
        assert name in shown


SCREEN = 80
"""Lines that a tall window shows."""


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("intents", ("book_counseling", "Book a counselor", "/book · menu", "help_card (/help)", "leave_event")),
        ("kinds", ("appointment_reminder", "waits for the morning")),
        ("jobs", ("every 5 s", "escalate cases")),
        ("channels", ("telegram    pushed    set ONESTOP_TELEGRAM_TOKEN", "web         fetched   always on")),
        ("danger", ("does_not_want_to_live", "the question, nobody is called", "the card, a person is called")),
    ],
)
def test_what_it_can_do_is_shown_on_one_screen(tmp_path: Path, what: str, told: tuple[str, ...]) -> None:
    shown = bot("show", what, folder=tmp_path).stdout
    assert [words for words in told if words not in shown] == []
    lines = shown.splitlines()
    assert len(lines) <= SCREEN
    assert max(len(line) for line in lines) <= 120


def test_the_rules_of_the_house_are_shown_as_the_database_has_them(tmp_path: Path) -> None:
    assert "bot migrate" in bot("show", "rules", folder=tmp_path, expect=1).stdout
    bot("migrate", folder=tmp_path)
    database = Database(f"sqlite:///{tmp_path / 'onestop.db'}")
    with database.transaction() as session:
        session.get_one(Rulebook, 1).session_minutes = 45
    database.close()
    shown = bot("show", "rules", folder=tmp_path).stdout
    assert len(shown.splitlines()) <= SCREEN
    for words in (
        "45 minutes",
        "22:30 to 07:00",
        "1 days before at 19:00",
        "2026-08-31 · 20 weeks",
        "a day, two hours",
    ):
        assert words in shown


def test_help_says_what_can_be_shown(tmp_path: Path) -> None:
    shown = bot("show", "--help", folder=tmp_path).stdout
    assert [what for what in ("intents", "kinds", "jobs", "channels", "rules", "danger") if what not in shown] == []


def test_an_unknown_notice_is_told(tmp_path: Path) -> None:
    bot("migrate", folder=tmp_path)
    assert "XXXX-1" in only_line(bot("reach", "XXXX-1", folder=tmp_path, expect=1))


def test_a_bad_setting_is_named(tmp_path: Path) -> None:
    line = only_line(bot("run", folder=tmp_path, expect=1, ONESTOP_HTTP_PORT="eighty"))
    assert "ONESTOP_HTTP_PORT" in line


def test_a_webhook_without_a_secret_is_refused(tmp_path: Path) -> None:
    settings = {"ONESTOP_TELEGRAM_TOKEN": "1:a", "ONESTOP_TELEGRAM_MODE": "webhook"}
    assert "ONESTOP_TELEGRAM_WEBHOOK_SECRET" in only_line(bot("run", folder=tmp_path, expect=1, **settings))


def test_a_taken_port_is_told_at_once(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        line = only_line(bot("run", folder=tmp_path, expect=1, ONESTOP_HTTP_PORT=port))
    assert "ONESTOP_HTTP_PORT" in line
    assert port in line


def test_a_database_out_of_reach_is_told(tmp_path: Path) -> None:
    url = "postgresql://nobody:nothing@127.0.0.1:9/nowhere"
    line = only_line(bot("migrate", folder=tmp_path, expect=1, ONESTOP_DATABASE_URL=url))
    assert "ONESTOP_DATABASE_URL" in line
    assert "nothing" not in line


def test_a_refused_token_is_told(tmp_path: Path, telegram: TelegramServer, rasa_url: str) -> None:
    telegram.refuse_token()
    settings = {
        "ONESTOP_TELEGRAM_TOKEN": "1:wrong",
        "ONESTOP_TELEGRAM_BASE_URL": telegram.base_url,
        "ONESTOP_NLU_URL": rasa_url,
        "ONESTOP_HTTP_PORT": "0",
    }
    result = bot("run", folder=tmp_path, expect=1, **settings)
    assert "ONESTOP_TELEGRAM_TOKEN" in result.stderr.strip().splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_one_thing_said_gets_its_reply(tmp_path: Path, rasa_url: str) -> None:
    said = bot("chat", "--say", "any tips for a job interview?", folder=tmp_path, ONESTOP_NLU_URL=rasa_url).stdout
    assert "interview" in said.lower()


def test_lines_are_understood_one_json_each(tmp_path: Path, rasa_url: str) -> None:
    lines = "下周三下午想约心理老师\nany tips for a job interview?\n我不想活了\n"
    printed = bot(
        "understand", "--now", "2026-11-23T12:00", folder=tmp_path, words=lines, ONESTOP_NLU_URL=rasa_url
    ).stdout.splitlines()
    booking, tips, danger = (json.loads(line) for line in printed)
    assert set(booking) == {"text", "language", "crisis", "fallback", "intents", "times"}
    assert booking["language"] == "zh"
    assert booking["intents"][0]["name"] == "book_counseling"
    assert booking["times"][0]["start"] == "2026-12-02T13:00:00+08:00"
    assert (tips["language"], tips["intents"][0]["name"], tips["crisis"]) == ("en", "ask_employment_tips", "none")
    assert danger["crisis"] == "crisis"


@pytest.mark.parametrize(("second_line", "code"), [("B: …", 0), ("B: something else", 1)])
def test_play_tells_by_its_exit_whether_the_talk_went_as_written(
    tmp_path: Path, rasa_url: str, second_line: str, code: int
) -> None:
    talk = tmp_path / "talk.talk"
    talk.write_text(f"S: /help\n{second_line}\n", encoding="utf-8")
    bot("play", str(talk), folder=tmp_path, expect=code, ONESTOP_NLU_URL=rasa_url)


def test_the_first_staff_account_is_made_on_the_command_line(tmp_path: Path) -> None:
    bot("migrate", folder=tmp_path)
    bot("staff", "add", "wang", "--password-stdin", folder=tmp_path, words="correct horse battery\n")
    assert "wang" in bot("staff", "list", folder=tmp_path).stdout


def test_a_campus_begun_without_the_sample_stays_without_and_one_with_it_is_not_taken_for_empty(
    tmp_path: Path, rasa_url: str
) -> None:
    without, sample = tmp_path / "without", tmp_path / "sample"
    bot("chat", "--without-sample", "--say", "/start", folder=without, ONESTOP_NLU_URL=rasa_url)
    said = bot("chat", "--say", "/start", folder=without, ONESTOP_NLU_URL=rasa_url).stdout
    assert "sample" not in said, "a later start without the option must not fill it"
    assert "This is a sample campus" in bot("chat", "--say", "/start", folder=sample, ONESTOP_NLU_URL=rasa_url).stdout
    line = only_line(bot("chat", "--without-sample", "--say", "/start", folder=sample, expect=1))
    assert "holds the sample campus already" in line
    assert "ONESTOP_DATA_DIR" in line


@pytest.mark.parametrize(
    ("variable", "option"), [("SAMPLE=no", "--without-sample"), ("SAMPLE=yes", ""), ("SAMPLE=", "")]
)
def test_make_run_begins_without_the_sample_where_told_so(root: Path, variable: str, option: str) -> None:
    # A make around this one would have it say in which folder it is.
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    shown = subprocess.run(
        ["make", "-n", "run", variable], cwd=root, env=alone, capture_output=True, text=True, check=True
    ).stdout
    assert shown.splitlines()[-1].split("-m bot run")[1].strip() == option


def test_the_library_is_added_to_an_empty_folder_and_answers_in_the_terminal(tmp_path: Path) -> None:
    """What is new and much is read before one thing is said, as a running assistant has read it long since."""
    assert "of the library 525 rows are new" in bot("seed", "--library", folder=tmp_path).stdout
    assert "of the library 0 rows are new" in bot("seed", "--library", folder=tmp_path).stdout
    said = bot("chat", "--say", "卡没了咋整", folder=tmp_path).stdout
    assert said.startswith("校园卡丢了：挂失和补办\n先在“松花一站式”App 里挂失"), said
