"""The real Rasa as a child: it comes up, answers, comes back, and never outlives us."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from understanding import digests
from understanding.reading import models, training
from understanding.reading.nlu import NluClient
from understanding.reading.rasa_environment import rasa_environment
from understanding.reading.rasa_process import RasaProcess
from understanding.reading.socket_place import LONGEST, SocketPlace

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def model() -> Path:
    if training.is_stale(ROOT):
        training.train(ROOT, progress=lambda _line: None)
    return models.rasa_path(ROOT)


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
from understanding.reading.rasa_process import RasaProcess
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


def test_nobody_else_can_ask_and_it_does_nothing_but_parse(model: Path, tmp_path: Path) -> None:
    async def talk(rasa: RasaProcess) -> None:
        path = Path(rasa.url.removeprefix("unix://"))
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not listening_ports(rasa.pid or 0)
        transport = httpx.AsyncHTTPTransport(uds=str(path))
        async with httpx.AsyncClient(base_url="http://rasa", transport=transport, trust_env=False) as client:
            assert (await client.get("/status")).status_code == 200
            assert (await client.post("/model/parse", json={"text": "hello"})).json()["intent"]["name"] == "greet"
            assert (await client.post("/model/parse", json={"words": 1})).status_code == 400
            for method, page in ELSEWHERE:
                answer = await client.request(method, page, json={"model_file": "/tmp/other.tar.gz"})
                assert answer.status_code in (404, 405), page
        maps = Path(f"/proc/{rasa.pid}/maps").read_text(encoding="utf-8")
        assert "/numpy/" in maps, "what is loaded must be seen here"
        assert "/aiohttp/" not in maps

    with_rasa(model, tmp_path, talk)
    assert not list(tmp_path.glob("*.sock"))


ELSEWHERE = (
    ("PUT", "/model"),
    ("DELETE", "/model"),
    ("POST", "/model/train"),
    ("POST", "/model/test/intents"),
    ("POST", "/model/predict"),
    ("GET", "/version"),
    ("GET", "/domain"),
    ("POST", "/conversations/x/messages"),
    ("POST", "/webhooks/rest/webhook"),
)


def listening_ports(pid: int) -> list[str]:
    """Return the TCP sockets of one process that listen, as the kernel lists them."""
    own = {os.readlink(fd) for fd in Path(f"/proc/{pid}/fd").iterdir()}
    tables = [Path(f"/proc/{pid}/net/{name}").read_text(encoding="utf-8") for name in ("tcp", "tcp6")]
    rows = [line.split() for table in tables for line in table.splitlines()[1:]]
    return [row[1] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in own]


def test_two_in_one_folder_have_a_socket_each_and_a_dead_one_s_is_taken_again(tmp_path: Path) -> None:
    first, second = SocketPlace(tmp_path, "rasa"), SocketPlace(tmp_path, "rasa")
    assert first.path != second.path
    first.leave()
    third = SocketPlace(tmp_path, "rasa")
    assert third.path == first.path
    second.leave()
    third.leave()


def test_a_folder_too_deep_for_a_socket_is_done_without(tmp_path: Path) -> None:
    place = SocketPlace(tmp_path / ("d" * 100), "rasa")
    assert len(os.fsencode(place.path)) < LONGEST
    assert stat.S_IMODE(place.path.parent.stat().st_mode) == 0o700
    place.leave()
    assert not place.path.parent.exists()


def test_a_model_that_is_not_ours_is_never_served(tmp_path: Path) -> None:
    model = tmp_path / "nlu.tar.gz"
    model.write_bytes(b"what training made")
    digests.note(model)
    model.write_bytes(b"what somebody put there")
    rasa = RasaProcess(root=ROOT, model=model, log_path=tmp_path / "rasa.log")
    with pytest.raises(digests.ModelAltered, match="bot train --force"):
        asyncio.run(rasa.start())
    asyncio.run(rasa.stop())
    served = [str(ROOT / "nlu/.venv/bin/python"), "-m", "nlu.serve", str(model), str(tmp_path / "s")]
    with subprocess.Popen(served, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr is not None
        assert "bot train --force" in child.stderr.read()  # its standard input stays open: its end would end it first
        assert child.wait() == 1


def test_rasa_learns_none_of_our_secrets_and_calls_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONESTOP_TELEGRAM_TOKEN", "12:secret")
    environment = rasa_environment()
    assert "ONESTOP_TELEGRAM_TOKEN" not in environment
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"
