"""A comparable bot on an ordinary Rasa: `rasa run` with REST and an SQL tracker store, and its action server."""

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import yaml
from sqlalchemy import bindparam, create_engine, text

from tests.whole_app import free_port

ROOT = Path(__file__).resolve().parents[2]
BOT = Path(__file__).parent / "rasa_bot"
PYTHON = Path(__file__).parent / ".venv" / "bin" / "python"
KEPT = ROOT / "results" / "peer"
START_SECONDS = 300

# Rasa's SQLTrackerStore keeps a row for each event.
_ACTED = text("SELECT count(*) FROM events WHERE type_name = 'action' AND action_name IN :own").bindparams(
    bindparam("own", expanding=True)
)


class NotSetUp(SystemExit):
    """There is no Rasa to compare with."""


def train() -> Path:
    """Return the peer's model; train it where there is none of these sentences and this configuration."""
    if not PYTHON.exists():
        raise NotSetUp("no Rasa to compare with: run bench/peers/setup.sh first")
    model = KEPT / f"peer-{_fingerprint()}.tar.gz"
    if not model.exists():
        print("training the peer; with DIET and TED that takes 10 minutes or more", flush=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        command: list[str | Path] = [
            "train",
            "--domain",
            "domain.yml",
            "--config",
            "config.yml",
            "--data",
            ROOT / "nlu_data",
            "data",
        ]
        with (KEPT / "train.log").open("wb") as output:
            _rasa([*command, "--out", KEPT, "--fixed-model-name", model.name.removesuffix(".tar.gz")], output)
    return model


def _rasa(arguments: Sequence[str | Path], output: object) -> None:
    command = ["nice", "-n", "10", PYTHON, "-m", "rasa", *arguments]
    environment = _environment({"PEER_TRACKERS_URL": "sqlite://", "PEER_TRACKER_DIALECT": "sqlite"})
    subprocess.run(command, cwd=BOT, env=environment, stdout=output, stderr=output, check=True)  # type: ignore[call-overload]


def _fingerprint() -> str:
    digest = hashlib.sha256()
    bot = [BOT / "config.yml", BOT / "domain.yml", *(BOT / "data").glob("*.yml")]
    for source in sorted([*bot, *(ROOT / "nlu_data").glob("*.yml")]):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    return {**os.environ, **quiet, "PEER_ACTIONS_URL": "http://127.0.0.1:1/webhook", **more}


class RasaPeer:
    """The peer, running: Rasa and its action server, each as its command line starts it.

    Args:
        folder: for logs and, where no other database is given, two SQLite files.
        postgres: URLs of the trackers' and of the actions' database, None for SQLite.
    """

    def __init__(self, model: Path, folder: Path, postgres: tuple[str, str] | None = None) -> None:
        self._model, self._folder = model, folder
        self._trackers, self._campus = postgres or (f"sqlite:///{folder}/trackers.db", f"sqlite:///{folder}/campus.db")

    def __enter__(self) -> Self:
        port, actions = str(free_port()), str(free_port())
        self.url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        environment = _environment(
            {
                "PEER_ACTIONS_URL": f"http://127.0.0.1:{actions}/webhook",
                "PEER_TRACKERS_URL": self._trackers,
                "PEER_TRACKER_DIALECT": self._trackers.partition(":")[0],
                "PEER_CAMPUS_URL": self._campus,
                "PEER_SEED": str(ROOT / "community" / "seed"),
            }
        )
        serve: list[str | Path] = ["-m", "rasa", "run", "-m", self._model, "--endpoints", "endpoints.yml",
                 "--credentials", "credentials.yml", "-i", "127.0.0.1", "-p", port, "--quiet"]  # fmt: skip
        self._children = [
            self._start("actions", ["-m", "rasa_sdk", "--actions", "actions", "-p", actions], environment),
            self._start("rasa", serve, environment),
        ]
        self._await(f"http://127.0.0.1:{actions}/health")
        self._await(f"http://127.0.0.1:{port}/webhooks/rest/")
        return self

    @property
    def pids(self) -> list[int]:
        """Rasa's and the action server's processes."""
        return [child.pid for child in self._children]

    def acted(self) -> int:
        """Return how often its action server has been asked so far; a turn without that it answers by itself."""
        own = yaml.safe_load((BOT / "domain.yml").read_text(encoding="utf-8"))["actions"]
        engine = create_engine(self._trackers.replace("postgresql:", "postgresql+psycopg:", 1))
        with engine.connect() as connection:
            asked = connection.scalar(_ACTED, {"own": own})
        engine.dispose()
        return int(asked or 0)

    def _start(
        self, name: str, arguments: Sequence[str | Path], environment: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        with (self._folder / f"{name}.log").open("wb") as output:
            return subprocess.Popen(
                [PYTHON, *arguments], cwd=BOT, env=environment, stdout=output, stderr=output, process_group=0
            )

    def _await(self, url: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and all(child.poll() is None for child in self._children):
            try:
                if httpx.get(url, timeout=5).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.2)
        self._stop()
        raise SystemExit(f"the peer did not start; see {self._folder}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        for child in self._children:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGTERM)
        for child in self._children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
