"""Rasas that somebody else runs, as compose.yaml runs them: each a process on a port."""

import subprocess
import time
from pathlib import Path

import httpx

from bot.settings import ROOT
from tests.running import START_SECONDS, train_if_stale
from tests.whole_app import free_port
from understanding import training

TOKEN = "the-token-of-the-rasas"
LOOK_SECONDS = 0.1


class PortRasa:
    """One Rasa on a port of this machine; it keeps its port over starts."""

    def __init__(self, folder: Path, name: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._output = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self, token: str = TOKEN) -> "subprocess.Popen[bytes]":
        """Start it, where it does not run, and don't wait."""
        if self.process is None or self.process.poll() is not None:
            python, model = ROOT / "nlu" / ".venv" / "bin" / "python", training.model_path(ROOT)
            with self._output.open("ab") as output:
                self.process = subprocess.Popen(
                    [python, "-m", "nlu.serve", model, f"127.0.0.1:{self.port}"],
                    cwd=ROOT,
                    env={"PATH": "/usr/bin:/bin", "ONESTOP_NLU_TOKEN": token},
                    stdin=subprocess.DEVNULL,  # as with a service manager: it must stay all the same
                    stdout=output,
                    stderr=output,
                )
        return self.process

    def await_ready(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process is not None
            assert self.process.poll() is None, self.printed()
            assert time.monotonic() < deadline, self.printed()
            time.sleep(LOOK_SECONDS)

    def printed(self) -> str:
        return self._output.read_text(errors="replace")[-4000:]

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/status", trust_env=False).is_success
        except httpx.HTTPError:
            return False


class Rasas:
    """Two of them."""

    def __init__(self, folder: Path) -> None:
        train_if_stale()
        self.both = [PortRasa(folder, name) for name in ("nlu-1", "nlu-2")]

    def up(self) -> list[PortRasa]:
        """Return both, running, whatever was done to them before."""
        for one in self.both:
            one.begin()
        for one in self.both:
            one.await_ready()
        return self.both

    @property
    def urls(self) -> str:
        """What ONESTOP_NLU_URL is set to."""
        return ",".join(one.url for one in self.both)

    def end(self) -> None:
        for one in self.both:
            one.kill()
