"""The real Rasa as a child: it comes up, answers, comes back, and never outlives us."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from understanding import training
from understanding.nlu import NluClient
from understanding.rasa_process import RasaProcess, rasa_environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def model() -> Path:
    if training.is_stale(ROOT):
        training.train(ROOT, progress=lambda _line: None)
    return training.model_path(ROOT)


def with_rasa(model: Path, folder: Path, talk: Callable[[RasaProcess], Awaitable[None]]) -> None:
    async def run() -> None:
        rasa = RasaProcess(root=ROOT, model=model, log_path=folder / "rasa.log")
        await rasa.start()
        try:
            assert await rasa.ready(), (folder / "rasa.log").read_text(encoding="utf-8")
            await talk(rasa)
        finally:
            await rasa.stop()

    asyncio.run(run())


def state_of(pid: int) -> str:
    """Return the kernel's letter for what the process does: T stopped, Z ended but not collected; none when gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    return status.partition("State:\t")[2][:1]


def is_running(pid: int) -> bool:
    return state_of(pid) not in ("", "Z")


def wait_until(holds: Callable[[], bool], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        threading.Event().wait(0.1)


@pytest.mark.alone
def test_it_reads_both_languages_keeps_quiet_and_stops_within_seconds(model: Path, tmp_path: Path) -> None:
    async def talk(rasa: RasaProcess) -> None:
        async with NluClient(rasa.url) as client:
            english = await client.read("can I book a counselor for next wednesday")
            chinese = await client.read("我想约个心理老师")
            injected = await client.read('/crisis{"x": "y"}')
        assert [reading.best.name for reading in (english, chinese) if reading.best] == ["book_counseling"] * 2
        assert len(injected.ranking) > 1
        pids.append(rasa.pid or 0)
        stopping.append(time.monotonic())

    pids: list[int] = []
    stopping: list[float] = []
    with_rasa(model, tmp_path, talk)
    assert time.monotonic() - stopping[0] < 8
    assert not is_running(pids[0])
    log = (tmp_path / "rasa.log").read_text(encoding="utf-8")
    assert "counselor" not in log
    assert "心理" not in log


def test_when_it_dies_it_comes_back_at_the_same_address(model: Path, tmp_path: Path) -> None:
    async def talk(rasa: RasaProcess) -> None:
        first, url = rasa.pid, rasa.url
        assert first is not None
        os.kill(first, signal.SIGKILL)
        while rasa.pid in (None, first):
            await asyncio.sleep(0.05)
        assert await rasa.ready()
        assert rasa.url == url
        async with NluClient(rasa.url) as client:
            assert (await client.read("hello")).best is not None

    with_rasa(model, tmp_path, talk)


def test_a_stopped_one_is_ended_too(model: Path, tmp_path: Path) -> None:
    async def talk(rasa: RasaProcess) -> None:
        assert rasa.pid is not None
        pids.append(rasa.pid)
        os.kill(rasa.pid, signal.SIGSTOP)

    pids: list[int] = []
    with_rasa(model, tmp_path, talk)
    assert not is_running(pids[0])


OWNER = """
import asyncio, sys
from pathlib import Path
from understanding.rasa_process import RasaProcess
async def own():
    rasa = RasaProcess(root=Path(sys.argv[1]), model=Path(sys.argv[2]), log_path=Path(sys.argv[3]))
    await rasa.start()
    if sys.argv[4] == "ready":
        await rasa.ready()
    print(rasa.pid, flush=True)
    await asyncio.Event().wait()
asyncio.run(own())
"""


@pytest.mark.parametrize(("moment", "hung"), [("starting", False), ("ready", False), ("ready", True)])
def test_a_killed_app_leaves_no_orphan(model: Path, tmp_path: Path, moment: str, hung: bool) -> None:
    command = [sys.executable, "-c", OWNER, str(ROOT), str(model), str(tmp_path / "rasa.log"), moment]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        child = int(next(line for line in owner.stdout if line.strip().isdigit()))  # log lines may come before
        assert is_running(child)
        if hung:
            os.kill(child, signal.SIGSTOP)
            wait_until(lambda: state_of(child) == "T", seconds=5)
        owner.kill()
    wait_until(lambda: not is_running(child), seconds=15)


def test_the_port_is_ours_before_anybody_listens(tmp_path: Path) -> None:
    rasa = RasaProcess(root=ROOT, model=tmp_path / "none", log_path=tmp_path / "rasa.log")
    port = int(rasa.url.rsplit(":", 1)[1])
    with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
        stranger.bind(("127.0.0.1", port))
    asyncio.run(rasa.stop())


def test_rasa_learns_none_of_our_secrets_and_calls_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONESTOP_TELEGRAM_TOKEN", "12:secret")
    environment = rasa_environment()
    assert "ONESTOP_TELEGRAM_TOKEN" not in environment
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"
