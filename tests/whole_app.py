"""The whole assistant as a process of its own: `python -m bot run`, as whoever runs it would start it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import httpx

from bot.settings import ROOT

START_SECONDS = 600  # a fresh clone trains its model first
STOP_SECONDS = 15
LOOK_SECONDS = 0.2


class NotStarted(Exception):
    """The process ended, or did not answer in time; carries what it printed."""


class Running(Protocol):
    """What is asked of its process; `subprocess.Popen` has it all."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def kill(self) -> None: ...
    def send_signal(self, sig: int) -> None: ...


class WholeApp:
    """A running assistant with a data folder of its own.

    Args:
        folder: for the data and the output; the database is a SQLite file in it unless `environment` says otherwise.
        environment: settings beside the usual ones, as `ONESTOP_...`.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.output = folder / "output.txt"
        self.url = ""
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ONESTOP_")},
            "ONESTOP_DATA_DIR": str(folder),
            **(environment or {}),
        }

    def __enter__(self) -> Self:
        self.env.setdefault("ONESTOP_HTTP_PORT", str(free_port()))
        self.url = f"http://127.0.0.1:{self.env['ONESTOP_HTTP_PORT']}"
        self.start()
        return self

    def start(self) -> None:
        """Start it, for the first time or again, and wait until it serves.

        Raises:
            NotStarted: it ended, or does not answer in time.
        """
        self.process = self.launched()
        try:
            self._wait_until(self._serves)
        except NotStarted:
            self.stop()
            raise

    def launched(self) -> Running:
        """Start the process and return it at once."""
        with self.output.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "bot", "run"], cwd=ROOT, env=self.env, stdout=output, stderr=subprocess.STDOUT
            )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def wait_for_rasa(self) -> None:
        """Wait until the Rasa process beside it answers; until then the router does."""
        self._wait_until(lambda: "Rasa is up" in self.printed())

    def wait_for_long_texts(self) -> None:
        """Wait until long texts have a process of their own; until then a thread works on them."""
        self._wait_until(lambda: httpx.get(f"{self.url}/healthz").json()["nlu"]["long_texts"] == "process")

    def wait_for_line(self, words: str) -> None:
        """Wait until it has printed the words."""
        self._wait_until(lambda: words in self.printed())

    def stop(self) -> int:
        """Ask it to end and return its exit code; what doesn't end in time is killed and said so."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"SIGTERM did not end it within {STOP_SECONDS} s:\n{self.printed()}") from None

    def printed(self) -> str:
        """Return everything it has printed so far."""
        return self.output.read_text(errors="replace")

    def _serves(self) -> bool:
        try:
            # Without TLS: to read the certificates takes longer than ten such looks.
            return httpx.get(f"{self.url}/healthz", timeout=5, verify=False).status_code == 200
        except httpx.TransportError:
            return False

    def _wait_until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not holds():
            if self.process.poll() is not None:
                raise NotStarted(f"it ended with {self.process.poll()}:\n{self.printed()}")
            if time.monotonic() > deadline:
                raise NotStarted(f"no answer within {START_SECONDS} s:\n{self.printed()}")
            time.sleep(LOOK_SECONDS)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
