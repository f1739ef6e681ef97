"""Logs carry ids, never words: on every channel, and whatever goes wrong."""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from fastapi import APIRouter
from pydantic import SecretStr
from sqlalchemy import select, text

from actions.dialogue.reply import Reply
from actions.dialogue.turn import Turn
from bot.http.server import HttpServer, listen, web_app
from bot.logs import library_formatter
from bot.settings import ROOT, Settings
from community.post.tables import InboxItem
from tests import canaries
from tests.canaries import CANARY, CANARY_ZH
from tests.faults.kill import Assistant
from tests.running import RunningApp
from tests.telegram.server import TOKEN, TelegramServer

ADA = 7001
REST = "/webhooks/rest/webhook"
BEARER = {"Authorization": "Bearer secret"}
SECRETS = f"{CANARY} is what I never told anybody {CANARY_ZH}"


def test_no_channel_of_the_running_assistant_logs_a_word(telegram: TelegramServer, tmp_path: Path) -> None:
    environment = {
        "ONESTOP_TELEGRAM_TOKEN": TOKEN,
        "ONESTOP_TELEGRAM_BASE_URL": telegram.base_url,
        "ONESTOP_REST_TOKEN": "secret",
    }
    with Assistant(tmp_path, environment) as app, httpx.Client(base_url=app.url, timeout=40) as client:
        app.wait_for_rasa()
        telegram.says(ADA, SECRETS)
        telegram.await_shown(ADA, 1)
        telegram.update({"message": {"text": SECRETS, "date": CANARY, "chat": {"id": ADA, "type": "private"}}})
        telegram.await_text(ADA, "M-")
        client.get("/")
        assert client.post("/chat/messages", json={"id": "1", "words": SECRETS}).status_code == 202
        assert client.post("/chat/messages", json={"id": CANARY_ZH, "words": SECRETS}).status_code == 422
        assert client.post(REST, json={"sender": "a", "message": SECRETS}, headers=BEARER).json()[0]["text"]
        assert client.post(REST, json={"sender": [SECRETS], "message": 7}, headers=BEARER).status_code == 422
        assert client.get(f"/console/sign-in?next=/{CANARY}").status_code == 200
    printed = app.printed()
    assert all(f'"event": "{event}"' in printed for event in ("kept", "turn", "parked", "delivery"))
    assert [canaries.leak_in(file.read_text()) for file in canaries.log_files(tmp_path)] == [None, None]


@pytest.fixture
def assistant(campus_url: str, tmp_path: Path) -> Iterator[RunningApp]:
    """The whole assistant with the REST channel on, while Rasa is away."""
    settings = Settings(
        database_url=campus_url,
        data_dir=tmp_path,
        nlu_url="http://127.0.0.1:9",
        http_port=0,
        rest_token=SecretStr("secret"),
    )
    with RunningApp(settings) as running:
        yield running


def _raises(turn: Turn) -> Reply:
    raise ValueError(f"cannot read {turn.words} {SECRETS}")


def _writes_what_no_table_takes(turn: Turn) -> Reply:
    turn.session.execute(text("INSERT INTO students (zone) VALUES (:zone)"), {"zone": SECRETS})
    return Reply("never said")


def _asks_for_no_table(turn: Turn) -> Reply:
    turn.session.execute(text("SELECT * FROM nowhere WHERE words = :words"), {"words": SECRETS})
    return Reply("never said")


@pytest.mark.parametrize("handler", [_raises, _writes_what_no_table_takes, _asks_for_no_table])
def test_a_handler_that_fails_says_nothing_of_what_it_read(
    assistant: RunningApp,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    handler: Callable[[Turn], Reply],
) -> None:
    monkeypatch.setitem(assistant.app.registry.handlers, "help", handler)
    with httpx.Client(base_url=assistant.url, headers=BEARER, timeout=40) as client:
        (answer,) = client.post(REST, json={"sender": "ada", "message": "/menu"}).json()
    with assistant.app.database.reading() as session:
        (reference,) = session.scalars(select(InboxItem.reference).where(InboxItem.state == "parked"))
    assert reference is not None
    assert reference in answer["text"]
    assert reference in (printed := "".join(capfd.readouterr()))
    assert CANARY not in printed


def lines_of(work: Callable[[], Any]) -> list[dict[str, Any]]:
    """Return the lines that libraries log meanwhile, as they would be written."""
    lines: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(self.format(record)))

    keep = Keep(logging.WARNING)
    keep.setFormatter(library_formatter())
    logging.getLogger().addHandler(keep)
    try:
        work()
    finally:
        logging.getLogger().removeHandler(keep)
    return lines


class _Well:
    async def state(self) -> tuple[bool, dict[str, Any]]:
        return True, {}


def test_a_crash_behind_a_page_is_logged_by_its_place() -> None:
    router = APIRouter()

    @router.get("/crash")
    async def crash() -> None:
        raise ValueError(SECRETS)

    async def ask() -> None:
        server = HttpServer(web_app(_Well(), [router], {}), listen("127.0.0.1", 0))  # type: ignore[arg-type]
        await server.start()
        async with httpx.AsyncClient(base_url=server.address) as client:
            assert (await client.get("/crash")).status_code == 500
        await server.stop()

    (line,) = lines_of(lambda: asyncio.run(ask()))
    assert (line["error"], line["logger"]) == ("ValueError", "uvicorn.error")
    assert line["at"].startswith("test_a_crash_behind_a_page_is_logged_by_its_place.<locals>.crash:")


def test_what_libraries_fill_in_is_left_out() -> None:
    log = logging.getLogger("a.library")

    def complain() -> None:
        log.warning("could not read %s", SECRETS)
        log.error(f"failed\n{SECRETS}")

    first, second = lines_of(complain)
    assert (first["event"], second["event"]) == ("could not read %s", "failed")


def test_a_forgotten_task_says_only_that_it_failed() -> None:
    async def forget() -> None:
        async def fail() -> None:
            raise ValueError(SECRETS)

        task = asyncio.create_task(fail())
        await asyncio.wait({task})
        del task

    lines = lines_of(lambda: asyncio.run(forget()))
    assert [(line["event"], line["error"]) for line in lines] == [("Task exception was never retrieved", "ValueError")]


CRASH = f"""
import threading
from bot import logs
logs.configure()
logs.report_crashes()
def fail(): raise ValueError({SECRETS!r})
thread = threading.Thread(target=fail)
thread.start()
thread.join()
fail()
"""


def test_a_crash_of_the_whole_process_is_logged_by_its_places() -> None:
    done = subprocess.run([sys.executable, "-c", CRASH], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert canaries.leak_in(done.stderr) is None
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["event"], line["error"]) for line in lines] == [("crashed", "ValueError")] * 2


def test_a_line_that_gives_something_away_is_heard() -> None:
    try:
        structlog.get_logger().info("answered", words=SECRETS)
        logging.getLogger("a.library").warning(SECRETS)
        logging.getLogger("a.library").warning("about %s", SECRETS)
        assert len(canaries.leaks) == 2  # what was filled in is not written
        canaries.said.add("为什么我睡不着")
        assert canaries.leak_in('{"event": "' + json.dumps("为什么我睡不着")[1:-1] + '"}') == "为什么我睡不着"
    finally:
        canaries.leaks.clear()
