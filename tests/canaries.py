"""Listens to every log line of the suite: none may hold what somebody said in a test, or a bot's token.

A pytest plugin. It hears our own lines (structlog), the libraries' as they would be written (logging), what a test's
process prints on standard error, and, at the end, the files into which other processes wrote.
"""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.typing import EventDict, WrappedLogger

from bot.logs import library_formatter
from community.channels import words_of
from community.post import inbox
from tests.telegram.server import TOKEN

CANARY = "quokkaberry"
CANARY_ZH = "凤尾绿咬鹃"
NEVER = (CANARY, CANARY_ZH, TOKEN.partition(":")[2])
"""Words for tests to say: they stand in no log whatever happens, and nowhere else either."""

LOG_FILES = ("output.txt", "*.log")
_TELLING = re.compile(r"[\u4e00-\u9fff]{3}|\w+ \w+ \w+")  # shorter ones may stand in a log by chance, as "hello"

said: set[str] = set()
"""What was said in the test that runs."""

leaks: list[str] = []
"""The lines of the test that runs that gave something away."""


def leak_in(text: str) -> str | None:
    """Return what a log gives away: a canary, a token, or something that was said in this test; None for nothing."""
    for words in (*NEVER, *said):
        if words in text or json.dumps(words)[1:-1] in text:
            return words
    return None


def _hear(text: str) -> None:
    if leak_in(text) is not None:
        leaks.append(text)


def _hear_ours(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    _hear(str(event))
    return event


class _HearLibraries(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        _hear(self.format(record))


def pytest_configure() -> None:
    """Begin to listen."""
    structlog.configure(processors=[_hear_ours, *structlog.get_config()["processors"]])
    handler = _HearLibraries(logging.WARNING)  # the level at which they are logged
    handler.setFormatter(library_formatter())
    logging.getLogger().addHandler(handler)
    _note_what_is_said()


def _note_what_is_said() -> None:
    keep = inbox.keep

    def keep_and_note(session: Any, arrivals: Any, **moment: Any) -> Any:
        said.update(words for one in arrivals if _TELLING.search(words := words_of(one.channel, one.body)))
        return keep(session, arrivals, **moment)

    inbox.keep = keep_and_note  # every message of every channel comes by here


@pytest.fixture(autouse=True)
def _no_word_is_logged() -> Iterator[None]:
    said.clear()
    leaks.clear()
    yield
    assert not leaks, "a log line holds what somebody said"


@pytest.fixture(autouse=True, scope="session")
def _no_word_is_logged_by_other_processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    yield
    said.clear()
    found = {str(path): leak_in(path.read_text(errors="replace")) for path in log_files(tmp_path_factory.getbasetemp())}
    assert not {path: words for path, words in found.items() if words}


def log_files(folder: Path) -> list[Path]:
    """Return the logs that processes have written below a folder."""
    return [path for pattern in LOG_FILES for path in folder.rglob(pattern)]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Fail a test whose process printed what was said on standard error."""
    if report.passed and leak_in(report.capstderr) is not None:
        report.outcome = "failed"
        report.longrepr = "standard error holds what somebody said"
